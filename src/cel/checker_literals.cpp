// SPDX-License-Identifier: Apache-2.0
// Lists, maps and messages that are written out, and the loops that macros become.
#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "cel/checker.h"
#include "cel/literal_rules.h"
#include "cel/object.h"

namespace bulwark::cel {

/// Folds the types of the elements of a list, or of a map's keys or values, into one.
Type Checker::join(const std::optional<Type>& before, const Type& now, Position position) {
  if (!before) return now;
  if (unifier_.assignable(*before, now)) return unifier_.most_general(*before, now);
  const EnvironmentOptions& options = environment_.options();
  // The literal rules refuse it instead, but for what format() takes.
  if (!options.homogeneous_literals || options.kubernetes_minor >= kLiteralRulesSince)
    return Type::dyn();
  mismatch(position, *before, now);
  return Type::error();
}

Type Checker::element_type(const Expr& element, bool optional) {
  Type type = unifier_.resolve(type_of(element));
  if (!optional) return type;
  if (type.is(TypeKind::optional)) return type.param(0);
  if (!type.is(TypeKind::dyn) && !type.is(TypeKind::error)) {
    mismatch(element.position, Type::optional(type), type);
  }
  return type;
}

void Checker::visit(Expr& expr, ListLiteral& list) {
  std::optional<Type> element;
  for (std::uint32_t i = 0; i < list.elements.size(); ++i) {
    Expr& item = *list.elements[i];
    check(item);
    bool optional = std::ranges::binary_search(list.optional_indices, i);
    element = join(element, element_type(item, optional), item.position);
  }
  set(expr, Type::list(element ? *std::move(element) : unifier_.fresh()));
}

void Checker::visit(Expr& expr, MapLiteral& map) {
  std::optional<Type> key;
  std::optional<Type> value;
  for (const MapLiteral::Entry& entry : map.entries) {
    check(*entry.key);
    key = join(key, type_of(*entry.key), entry.key->position);
    check(*entry.value);
    value = join(value, element_type(*entry.value, entry.optional), entry.value->position);
  }
  if (!key) key = unifier_.fresh();
  if (!value) value = unifier_.fresh();
  set(expr, Type::map(*std::move(key), *std::move(value)));
}

namespace {

/// Every field of an Object holds what it likes; a patch's are these. Nothing: there is none.
std::optional<Type> object_field_type(std::string_view type, std::string_view field) {
  if (type != kJsonPatchType || field == "value") return Type::dyn();
  if (field == "op" || field == "path" || field == "from") return Type::string();
  return std::nullopt;
}

}  // namespace

void Checker::visit(Expr& expr, StructLiteral& literal) {
  if (literal.name.starts_with('.')) literal.name.remove_prefix(1);
  if (environment_.options().object_types && is_object_type(literal.name)) {
    for (const StructLiteral::Field& field : literal.fields) check_field(literal, field);
    return set(expr, Type::message(literal.name));
  }
  wrong(expr.position,
        "'" + std::string(literal.name) + "' is not a type that can be constructed here");
  set(expr, Type::error());
}

void Checker::check_field(const StructLiteral& literal, const StructLiteral::Field& field) {
  check(*field.value);
  const Type given = element_type(*field.value, field.optional);
  const std::optional<Type> type = object_field_type(literal.name, field.name);
  if (!type) {
    return wrong(field.position, "'" + std::string(literal.name) + "' has no field '" +
                                     std::string(field.name) + "'");
  }
  if (!unifier_.assignable(*type, given)) {
    wrong(field.position, "expected type of field '" + std::string(field.name) + "' is '" +
                              type->text() + "' but provided type is '" +
                              unifier_.resolve_to_dyn(given).text() + "'");
  }
}

void Checker::visit(Expr& expr, Comprehension& fold) {
  check(*fold.iter_range);
  check(*fold.accu_init);
  std::size_t outside = locals_.size();
  Type accumulated = type_of(*fold.accu_init);
  locals_.push_back({fold.accu_var, accumulated});
  declare_loop_variables(fold);
  check(*fold.loop_condition);
  expect(*fold.loop_condition, Type::boolean());
  check(*fold.loop_step);
  expect(*fold.loop_step, accumulated);
  locals_.resize(outside + 1);
  check(*fold.result);
  locals_.resize(outside);
  set(expr, unifier_.resolve(type_of(*fold.result)));
}

void Checker::declare_loop_variables(const Comprehension& fold) {
  Type range = unifier_.resolve(type_of(*fold.iter_range));
  Type first = Type::dyn();
  Type second = Type::dyn();
  bool two = !fold.iter_var2.empty();
  switch (range.kind()) {
    case TypeKind::list:
      first = two ? Type::integer() : range.param(0);
      second = range.param(0);
      break;
    case TypeKind::map:
      first = range.param(0);
      second = range.param(1);
      break;
    case TypeKind::type_param: unifier_.assignable(Type::dyn(), range); break;
    case TypeKind::dyn:
    case TypeKind::error: break;
    default:
      wrong(fold.iter_range->position,
            "expression of type '" + unifier_.resolve_to_dyn(range).text() +
                "' cannot be the range of a comprehension (a list or a map can)");
      first = second = Type::error();
  }
  locals_.push_back({fold.iter_var, std::move(first)});
  if (two) locals_.push_back({fold.iter_var2, std::move(second)});
}

}  // namespace bulwark::cel
