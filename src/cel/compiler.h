// SPDX-License-Identifier: Apache-2.0
// Compiler: plans a checked tree. What is planned mirrors how Kubernetes' engine plans, since costs
// count its steps: selections are qualifiers of the attribute that they begin at, constant lists
// and conversions are computed once.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "cel/ast.h"
#include "cel/program.h"
#include "cel/regex_cache.h"

namespace bulwark::cel {

class Compiler {
 public:
  explicit Compiler(const CheckedAst& checked);
  Result<Program> compile();

 private:
  /// Trees are walked by recursion, here and when they run.
  static constexpr int kMostDepth = 400;
  struct Local {
    std::string_view name;
    std::uint32_t index;
    NodeIndex lazy_init;  ///< kNoNode when it has its value from the start
  };
  using Planned = Result<NodeIndex>;

  Planned plan(const Expr& expr);
  Planned plan_node(const Expr& expr);
  Planned plan_constant(const Expr& expr, const Constant& constant);
  Planned plan_identifier(const Expr& expr, std::string_view name);
  Planned plan_select(const Expr& expr, const Select& select);
  Planned plan_call(const Expr& expr, const Call& call);
  Planned plan_operator(const Expr& expr, std::string_view function,
                        std::span<Expr* const> arguments);
  Planned plan_conditional(const Expr& expr, std::span<Expr* const> arguments);
  Planned plan_logic(const Expr& expr, Op op, std::span<Expr* const> arguments);
  Planned plan_index(const Expr& expr, std::span<Expr* const> arguments, bool optional);
  Planned plan_in_list(const Expr& expr, std::span<Expr* const> arguments);
  Planned plan_regex(const Expr& expr, Op op, std::span<Expr* const> arguments);
  Planned plan_function(const Expr& expr, std::string_view function,
                        std::span<Expr* const> arguments);
  Planned plan_two(const Expr& expr, Op op, std::span<Expr* const> arguments);
  Planned plan_list(const Expr& expr, const ListLiteral& list);
  Planned plan_map(const Expr& expr, const MapLiteral& map);
  Planned plan_object(const Expr& expr, const StructLiteral& object);
  Planned plan_comprehension(const Expr& expr, const Comprehension& loop);
  Planned plan_quantifier(const Expr& expr, const Comprehension& loop, Loop planned,
                          const Expr& predicate);
  Planned plan_collect(const Expr& expr, const Comprehension& loop, Loop planned);
  Planned plan_general(const Expr& expr, const Comprehension& loop, Loop planned);

  Result<void> flatten_logic(const Expr& expr, std::string_view function,
                             std::vector<NodeIndex>& operands);
  Result<CallTarget> target(const Expr& expr, std::string_view function);
  Planned fold_conversion(const Expr& expr, const CallTarget& target, NodeIndex argument);
  NodeIndex attribute_of(NodeIndex operand, const Expr& expr);
  void add_qualifier(NodeIndex attribute, Qualifier qualifier);
  void uncharge(NodeIndex node);

  NodeIndex add(Op op, const Expr& expr);
  NodeIndex add_constant(const Expr& expr, const Value& value);
  std::uint32_t add_operands(std::span<const NodeIndex> operands);
  Node& at(NodeIndex index) { return program_.nodes_[index]; }
  const Value* constant_at(NodeIndex index);
  void push(std::string_view name, std::uint32_t index, NodeIndex lazy_init = kNoNode);
  std::unexpected<Error> wrong(const Expr& expr, ErrorCode code, std::string message) const;

  const CheckedAst& checked_;
  Program program_;
  std::vector<Local> scope_;
  std::vector<std::vector<Qualifier>> chains_;  ///< by node, until the program's table is laid out
  std::uint32_t next_local_ = 0;
  int depth_ = 0;
  RegexCache regexes_;
};

}  // namespace bulwark::cel
