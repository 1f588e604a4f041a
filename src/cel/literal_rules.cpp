// SPDX-License-Identifier: Apache-2.0
// The walk over a checked tree that looks at its literals.
#include "cel/literal_rules.h"

#include <algorithm>
#include <array>

#include "cel/format.h"

namespace bulwark::cel {
namespace {

class LiteralRules {
 public:
  explicit LiteralRules(const CheckedAst& checked) : checked_(checked) {}

  std::optional<LiteralProblem> run() {
    walk(*checked_.ast.root, false);
    return std::move(problem_);
  }

 private:
  void wrong(const Expr& expr, std::string message) {
    if (!problem_) problem_ = LiteralProblem{expr.position, std::move(message)};
  }

  /// `formatted`: somewhere within the arguments of format(), where any types may stand together.
  void walk(const Expr& expr, bool formatted) {
    if (problem_) return;
    if (const auto* node = expr.as<Select>()) return walk(*node->operand, formatted);
    if (const auto* node = expr.as<Call>()) return walk_call(expr, *node, formatted);
    if (const auto* node = expr.as<ListLiteral>()) return walk_list(*node, formatted);
    if (const auto* node = expr.as<MapLiteral>()) return walk_map(*node, formatted);
    if (const auto* node = expr.as<StructLiteral>()) {
      for (const StructLiteral::Field& field : node->fields) walk(*field.value, formatted);
    }
    if (const auto* node = expr.as<Comprehension>()) {
      for (const Expr* part : {node->iter_range, node->accu_init, node->loop_condition,
                               node->loop_step, node->result}) {
        walk(*part, formatted);
      }
    }
  }

  void walk_call(const Expr& expr, const Call& call, bool formatted) {
    formatted = formatted || call.function == "format";
    if (call.target != nullptr) walk(*call.target, formatted);
    for (const Expr* argument : call.args) walk(*argument, formatted);
    if (call.function == "format" && call.target != nullptr) check_format(expr, call);
  }

  void walk_list(const ListLiteral& list, bool formatted) {
    std::optional<Type> first;
    for (std::uint32_t i = 0; i < list.elements.size(); ++i) {
      const Expr& element = *list.elements[i];
      walk(element, formatted);
      if (formatted) continue;
      same_type(first, element, std::ranges::binary_search(list.optional_indices, i));
    }
  }

  void walk_map(const MapLiteral& map, bool formatted) {
    std::optional<Type> key, value;
    for (const MapLiteral::Entry& entry : map.entries) {
      walk(*entry.key, formatted);
      walk(*entry.value, formatted);
      if (formatted) continue;
      same_type(key, *entry.key, false);
      same_type(value, *entry.value, entry.optional);
    }
  }

  void same_type(std::optional<Type>& first, const Expr& expr, bool optional) {
    const Type& own = checked_.info(expr).type;
    const Type type = optional ? own.param(0) : own;
    if (!first) {
      first = type;
    } else if (!(*first == type)) {
      wrong(expr, "expected type '" + first->text() + "' but found '" + type.text() + "'");
    }
  }

  /// A format string and a list that are both written out.
  void check_format(const Expr& expr, const Call& call) {
    const auto* text = call.target->as<Constant>();
    const auto* list = call.args.size() == 1 ? call.args[0]->as<ListLiteral>() : nullptr;
    if (text == nullptr || !text->value.is_string() || text->is_bytes || list == nullptr) return;
    FormatReader reader(text->value.as_string(), list->elements.size());
    while (!reader.done() && !problem_) {
      const Result<FormatPart> part = reader.next();
      if (!part) return wrong(expr, part.error().message);
      if (part->clause != 0) check_clause(part->clause, *list->elements[part->argument]);
    }
    if (reader.taken() < list->elements.size()) {
      wrong(expr, "too many arguments supplied to string.format (expected " +
                      std::to_string(reader.taken()) + ", got " +
                      std::to_string(list->elements.size()) + ")");
    }
  }

  struct Clause {
    char letter;
    std::string_view what;
    std::array<TypeKind, 4> takes;
  };
  void check_clause(char letter, const Expr& argument) {
    if (letter == 's') return check_text(argument);
    using enum TypeKind;
    // A place that a clause does not need repeats one.
    static constexpr Clause kClauses[] = {
        {'d',
         "decimal clause can only be used on integers",
         {integer, unsigned_integer, integer, integer}},
        {'f', "fixed-point clause can only be used on doubles", {number, string, number, number}},
        {'e', "scientific clause can only be used on doubles", {number, string, number, number}},
        {'b',
         "only integers and bools can be formatted as binary",
         {integer, unsigned_integer, boolean, boolean}},
        {'o',
         "octal clause can only be used on integers",
         {integer, unsigned_integer, integer, integer}},
        {'x',
         "only integers, byte buffers, and strings can be formatted as hex",
         {integer, unsigned_integer, string, bytes}},
    };
    const auto* clause = std::ranges::find(kClauses, letter == 'X' ? 'x' : letter, &Clause::letter);
    const Type& given = checked_.info(argument).type;
    if (given.is(dyn) || std::ranges::find(clause->takes, given.kind()) != clause->takes.end())
      return;
    wrong(argument,
          "error during formatting: " + std::string(clause->what) + ", was given " + given.text());
  }

  void check_text(const Expr& argument) {
    const Type& given = checked_.info(argument).type;
    if (given.is(TypeKind::optional) || given.is(TypeKind::opaque) || given.is(TypeKind::message)) {
      return wrong(argument,
                   "error during formatting: string clause can only be used on strings, bools, "
                   "bytes, ints, doubles, maps, lists, types, durations, and timestamps, was "
                   "given " +
                       given.text());
    }
    if (const auto* list = argument.as<ListLiteral>()) {
      for (const Expr* element : list->elements) check_text(*element);
    }
    if (const auto* map = argument.as<MapLiteral>()) {
      for (const MapLiteral::Entry& entry : map->entries) {
        check_text(*entry.key);
        check_text(*entry.value);
      }
    }
  }

  const CheckedAst& checked_;
  std::optional<LiteralProblem> problem_;
};

}  // namespace

std::optional<LiteralProblem> find_literal_problem(const CheckedAst& checked) {
  return LiteralRules(checked).run();
}

}  // namespace bulwark::cel
