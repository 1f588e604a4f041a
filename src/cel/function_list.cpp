// SPDX-License-Identifier: Apache-2.0
// Functions that look into lists or make new ones: in, indexOf, slice, flatten, distinct, range,
// reverse, first, last.
#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "base/arena_vector.h"
#include "cel/function.h"

namespace bulwark::cel {
namespace {

using Arguments = std::span<const Value>;

Value in_list(Context& context, Arguments arguments) {
  if (!arguments[1].is_list()) return context.no_such_overload();
  for (const Value& item : arguments[1].items()) {
    if (equal(arguments[0], item)) return Value::boolean(true);
  }
  return Value::boolean(false);
}

Value index_of(Context& context, Arguments arguments) {
  if (arguments.size() != 2 || !arguments[0].is_list()) return context.no_such_overload();
  const auto items = arguments[0].items();
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (equal(items[i], arguments[1])) return Value::integer(static_cast<std::int64_t>(i));
  }
  return Value::integer(-1);
}

Value last_index_of(Context& context, Arguments arguments) {
  if (arguments.size() != 2 || !arguments[0].is_list()) return context.no_such_overload();
  const auto items = arguments[0].items();
  for (std::size_t i = items.size(); i-- > 0;) {
    if (equal(items[i], arguments[1])) return Value::integer(static_cast<std::int64_t>(i));
  }
  return Value::integer(-1);
}

Value includes(Context&, Arguments arguments) {
  if (!arguments[0].is_list()) return Value::boolean(equal(arguments[0], arguments[1]));
  const auto items = arguments[0].items();
  return Value::boolean(
      std::ranges::any_of(items, [&](const Value& item) { return equal(item, arguments[1]); }));
}

Value slice(Context& context, Arguments arguments) {
  if (!arguments[0].is_list() || !arguments[1].is_int() || !arguments[2].is_int())
    return context.no_such_overload();
  const std::int64_t start = arguments[1].as_int(), end = arguments[2].as_int();
  const std::string what = "cannot slice(" + std::to_string(start) + ", " + std::to_string(end) +
                           "), ";
  const auto items = arguments[0].items();
  if (start < 0 || end < 0) return context.error(what + "negative indexes not supported");
  if (start > end)
    return context.error(what + "start index must be less than or equal to end index");
  if (std::cmp_less(items.size(), end)) {
    return context.error(what + "list is length " + std::to_string(items.size()));
  }
  return context.list(
      items.subspan(static_cast<std::size_t>(start), static_cast<std::size_t>(end - start)));
}

/// False when the result would be too large.
bool append_flat(Context& context, std::span<const Value> items, std::int64_t depth,
                 ArenaVector<Value>& out) {
  for (const Value& item : items) {
    if (item.is_list() && depth > 0) {
      if (!append_flat(context, item.items(), depth - 1, out)) return false;
    } else {
      out.push_back(item);
    }
  }
  return context.can_use(out.size() * sizeof(Value));
}

Value flatten(Context& context, Arguments arguments) {
  if (!arguments[0].is_list() || (arguments.size() == 2 && !arguments[1].is_int()))
    return context.no_such_overload();
  const std::int64_t depth = arguments.size() == 2 ? arguments[1].as_int() : 1;
  if (depth < 0) return context.error("level must be non-negative");
  ArenaVector<Value> out(context.arena());
  return append_flat(context, arguments[0].items(), depth, out) ? context.list(out)
                                                                : context.out_of_memory();
}

Value range(Context& context, Arguments arguments) {
  if (!arguments[0].is_int()) return context.no_such_overload();
  const std::int64_t count = arguments[0].as_int();
  if (count < 0) {
    return context.error("lists.range: size must be non-negative, got " + std::to_string(count));
  }
  if (std::cmp_greater(count, std::int64_t{1} << 40) ||
      !context.can_use(static_cast<std::size_t>(count) * sizeof(Value))) {
    return context.out_of_memory();
  }
  ArenaVector<Value> out(context.arena());
  out.reserve(static_cast<std::size_t>(count));
  for (std::int64_t i = 0; i < count; ++i) out.push_back(Value::integer(i));
  return context.list(out);
}

Value reverse(Context& context, Arguments arguments) {
  if (!arguments[0].is_list()) return context.no_such_overload();
  const std::span<const Value> items = arguments[0].items();
  const ArenaVector<Value> out(items.rbegin(), items.rend(), context.arena());
  return context.list(out);
}

Value distinct(Context& context, Arguments arguments) {
  if (!arguments[0].is_list()) return context.no_such_overload();
  ArenaVector<Value> out(context.arena());
  for (const Value& item : arguments[0].items()) {
    if (std::ranges::none_of(out, [&](const Value& seen) { return equal(item, seen); }))
      out.push_back(item);
  }
  return context.list(out);
}

Value first(Context& context, Arguments arguments) {
  if (!arguments[0].is_list()) return context.no_such_overload();
  return arguments[0].size() == 0 ? make_optional_none()
                                  : context.optional(arguments[0].items().front());
}

Value last(Context& context, Arguments arguments) {
  if (!arguments[0].is_list()) return context.no_such_overload();
  return arguments[0].size() == 0 ? make_optional_none()
                                  : context.optional(arguments[0].items().back());
}

constexpr std::array kFunctions{
    Function{"in_list", in_list},
    Function{"list_a_index_of_int", index_of},
    Function{"list_a_last_index_of_int", last_index_of},
    Function{"list_includes_dyn_dyn", includes},
    Function{"list_slice", slice},
    Function{"list_flatten", flatten},
    Function{"list_flatten_int", flatten},
    Function{"lists_range", range},
    Function{"list_reverse", reverse},
    Function{"list_distinct", distinct},
    Function{"list_first", first},
    Function{"list_last", last},
};

}  // namespace

std::span<const Function> list_functions() { return kFunctions; }

}  // namespace bulwark::cel
