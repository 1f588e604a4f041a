// SPDX-License-Identifier: Apache-2.0
// The syntax tree of an expression: what the parser makes, the checker annotates and the compiler
// reads.
//
// Operators are calls by these names: _&&_ _||_ !_ _?_:_ _==_ _!=_ _<_ _<=_ _>_ _>=_ @in _+_ _-_
// _*_ _/_ _%_ -_ _[_]
// _[?_] _?._ (the field name is the second argument, a string constant). Macros are already
// expanded: has() into a select with test_only, all() and its kin into comprehensions; two calls
// exist only inside expansions:
// @not_strictly_false(condition) and cel.@mapInsert(map, map | key, value).
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/arena.h"
#include "cel/type.h"
#include "formats/value.h"

namespace bulwark::cel {

struct Position {
  std::uint32_t offset = 0;  ///< in bytes
  std::uint32_t line = 1;    ///< from 1
  std::uint32_t column = 1;  ///< from 1, in code points

  std::string text() const { return std::to_string(line) + ":" + std::to_string(column); }
  bool operator==(const Position&) const = default;
};

struct Expr;

/// null, bool, int, uint, double, string; for a bytes literal `value` is a string that holds the
/// bytes.
struct Constant {
  formats::Value value;
  bool is_bytes = false;
};

/// In a checked tree `name` is fully resolved: dotted when a declared name is ("variables.caps").
struct Identifier {
  std::string_view name;
};

struct Select {
  Expr* operand = nullptr;
  std::string_view field;
  bool test_only = false;  ///< has(operand.field)
};

/// In a checked tree a call of a namespaced function has no target: optional.of(x) is the function
/// "optional.of".
struct Call {
  std::string_view function;
  Expr* target = nullptr;
  std::vector<Expr*> args;
};

struct ListLiteral {
  std::vector<Expr*> elements;
  std::vector<std::uint32_t> optional_indices;  ///< elements written [?x], ascending
};

struct MapLiteral {
  struct Entry {
    Expr* key = nullptr;
    Expr* value = nullptr;
    bool optional = false;
    Position position{};
  };
  std::vector<Entry> entries;
};

/// name{field: value}
struct StructLiteral {
  struct Field {
    std::string_view name;
    Expr* value = nullptr;
    bool optional = false;
    Position position{};
  };
  std::string_view name;
  std::vector<Field> fields;
};

/// accu = accu_init; for (var[, var2] in range) { if (!loop_condition) break; accu = loop_step; }
/// result. accu_init and iter_range see neither variable, result sees the accumulator only. With
/// one variable it is the element of a list or the key of a map; with two they are index and
/// element, or key and value.
struct Comprehension {
  std::string_view iter_var;
  std::string_view iter_var2;  ///< empty: one variable
  Expr* iter_range = nullptr;
  std::string_view accu_var;
  Expr* accu_init = nullptr;
  Expr* loop_condition = nullptr;
  Expr* loop_step = nullptr;
  Expr* result = nullptr;
};

/// Bytes of the source, from `begin` to before `end`.
struct Span {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
};

struct Expr {
  using Node = std::variant<Constant, Identifier, Select, Call, ListLiteral, MapLiteral,
                            StructLiteral, Comprehension>;

  std::uint32_t id = 0;  ///< from 1, unique; a few ids belong to nodes that macros left over
  Position position{};   ///< of the operator, the dot, the opening bracket or the literal
  Node node;
  Span span{};  ///< how it is written; empty for what only a macro's expansion has

  template <class T>
  const T* as() const {
    return std::get_if<T>(&node);
  }
  template <class T>
  T* as() {
    return std::get_if<T>(&node);
  }
};

/// A macro call that was expanded, kept for messages: `expr` is the id of the expansion's root.
struct MacroCall {
  std::uint32_t expr = 0;
  std::string_view function;
  Position position{};
};

/// Owns the nodes, their texts and a copy of the source. A tree: every node has one parent.
/// Movable; nodes stay put.
class Ast {
 public:
  explicit Ast(std::string_view source)
      : texts_(std::make_unique<Arena>(4096)), source_(texts_->copy(source)) {}

  Expr* root = nullptr;
  std::vector<MacroCall> macro_calls;

  std::string_view source() const { return source_; }
  std::size_t size() const { return nodes_.size(); }
  /// Ids run from 1 to size().
  const Expr& node(std::uint32_t id) const { return nodes_[id - 1]; }

  Expr* add(Position position, Expr::Node node) {
    return &nodes_.emplace_back(
        Expr{static_cast<std::uint32_t>(nodes_.size() + 1), position, std::move(node), {}});
  }
  /// A deep copy of `expr` with new ids.
  Expr* copy(const Expr& expr);
  std::string_view text(std::string_view text) { return texts_->copy(text); }
  formats::Value string(std::string_view text) { return formats::Value::string_in(*texts_, text); }

  /// The tree in one line, for tests and messages: `_&&_(a.b, has(c.d))`.
  std::string debug_text() const;

 private:
  std::deque<Expr> nodes_;
  std::unique_ptr<Arena> texts_;
  std::string_view source_;
};

/// What an identifier in a checked tree stands for.
enum class Reference : std::uint8_t {
  none,      ///< not an identifier
  variable,  ///< a declared variable: `slot`
  local,     ///< a comprehension's variable or accumulator
  type,      ///< a type as a value; NodeInfo::type is type(T)
};

struct NodeInfo {
  Type type;
  Reference reference = Reference::none;
  std::uint32_t slot = 0;
  bool field = false;  ///< a variable that costs what the selection of a field does
  /// Calls: the overloads that can apply, by id ("add_int64", "string_to_lower" ...). One when the
  /// types say so; several when an argument is dyn.
  std::vector<std::string_view> overloads;
};

/// A tree that passed the checker; identifiers and namespaced calls are resolved.
struct CheckedAst {
  Ast ast;
  std::vector<NodeInfo> infos;  ///< by id; [0] is unused
  int kubernetes_minor = 0;     ///< of the environment that it was checked against

  const NodeInfo& info(const Expr& expr) const { return infos[expr.id]; }
  const Type& type() const { return infos[ast.root->id].type; }
};

}  // namespace bulwark::cel
