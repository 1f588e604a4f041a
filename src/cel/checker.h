// SPDX-License-Identifier: Apache-2.0
// Checker: one walk over the tree, children first; type variables are put in at the end.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "cel/ast.h"
#include "cel/environment.h"
#include "cel/unifier.h"

namespace bulwark::cel {

/// Checks one tree against `environment`, which must outlive it.
class Checker {
 public:
  Checker(Ast ast, const Environment& environment);

  Result<CheckedAst> run() &&;

 private:
  /// A comprehension's variable or accumulator.
  struct Local {
    std::string_view name;
    Type type;
  };

  // What is known about nodes.
  NodeInfo& info(const Expr& expr) { return checked_.infos[expr.id]; }
  const Type& type_of(const Expr& expr) { return info(expr).type; }
  void set(const Expr& expr, Type type) { info(expr).type = std::move(type); }
  /// Keeps the first mistake; what follows may be its echo.
  void wrong(Position position, std::string message);
  void mismatch(Position position, const Type& expected, const Type& found);
  void expect(const Expr& expr, const Type& type);

  // The walk.
  void check(Expr& expr);
  void visit(Expr& expr, Constant& constant);
  void visit(Expr& expr, Identifier& identifier);
  void visit(Expr& expr, Select& select);
  void visit(Expr& expr, Call& call);
  void visit(Expr& expr, ListLiteral& list);
  void visit(Expr& expr, MapLiteral& map);
  void visit(Expr& expr, StructLiteral& literal);
  void visit(Expr& expr, Comprehension& fold);

  // Names and fields.
  bool resolve_name(Expr& expr, std::string_view name);
  const Local* find_local(std::string_view name) const;
  /// `expr` when it is a name that is neither a loop's variable nor a declared one; or nullptr.
  const Identifier* unbound_name(const Expr& expr) const;
  std::vector<std::string> known_names() const;
  std::string namespaced_name(const Expr& expr) const;
  bool may_be_dotted_name(const Select& select) const;
  bool is_unknown_in_namespace(const Select& select) const;
  Type message_field(const Expr& expr, std::string_view message, std::string_view field);
  Type field_type(const Expr& expr, const Expr& operand, std::string_view field);

  // Calls.
  bool is_missing_namespace(const Call& call) const;
  std::string global_name(std::string_view function) const;
  bool drop_namespace(Call& call);
  void optional_select(Expr& expr, Call& call);
  void resolve_call(Expr& expr, Call& call, const std::string& name);
  void try_overload(const Expr& expr, const Overload& overload, const std::vector<Type>& args,
                    std::optional<Type>& result);
  std::string unknown_function(const Call& call) const;
  std::string no_overload(const Call& call, const std::vector<Type>& args) const;

  // Literals and comprehensions.
  Type join(const std::optional<Type>& before, const Type& now, Position position);
  void check_field(const StructLiteral& literal, const StructLiteral::Field& field);
  Type element_type(const Expr& element, bool optional);
  void declare_loop_variables(const Comprehension& fold);

  const Environment& environment_;
  CheckedAst checked_;
  Unifier unifier_;
  std::vector<Local> locals_;
  std::optional<Error> error_;
};

}  // namespace bulwark::cel
