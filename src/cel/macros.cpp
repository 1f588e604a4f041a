// SPDX-License-Identifier: Apache-2.0
// Macro expansions: the same trees that the API server's parser makes, since costs are counted on
// them.
#include "cel/macros.h"

#include <array>

namespace bulwark::cel {
namespace {

using Expansion = std::expected<Expr*, MacroError>;

constexpr std::string_view kAccumulator = "@result";
constexpr std::string_view kSortInput = "@__sortBy_input__";

/// Makes nodes at the place of the macro call.
class Expander {
 public:
  Expander(const MacroUse& use, Ast& ast) : use_(use), ast_(ast) {}

  Expansion has() {
    auto* select = use_.args[0]->as<Select>();
    if (select == nullptr || select->test_only) {
      return wrong(0, "has() takes a field selection, such as has(object.spec)");
    }
    return node(Select{select->operand, select->field, true});
  }

  Expansion all(std::size_t variables) {
    return fold(variables, boolean(true), call("@not_strictly_false", {accumulator()}),
                call("_&&_", {accumulator(), last()}), accumulator());
  }

  Expansion exists(std::size_t variables) {
    Expr* condition = call("@not_strictly_false", {call("!_", {accumulator()})});
    return fold(variables, boolean(false), condition, call("_||_", {accumulator(), last()}),
                accumulator());
  }

  Expansion exists_one(std::size_t variables) {
    Expr* count = call("_+_", {accumulator(), integer(1)});
    return fold(variables, integer(0), boolean(true), call("_?_:_", {last(), count, accumulator()}),
                call("_==_", {accumulator(), integer(1)}));
  }

  Expansion map() {
    Expr* step = appended(last());
    if (use_.args.size() == 3) step = call("_?_:_", {use_.args[1], step, accumulator()});
    return fold(1, node(ListLiteral{}), boolean(true), step, accumulator());
  }

  Expansion filter() {
    const auto* variable = use_.args[0]->as<Identifier>();
    if (variable == nullptr) return wrong(0, "argument is not an identifier");
    Expr* step = call("_?_:_", {last(), appended(identifier(variable->name)), accumulator()});
    return fold(1, node(ListLiteral{}), boolean(true), step, accumulator());
  }

  Expansion transform_list() {
    return fold(2, node(ListLiteral{}), boolean(true), guarded(appended(last())), accumulator());
  }

  Expansion transform_map() {
    const auto* key = use_.args[0]->as<Identifier>();
    if (key == nullptr) return wrong(0, "argument is not an identifier");
    Expr* step = call("cel.@mapInsert", {accumulator(), identifier(key->name), last()});
    return fold(2, node(MapLiteral{}), boolean(true), guarded(step), accumulator());
  }

  Expansion transform_map_entry() {
    Expr* step = call("cel.@mapInsert", {accumulator(), last()});
    return fold(2, node(MapLiteral{}), boolean(true), guarded(step), accumulator());
  }

  /// let input = target in input.@sortByAssociatedKeys(input.map(variable, key))
  Expansion sort_by() {
    MacroUse mapped = use_;
    mapped.target = identifier(kSortInput);
    const Expansion keys = Expander(mapped, ast_).map();
    if (!keys) return keys;
    Expr* sorted = node(Call{"@sortByAssociatedKeys", identifier(kSortInput), {*keys}});
    return node(Comprehension{"#unused",
                              {},
                              node(ListLiteral{}),
                              kSortInput,
                              use_.target,
                              boolean(false),
                              identifier(kSortInput),
                              sorted});
  }

  /// target.hasValue() ? optional.of(let name = target.value() in body) : optional.none()
  Expansion opt_map(bool flat) {
    const auto* variable = use_.args[0]->as<Identifier>();
    if (variable == nullptr) return wrong(0, "argument is not an identifier");
    Expr* body = node(Comprehension{"#unused",
                                    {},
                                    node(ListLiteral{}),
                                    variable->name,
                                    member_call(ast_.copy(*use_.target), "value"),
                                    boolean(false),
                                    identifier(variable->name),
                                    last()});
    if (!flat) body = call("optional.of", {body});
    return call("_?_:_", {member_call(use_.target, "hasValue"), body, call("optional.none", {})});
  }

 private:
  Expr* node(Expr::Node node) { return ast_.add(use_.position, std::move(node)); }
  Expr* boolean(bool value) { return node(Constant{formats::Value::boolean(value)}); }
  Expr* integer(std::int64_t value) { return node(Constant{formats::Value::integer(value)}); }
  Expr* identifier(std::string_view name) { return node(Identifier{name}); }
  Expr* accumulator() { return identifier(kAccumulator); }
  Expr* last() { return use_.args.back(); }
  Expr* call(std::string_view function, std::vector<Expr*> args) {
    return node(Call{function, nullptr, std::move(args)});
  }
  Expr* member_call(Expr* target, std::string_view function) {
    return node(Call{function, target, {}});
  }
  Expr* appended(Expr* element) {
    return call("_+_", {accumulator(), node(ListLiteral{{element}, {}})});
  }
  /// transformX(k, v, filter, t) keeps the accumulator where the filter is false.
  Expr* guarded(Expr* step) {
    return use_.args.size() == 4 ? call("_?_:_", {use_.args[2], step, accumulator()}) : step;
  }

  Expansion wrong(std::size_t arg, std::string message) const {
    return std::unexpected(MacroError{std::move(message), use_.args[arg]->position});
  }

  Expansion fold(std::size_t variables, Expr* init, Expr* condition, Expr* step, Expr* result) {
    std::array<std::string_view, 2> names;
    for (std::size_t i = 0; i < variables; ++i) {
      const auto* variable = use_.args[i]->as<Identifier>();
      if (variable == nullptr || variable->name.starts_with('.')) {
        return wrong(i, "argument must be a simple name: the macro " + std::string(use_.function) +
                            "() declares a variable here");
      }
      if (variable->name == kAccumulator || variable->name == "__result__") {
        return wrong(i, "iteration variable overwrites accumulator variable");
      }
      names[i] = variable->name;
    }
    if (variables == 2 && names[0] == names[1]) {
      return wrong(1, "the two variables have one name: '" + std::string(names[0]) + "'");
    }
    return node(Comprehension{names[0], names[1], use_.target, kAccumulator, init, condition, step,
                              result});
  }

  const MacroUse& use_;
  Ast& ast_;
};

using Expand = Expansion (*)(Expander&);

struct Macro {
  std::string_view name;
  bool member;
  std::size_t args;
  enum class Group : std::uint8_t { standard, camel_case, optionals, sort_by, two_variable } group;
  Expand expand;
};

using enum Macro::Group;
constexpr std::array kMacros{
    Macro{"has", false, 1, standard, [](Expander& e) { return e.has(); }},
    Macro{"all", true, 2, standard, [](Expander& e) { return e.all(1); }},
    Macro{"exists", true, 2, standard, [](Expander& e) { return e.exists(1); }},
    Macro{"exists_one", true, 2, standard, [](Expander& e) { return e.exists_one(1); }},
    Macro{"existsOne", true, 2, camel_case, [](Expander& e) { return e.exists_one(1); }},
    Macro{"map", true, 2, standard, [](Expander& e) { return e.map(); }},
    Macro{"map", true, 3, standard, [](Expander& e) { return e.map(); }},
    Macro{"filter", true, 2, standard, [](Expander& e) { return e.filter(); }},
    Macro{"optMap", true, 2, optionals, [](Expander& e) { return e.opt_map(false); }},
    Macro{"optFlatMap", true, 2, optionals, [](Expander& e) { return e.opt_map(true); }},
    Macro{"sortBy", true, 2, Macro::Group::sort_by, [](Expander& e) { return e.sort_by(); }},
    Macro{"all", true, 3, two_variable, [](Expander& e) { return e.all(2); }},
    Macro{"exists", true, 3, two_variable, [](Expander& e) { return e.exists(2); }},
    Macro{"exists_one", true, 3, two_variable, [](Expander& e) { return e.exists_one(2); }},
    Macro{"existsOne", true, 3, two_variable, [](Expander& e) { return e.exists_one(2); }},
    Macro{"transformList", true, 3, two_variable, [](Expander& e) { return e.transform_list(); }},
    Macro{"transformList", true, 4, two_variable, [](Expander& e) { return e.transform_list(); }},
    Macro{"transformMap", true, 3, two_variable, [](Expander& e) { return e.transform_map(); }},
    Macro{"transformMap", true, 4, two_variable, [](Expander& e) { return e.transform_map(); }},
    Macro{"transformMapEntry", true, 3, two_variable,
          [](Expander& e) { return e.transform_map_entry(); }},
    Macro{"transformMapEntry", true, 4, two_variable,
          [](Expander& e) { return e.transform_map_entry(); }},
};

}  // namespace

Expansion expand_macro(const MacroUse& use, const MacroSet& macros, Ast& ast) {
  for (const Macro& macro : kMacros) {
    if (macro.name != use.function || macro.args != use.args.size()) continue;
    if (macro.member != (use.target != nullptr)) continue;
    if (macro.group == Macro::Group::standard && !macros.standard) continue;
    if (macro.group == Macro::Group::camel_case && !macros.exists_one_camel_case) continue;
    if (macro.group == Macro::Group::sort_by && !macros.sort_by) continue;
    if (macro.group == Macro::Group::optionals && !macros.optionals) continue;
    if (macro.group == Macro::Group::two_variable && !macros.two_variable) continue;
    Expander expander(use, ast);
    return macro.expand(expander);
  }
  return nullptr;
}

}  // namespace bulwark::cel
