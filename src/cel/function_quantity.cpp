// SPDX-License-Identifier: Apache-2.0
// quantity() and what its values answer.
#include <array>

#include "cel/function.h"
#include "cel/opaque.h"
#include "cel/quantity.h"

namespace bulwark::cel {
namespace {

using Arguments = std::span<const Value>;

Value failed(Context& context, const Error& error) {
  return error.code == ErrorCode::limit ? context.limit_exceeded(error.message)
                                        : context.error(error.message);
}

Value to_quantity(Context& context, Arguments arguments) {
  if (!arguments[0].is_string()) return context.no_such_overload();
  const auto quantity = Quantity::parse(arguments[0].as_string(), context.arena());
  return quantity ? make_value(context.arena(), *quantity) : failed(context, quantity.error());
}

Value is_quantity(Context& context, Arguments arguments) {
  if (!arguments[0].is_string()) return context.no_such_overload();
  const auto quantity = Quantity::parse(arguments[0].as_string(), context.arena());
  if (!quantity && quantity.error().code == ErrorCode::limit)
    return failed(context, quantity.error());
  return Value::boolean(quantity.has_value());
}

Value sign(Context& context, Arguments arguments) {
  const auto* quantity = value_as<Quantity>(arguments[0]);
  return quantity == nullptr ? context.no_such_overload() : Value::integer(quantity->sign());
}

Value is_integer(Context& context, Arguments arguments) {
  const auto* quantity = value_as<Quantity>(arguments[0]);
  if (quantity == nullptr) return context.no_such_overload();
  return Value::boolean(quantity->as_integer().has_value());
}

Value as_integer(Context& context, Arguments arguments) {
  const auto* quantity = value_as<Quantity>(arguments[0]);
  if (quantity == nullptr) return context.no_such_overload();
  const auto value = quantity->as_integer();
  return value ? Value::integer(*value) : context.error("cannot convert value to integer");
}

Value as_approximate_float(Context& context, Arguments arguments) {
  const auto* quantity = value_as<Quantity>(arguments[0]);
  if (quantity == nullptr) return context.no_such_overload();
  return Value::number(quantity->as_approximate_double());
}

/// `show` makes the answer of -1, 0 or 1.
template <class Show>
Value compare_two(Context& context, Arguments arguments, Show show) {
  const auto* left = value_as<Quantity>(arguments[0]);
  const auto* right = value_as<Quantity>(arguments[1]);
  if (left == nullptr || right == nullptr) return context.no_such_overload();
  const Result<int> order = left->compared_with(*right);
  if (!order) return failed(context, order.error());
  left->decimal = left->decimal || right->decimal;
  return show(*order);
}

Value is_greater_than(Context& context, Arguments arguments) {
  return compare_two(context, arguments, [](int order) { return Value::boolean(order > 0); });
}

Value is_less_than(Context& context, Arguments arguments) {
  return compare_two(context, arguments, [](int order) { return Value::boolean(order < 0); });
}

Value compare_to(Context& context, Arguments arguments) {
  return compare_two(context, arguments, [](int order) { return Value::integer(order); });
}

using Sum = Result<Quantity> (Quantity::*)(const Quantity&, Arena&) const;

template <Sum Operation>
Value combine(Context& context, Arguments arguments) {
  const auto* left = value_as<Quantity>(arguments[0]);
  const auto* right = value_as<Quantity>(arguments[1]);
  if (left == nullptr || (right == nullptr && !arguments[1].is_int()))
    return context.no_such_overload();
  const Quantity other = right != nullptr ? *right : Quantity::of(arguments[1].as_int());
  const auto sum = (left->*Operation)(other, context.arena());
  return sum ? make_value(context.arena(), *sum) : failed(context, sum.error());
}

constexpr std::array kFunctions{
    Function{"string_to_quantity", to_quantity},
    Function{"is_quantity_string", is_quantity},
    Function{"quantity_sign", sign},
    Function{"quantity_is_greater_than", is_greater_than},
    Function{"quantity_is_less_than", is_less_than},
    Function{"quantity_compare_to", compare_to},
    Function{"quantity_get_float", as_approximate_float},
    Function{"quantity_get_int", as_integer},
    Function{"quantity_is_integer", is_integer},
    Function{"quantity_add", combine<&Quantity::plus>},
    Function{"quantity_add_int", combine<&Quantity::plus>},
    Function{"quantity_sub", combine<&Quantity::minus>},
    Function{"quantity_sub_int", combine<&Quantity::minus>},
};

}  // namespace

std::span<const Function> quantity_functions() { return kFunctions; }

}  // namespace bulwark::cel
