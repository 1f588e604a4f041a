// SPDX-License-Identifier: Apache-2.0
// Functions over lists of things that can be ordered or added: sort, sortBy, isSorted, min, max,
// sum.
#include <algorithm>
#include <array>
#include <numeric>
#include <string>

#include "base/arena_vector.h"
#include "cel/function.h"

namespace bulwark::cel {
namespace {

using Arguments = std::span<const Value>;

bool comparable(const Value& value) {
  switch (kind(value)) {
    case Kind::boolean:
    case Kind::integer:
    case Kind::unsigned_integer:
    case Kind::number:
    case Kind::string:
    case Kind::bytes:
    case Kind::duration:
    case Kind::timestamp: return true;
    default: return false;
  }
}

/// The first element chose the overload, so a later one of another kind is an error of its body,
/// which Kubernetes tells without types.
Value does_not_fit(Context& context) { return context.error("no such overload"); }

Value is_sorted(Context& context, Arguments arguments) {
  if (!arguments[0].is_list()) return context.no_such_overload();
  const Value* previous = nullptr;
  for (const Value& item : arguments[0].items()) {
    if (previous == nullptr) {
      if (!comparable(item)) return context.no_such_overload();
    } else {
      const Order order = compare(*previous, item);
      if (order == Order::incomparable) return does_not_fit(context);
      if (order == Order::greater) return Value::boolean(false);
    }
    previous = &item;
  }
  return Value::boolean(true);
}

Value extreme(Context& context, Arguments arguments, Order replace_when, std::string_view name) {
  if (!arguments[0].is_list()) return context.no_such_overload();
  const Value* best = nullptr;
  for (const Value& item : arguments[0].items()) {
    if (best == nullptr && !comparable(item)) return context.no_such_overload();
    const Order order = best == nullptr ? replace_when : compare(*best, item);
    if (order == Order::incomparable) return does_not_fit(context);
    if (order == replace_when) best = &item;
  }
  return best != nullptr ? *best : context.error(std::string(name) + " called on empty list");
}

Value max(Context& context, Arguments arguments) {
  return extreme(context, arguments, Order::less, "max");
}
Value min(Context& context, Arguments arguments) {
  return extreme(context, arguments, Order::greater, "min");
}

/// `zero` tells what the list holds: an empty list sums to it.
Value sum(Context& context, Arguments arguments, Value zero) {
  if (!arguments[0].is_list()) return context.no_such_overload();
  const auto items = arguments[0].items();
  if (!items.empty() && kind(items[0]) != kind(zero)) return context.no_such_overload();
  const Body add = find_function("add_int64");
  Value total = zero;
  for (const Value& item : items) {
    const std::array both{total, item};
    total = add(context, both);
    // As Kubernetes has it, what went wrong inside (an overflow) is not told.
    if (is_error(total)) return does_not_fit(context);
  }
  return total;
}

Value sum_int(Context& context, Arguments arguments) {
  return sum(context, arguments, Value::integer(0));
}
Value sum_uint(Context& context, Arguments arguments) {
  return sum(context, arguments, Value::unsigned_integer(0));
}
Value sum_double(Context& context, Arguments arguments) {
  return sum(context, arguments, Value::number(0));
}
Value sum_duration(Context& context, Arguments arguments) {
  return sum(context, arguments, make_duration(0));
}

Value sort_by_keys(Context& context, const Value& list, const Value& keys) {
  if (list.size() != keys.size()) {
    return context.error(
        "@sortByAssociatedKeys() expected a list of the same size as the associated keys list, but "
        "got " +
        std::to_string(list.size()) + " and " + std::to_string(keys.size()) +
        " elements respectively");
  }
  if (list.size() == 0) return list;
  const auto by = keys.items();
  if (!comparable(by[0])) return context.error("list elements must be comparable");
  const auto same_kind = [&](const Value& key) { return kind(key) == kind(by[0]); };
  if (!std::ranges::all_of(by, same_kind))
    return context.error("list elements must have the same type");
  ArenaVector<std::size_t> order(by.size(), context.arena());
  std::iota(order.begin(), order.end(), std::size_t{0});
  // NaN is not ordered: it would break the sort's contract, so it goes first.
  const auto before = [&](std::size_t a, std::size_t b) {
    const Order o = compare(by[a], by[b]);
    if (o != Order::unordered) return o == Order::less;
    return by[a].as_double() != by[a].as_double() && by[b].as_double() == by[b].as_double();
  };
  // Equal ones keep their order.
  std::ranges::sort(order, [&](std::size_t a, std::size_t b) {
    return before(a, b) || (a < b && !before(b, a));
  });
  ArenaVector<Value> out(context.arena());
  out.reserve(order.size());
  for (const std::size_t at : order) out.push_back(list.items()[at]);
  return context.list(out);
}

Value sort(Context& context, Arguments arguments) {
  if (!arguments[0].is_list()) return context.no_such_overload();
  return sort_by_keys(context, arguments[0], arguments[0]);
}

Value sort_by(Context& context, Arguments arguments) {
  if (!arguments[0].is_list() || !arguments[1].is_list()) return context.no_such_overload();
  return sort_by_keys(context, arguments[0], arguments[1]);
}

constexpr std::array kFunctions{
    Function{"list_int_is_sorted_bool", is_sorted},
    Function{"list_uint_is_sorted_bool", is_sorted},
    Function{"list_double_is_sorted_bool", is_sorted},
    Function{"list_bool_is_sorted_bool", is_sorted},
    Function{"list_duration_is_sorted_bool", is_sorted},
    Function{"list_timestamp_is_sorted_bool", is_sorted},
    Function{"list_string_is_sorted_bool", is_sorted},
    Function{"list_bytes_is_sorted_bool", is_sorted},
    Function{"list_int_max_int", max},
    Function{"list_uint_max_uint", max},
    Function{"list_double_max_double", max},
    Function{"list_bool_max_bool", max},
    Function{"list_duration_max_duration", max},
    Function{"list_timestamp_max_timestamp", max},
    Function{"list_string_max_string", max},
    Function{"list_bytes_max_bytes", max},
    Function{"list_int_min_int", min},
    Function{"list_uint_min_uint", min},
    Function{"list_double_min_double", min},
    Function{"list_bool_min_bool", min},
    Function{"list_duration_min_duration", min},
    Function{"list_timestamp_min_timestamp", min},
    Function{"list_string_min_string", min},
    Function{"list_bytes_min_bytes", min},
    Function{"list_int_sum_int", sum_int},
    Function{"list_uint_sum_uint", sum_uint},
    Function{"list_double_sum_double", sum_double},
    Function{"list_duration_sum_duration", sum_duration},
    Function{"list_int_sort", sort},
    Function{"list_uint_sort", sort},
    Function{"list_double_sort", sort},
    Function{"list_bool_sort", sort},
    Function{"list_google.protobuf.Duration_sort", sort},
    Function{"list_google.protobuf.Timestamp_sort", sort},
    Function{"list_string_sort", sort},
    Function{"list_bytes_sort", sort},
    Function{"list_int_sortByAssociatedKeys", sort_by},
    Function{"list_uint_sortByAssociatedKeys", sort_by},
    Function{"list_double_sortByAssociatedKeys", sort_by},
    Function{"list_bool_sortByAssociatedKeys", sort_by},
    Function{"list_google.protobuf.Duration_sortByAssociatedKeys", sort_by},
    Function{"list_google.protobuf.Timestamp_sortByAssociatedKeys", sort_by},
    Function{"list_string_sortByAssociatedKeys", sort_by},
    Function{"list_bytes_sortByAssociatedKeys", sort_by},
};

}  // namespace

std::span<const Function> list_order_functions() { return kFunctions; }

}  // namespace bulwark::cel
