// SPDX-License-Identifier: Apache-2.0
// Conversions between kinds: int(), uint(), double(), string(), bytes(), bool(), type(), dyn(),
// times.
#include <array>
#include <cmath>
#include <string>

#include "cel/function.h"
#include "cel/number_text.h"
#include "cel/time_limits.h"
#include "cel/time_text.h"
#include "cel/utf8.h"

namespace bulwark::cel {
namespace {

using Arguments = std::span<const Value>;

Value conversion_error(Context& context, const Value& from, std::string_view to) {
  return context.error("type conversion error from '" + std::string(type_name(from)) + "' to '" +
                       std::string(to) + "'");
}

Value double_to_int(Context& context, double d) {
  if (!(d > -0x1p63 && d < 0x1p63)) return context.error("integer overflow");
  return Value::integer(static_cast<std::int64_t>(d));
}

Value to_int(Context& context, Arguments arguments) {
  const Value& from = arguments[0];
  switch (kind(from)) {
    case Kind::integer: return from;
    case Kind::unsigned_integer:
      return from.as_int() < 0 ? context.error("integer overflow") : Value::integer(from.as_int());
    case Kind::number: return double_to_int(context, from.as_double());
    case Kind::string: {
      const auto parsed = parse_int(from.as_string());
      return parsed ? Value::integer(*parsed) : conversion_error(context, from, "int");
    }
    case Kind::timestamp: return Value::integer(seconds_of(from));
    case Kind::duration: return Value::integer(nanoseconds_of(from));
    default: return context.no_such_overload();
  }
}

Value to_uint(Context& context, Arguments arguments) {
  const Value& from = arguments[0];
  switch (kind(from)) {
    case Kind::unsigned_integer: return from;
    case Kind::integer:
      return from.as_int() < 0 ? context.error("unsigned integer overflow")
                               : Value::unsigned_integer(from.as_uint());
    case Kind::number: {
      const double d = from.as_double();
      if (!(d >= 0 && d < 0x1p64)) return context.error("unsigned integer overflow");
      return Value::unsigned_integer(static_cast<std::uint64_t>(d));
    }
    case Kind::string: {
      const auto parsed = parse_uint(from.as_string());
      return parsed ? Value::unsigned_integer(*parsed) : conversion_error(context, from, "uint");
    }
    default: return context.no_such_overload();
  }
}

Value to_double(Context& context, Arguments arguments) {
  const Value& from = arguments[0];
  switch (kind(from)) {
    case Kind::number: return from;
    case Kind::integer: return Value::number(static_cast<double>(from.as_int()));
    case Kind::unsigned_integer: return Value::number(static_cast<double>(from.as_uint()));
    case Kind::string: {
      const auto parsed = parse_double(from.as_string());
      return parsed ? Value::number(*parsed) : conversion_error(context, from, "double");
    }
    default: return context.no_such_overload();
  }
}

Value to_string(Context& context, Arguments arguments) {
  const Value& from = arguments[0];
  switch (kind(from)) {
    case Kind::string: return from;
    case Kind::bytes:
      if (!is_valid_utf8(bytes_of(from)))
        return context.error("invalid UTF-8 in bytes, cannot convert to string");
      return context.string_view_of(bytes_of(from));
    case Kind::boolean:
    case Kind::integer:
    case Kind::unsigned_integer:
    case Kind::number:
    case Kind::timestamp:
    case Kind::duration: return context.string(scalar_text(from));
    default: return context.no_such_overload();
  }
}

Value to_bytes(Context& context, Arguments arguments) {
  const Value& from = arguments[0];
  if (kind(from) == Kind::bytes) return from;
  if (!from.is_string()) return context.no_such_overload();
  // A short text lives inside its value: it needs a place of its own.
  if (!context.can_use(from.as_string().size())) return context.out_of_memory();
  return make_bytes(context.arena().copy(from.as_string()));
}

Value to_bool(Context& context, Arguments arguments) {
  const Value& from = arguments[0];
  if (from.is_bool()) return from;
  if (!from.is_string()) return context.no_such_overload();
  for (std::string_view word : {"1", "t", "T", "true", "TRUE", "True"}) {
    if (from.as_string() == word) return Value::boolean(true);
  }
  for (std::string_view word : {"0", "f", "F", "false", "FALSE", "False"}) {
    if (from.as_string() == word) return Value::boolean(false);
  }
  return conversion_error(context, from, "bool");
}

Value to_timestamp(Context& context, Arguments arguments) {
  const Value& from = arguments[0];
  if (kind(from) == Kind::timestamp) return from;
  if (from.is_int()) {
    if (!timestamp_in_range(from.as_int())) return context.error("timestamp overflow");
    return make_timestamp(from.as_int(), 0);
  }
  if (!from.is_string()) return context.no_such_overload();
  const auto parsed = parse_timestamp(from.as_string());
  if (!parsed) return conversion_error(context, from, "google.protobuf.Timestamp");
  return timestamp_in_range(seconds_of(*parsed)) ? *parsed : context.error("timestamp overflow");
}

Value to_duration(Context& context, Arguments arguments) {
  if (arguments[0].is_int()) return context.no_such_overload();
  const Value& from = arguments[0];
  if (kind(from) == Kind::duration) return from;
  if (from.is_int()) return make_duration(from.as_int());
  if (!from.is_string()) return context.no_such_overload();
  const auto parsed = parse_duration(from.as_string());
  return parsed ? make_duration(*parsed)
                : conversion_error(context, from, "google.protobuf.Duration");
}

Value to_dyn(Context&, Arguments arguments) { return arguments[0]; }

/// In Kubernetes all made objects are of one type, where types are values.
Value type_of(Context&, Arguments arguments) {
  return make_type(kind(arguments[0]) == Kind::made ? "type" : type_name(arguments[0]));
}

constexpr std::array kFunctions{
    Function{"int64_to_int64", to_int},
    Function{"uint64_to_int64", to_int},
    Function{"double_to_int64", to_int},
    Function{"string_to_int64", to_int},
    Function{"timestamp_to_int64", to_int},
    Function{"duration_to_int64", to_int},
    Function{"uint64_to_uint64", to_uint},
    Function{"int64_to_uint64", to_uint},
    Function{"double_to_uint64", to_uint},
    Function{"string_to_uint64", to_uint},
    Function{"double_to_double", to_double},
    Function{"int64_to_double", to_double},
    Function{"uint64_to_double", to_double},
    Function{"string_to_double", to_double},
    Function{"bool_to_bool", to_bool},
    Function{"string_to_bool", to_bool},
    Function{"bytes_to_bytes", to_bytes},
    Function{"string_to_bytes", to_bytes},
    Function{"string_to_string", to_string},
    Function{"bool_to_string", to_string},
    Function{"int64_to_string", to_string},
    Function{"uint64_to_string", to_string},
    Function{"double_to_string", to_string},
    Function{"bytes_to_string", to_string},
    Function{"timestamp_to_string", to_string},
    Function{"duration_to_string", to_string},
    Function{"timestamp_to_timestamp", to_timestamp},
    Function{"string_to_timestamp", to_timestamp},
    Function{"int64_to_timestamp", to_timestamp},
    Function{"duration_to_duration", to_duration},
    Function{"string_to_duration", to_duration},
    Function{"to_dyn", to_dyn},
    Function{"type", type_of},
};

}  // namespace

std::span<const Function> conversion_functions() { return kFunctions; }

}  // namespace bulwark::cel
