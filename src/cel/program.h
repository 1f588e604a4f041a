// SPDX-License-Identifier: Apache-2.0
// Program: an expression made ready to run: a flat array of nodes whose names are resolved to
// slots, with its constants, compiled regular expressions and places in the source.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/arena.h"
#include "cel/ast.h"
#include "cel/cost.h"
#include "cel/function.h"
#include "cel/read_set.h"
#include "cel/type.h"
#include "cel/value.h"

namespace re2 {
class RE2;
}

namespace bulwark::cel {

using NodeIndex = std::uint32_t;
constexpr NodeIndex kNoNode = 0xFFFFFFFF;
/// In operand lists: this element or entry is optional ([?x]).
constexpr NodeIndex kOptionalOperand = 0x80000000;

enum class Op : std::uint8_t {
  constant,            ///< first: constant
  variable,            ///< first: slot; second, count: qualifiers; extra: what it costs besides
  local,               ///< first: local; second, count: qualifiers
  lazy_local,          ///< the same; extra: node that makes the value when it is first asked for
  qualified,           ///< first: node; second, count: qualifiers
  conditional,         ///< first ? second : extra
  logical_and,         ///< first, count: operands
  logical_or,          ///< first, count: operands
  equal,               ///< first, second
  not_equal,           ///< first, second
  not_strictly_false,  ///< first
  in_set,              ///< first: node; second: set
  regex_matches,       ///< first: text; second: regex; extra: the pattern's size, for the cost
  regex_find,          ///< the same
  optional_or,         ///< first, second
  optional_or_value,   ///< first, second
  call1,               ///< first: operands; second: call
  call2,
  call_many,  ///< count: operands
  list,       ///< first, count: operands
  map,        ///< first: operands (key, value, ...); count: entries
  object,     ///< first, count: operands, a value per field; second: object
  loop,       ///< first: loop
};

struct Node {
  Op op = Op::constant;
  bool charges = false;     ///< an attribute: counts 1 for itself, besides its qualifiers
  bool tests = false;       ///< an attribute: has(), the last qualifier is only looked for
  bool optionals = false;   ///< a list or map: has optional operands
  bool flat = false;        ///< a regex: costs 1, whatever the sizes
  std::uint32_t place = 0;  ///< id of the syntax node
  std::uint32_t first = 0;
  std::uint32_t second = 0;
  std::uint32_t count = 0;
  std::uint32_t extra = 0;
};

/// .field, ["constant"], [expression], .?field, [?expression]
struct Qualifier {
  Value key;                 ///< when `node` is kNoNode
  NodeIndex node = kNoNode;  ///< computes the key
  bool optional = false;
  bool of_made = false;  ///< the operand is known to be an object that the expression made
  std::uint32_t place = 0;
};

struct CallTarget {
  static constexpr std::size_t kMostBodies = 4;
  static constexpr std::size_t kMostArguments = 8;
  Body bodies[kMostBodies] = {};  ///< asked in turn until one fits
  std::uint8_t body_count = 0;
  CostRule cost = CostRule::one;
  std::string_view function;
};

/// Object{...} and its kin.
struct ObjectPlan {
  std::string_view type_name;
  std::vector<std::string_view> fields;
};

struct Loop {
  enum class Form : std::uint8_t {
    general,
    all,      ///< step: the predicate
    exists,   ///< step: the predicate
    collect,  ///< condition: the filter or kNoNode; step: the element of the new list
  };
  Form form = Form::general;
  bool two_variables = false;
  NodeIndex range = kNoNode;
  NodeIndex init = kNoNode;
  NodeIndex condition = kNoNode;
  NodeIndex step = kNoNode;
  NodeIndex result = kNoNode;
  std::uint32_t variable = 0;  ///< local; the second variable is the one after it
  std::uint32_t accumulator = 0;
  bool lazy_init = false;
};

/// Immutable once made; any number of evaluators may run it at once. Movable, not copyable: nodes
/// point into it. Results of a run may point into it: it must outlive them.
class Program {
 public:
  const Type& result_type() const { return result_type_; }
  std::string_view source() const { return source_; }
  /// The environment's slots that a run may ask for, ascending.
  const std::vector<std::uint32_t>& slots() const { return slots_; }
  /// The paths below its variables that a result may depend on.
  const std::vector<ReadPath>& reads() const { return reads_; }
  /// Where the syntax node with this id stands, as "line:column".
  std::string place(std::uint32_t id) const;
  /// How the syntax node with this id is written; empty for what only a macro's expansion has.
  std::string_view text(std::uint32_t id) const;

  // For the evaluator.
  const Node& node(NodeIndex index) const { return nodes_[index]; }
  const Qualifier& qualifier(std::uint32_t index) const { return qualifiers_[index]; }
  std::size_t qualifier_count() const { return qualifiers_.size(); }
  NodeIndex operand(std::uint32_t index) const { return operands_[index]; }
  const Value& constant(std::uint32_t index) const { return constants_[index]; }
  const CallTarget& call(std::uint32_t index) const { return calls_[index]; }
  const ObjectPlan& object(std::uint32_t index) const { return objects_[index]; }
  const Loop& loop(std::uint32_t index) const { return loops_[index]; }
  const EntryMap& set(std::uint32_t index) const { return *sets_[index]; }
  const re2::RE2& regex(std::uint32_t index) const { return *regexes_[index]; }
  NodeIndex root() const { return root_; }
  std::uint32_t locals() const { return locals_; }
  int kubernetes_minor() const { return kubernetes_minor_; }

  Program(Program&&) noexcept;
  Program& operator=(Program&&) noexcept;
  ~Program();

 private:
  friend class Compiler;
  Program();

  Type result_type_;
  std::string source_;
  std::vector<std::uint32_t> slots_;
  std::vector<ReadPath> reads_;
  std::vector<Position> places_;  ///< by syntax node
  std::vector<Span> spans_;       ///< by syntax node
  std::vector<Node> nodes_;
  std::vector<Qualifier> qualifiers_;
  std::vector<NodeIndex> operands_;
  std::vector<Value> constants_;
  std::vector<CallTarget> calls_;
  std::vector<ObjectPlan> objects_;
  std::vector<Loop> loops_;
  std::vector<const EntryMap*> sets_;
  std::vector<std::unique_ptr<re2::RE2>> regexes_;
  std::unique_ptr<Arena> arena_;
  NodeIndex root_ = kNoNode;
  std::uint32_t locals_ = 0;
  int kubernetes_minor_ = 0;
};

}  // namespace bulwark::cel
