// SPDX-License-Identifier: Apache-2.0
// Lists as sets: sets.contains(), sets.equivalent(), sets.intersects().
#include <algorithm>
#include <array>

#include "cel/function.h"

namespace bulwark::cel {
namespace {

using Arguments = std::span<const Value>;

bool holds(const Value& list, const Value& item) {
  return std::ranges::any_of(list.items(), [&](const Value& other) { return equal(item, other); });
}

bool holds_all(const Value& list, const Value& other) {
  return std::ranges::all_of(other.items(), [&](const Value& item) { return holds(list, item); });
}

bool are_lists(Arguments arguments) { return arguments[0].is_list() && arguments[1].is_list(); }

Value contains(Context& context, Arguments arguments) {
  if (!are_lists(arguments)) return context.no_such_overload();
  return Value::boolean(holds_all(arguments[0], arguments[1]));
}

Value equivalent(Context& context, Arguments arguments) {
  if (!are_lists(arguments)) return context.no_such_overload();
  return Value::boolean(holds_all(arguments[0], arguments[1]) &&
                        holds_all(arguments[1], arguments[0]));
}

Value intersects(Context& context, Arguments arguments) {
  if (!are_lists(arguments)) return context.no_such_overload();
  const auto items = arguments[0].items();
  return Value::boolean(
      std::ranges::any_of(items, [&](const Value& item) { return holds(arguments[1], item); }));
}

constexpr std::array kFunctions{
    Function{"list_sets_contains_list", contains},
    Function{"list_sets_equivalent_list", equivalent},
    Function{"list_sets_intersects_list", intersects},
};

}  // namespace

std::span<const Function> set_functions() { return kFunctions; }

}  // namespace bulwark::cel
