// SPDX-License-Identifier: Apache-2.0
// Optional values: optional.of(), value(), hasValue(), unwrapOpt() ... or() and orValue() are the
// compiler's.
#include <array>

#include "base/arena_vector.h"
#include "cel/function.h"
#include "cel/object.h"

namespace bulwark::cel {
namespace {

using Arguments = std::span<const Value>;

Value optional_of(Context& context, Arguments arguments) { return context.optional(arguments[0]); }

Value optional_none(Context&, Arguments) { return make_optional_none(); }

bool is_zero(const Value& value) {
  switch (kind(value)) {
    case Kind::null: return true;
    case Kind::boolean: return !value.as_bool();
    case Kind::integer:
    case Kind::unsigned_integer:
    case Kind::duration: return value.payload() == 0;
    case Kind::number: return value.as_double() == 0;
    case Kind::string: return value.as_string().empty();
    case Kind::bytes: return bytes_of(value).empty();
    case Kind::list: return value.size() == 0;
    case Kind::map:
    case Kind::entry_map: return map_size(value) == 0;
    case Kind::timestamp:
      return seconds_of(value) == -62'135'596'800 && subsecond_of(value) == 0;  // the year 1 begins
    case Kind::made:
      return !is_json_patch(object_of(value)) && map_size(object_of(value).fields) == 0;
    default: return false;
  }
}

Value optional_of_non_zero(Context& context, Arguments arguments) {
  return is_zero(arguments[0]) ? make_optional_none() : context.optional(arguments[0]);
}

Value value_of(Context& context, Arguments arguments) {
  if (!is_optional(arguments[0])) return context.no_such_overload();
  const Value* value = optional_value(arguments[0]);
  return value != nullptr ? *value : context.error("optional.none() dereference");
}

Value has_value(Context& context, Arguments arguments) {
  if (!is_optional(arguments[0])) return context.no_such_overload();
  return Value::boolean(optional_value(arguments[0]) != nullptr);
}

Value unwrap(Context& context, Arguments arguments) {
  if (!arguments[0].is_list()) return context.no_such_overload();
  ArenaVector<Value> out(context.arena());
  for (const Value& item : arguments[0].items()) {
    if (!is_optional(item))
      return context.error("value " + display_text(item) + " is not optional");
    if (const Value* value = optional_value(item)) out.push_back(*value);
  }
  return context.list(out);
}

constexpr std::array kFunctions{
    Function{"optional_of", optional_of},
    Function{"optional_ofNonZeroValue", optional_of_non_zero},
    Function{"optional_none", optional_none},
    Function{"optional_value", value_of},
    Function{"optional_hasValue", has_value},
    Function{"optional_unwrap", unwrap},
    Function{"optional_unwrapOpt", unwrap},
};

}  // namespace

std::span<const Function> optional_functions() { return kFunctions; }

}  // namespace bulwark::cel
