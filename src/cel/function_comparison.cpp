// SPDX-License-Identifier: Apache-2.0
// < <= > >= over numbers of any kind, texts, bytes, booleans and times; ! ; and what macros test
// loops with.
#include <array>

#include "cel/function.h"

namespace bulwark::cel {
namespace {

using Arguments = std::span<const Value>;

template <class Holds>
Value ordered(Context& context, Arguments arguments, Holds holds) {
  const Order order = compare(arguments[0], arguments[1]);
  if (order == Order::incomparable) return context.no_such_overload();
  if (order == Order::unordered) return context.error("NaN values cannot be ordered");
  return Value::boolean(holds(order));
}

Value less(Context& context, Arguments arguments) {
  return ordered(context, arguments, [](Order order) { return order == Order::less; });
}
Value less_equals(Context& context, Arguments arguments) {
  return ordered(context, arguments, [](Order order) { return order != Order::greater; });
}
Value greater(Context& context, Arguments arguments) {
  return ordered(context, arguments, [](Order order) { return order == Order::greater; });
}
Value greater_equals(Context& context, Arguments arguments) {
  return ordered(context, arguments, [](Order order) { return order != Order::less; });
}

Value logical_not(Context& context, Arguments arguments) {
  if (!arguments[0].is_bool()) return context.no_such_overload();
  return Value::boolean(!arguments[0].as_bool());
}

#define BULWARK_ORDER_TABLE(id, body)                                                          \
  Function{id "_bool", body}, Function{id "_int64", body}, Function{id "_int64_double", body}, \
      Function{id "_int64_uint64", body}, Function{id "_uint64", body},                        \
      Function{id "_uint64_int64", body}, Function{id "_uint64_double", body},                 \
      Function{id "_double", body}, Function{id "_double_int64", body},                        \
      Function{id "_double_uint64", body}, Function{id "_string", body},                       \
      Function{id "_bytes", body}, Function{id "_timestamp", body}, Function {                 \
    id "_duration", body                                                                       \
  }

constexpr std::array kFunctions{
    BULWARK_ORDER_TABLE("less", less),       BULWARK_ORDER_TABLE("less_equals", less_equals),
    BULWARK_ORDER_TABLE("greater", greater), BULWARK_ORDER_TABLE("greater_equals", greater_equals),
    Function{"logical_not", logical_not},
};
#undef BULWARK_ORDER_TABLE

}  // namespace

std::span<const Function> comparison_functions() { return kFunctions; }

}  // namespace bulwark::cel
