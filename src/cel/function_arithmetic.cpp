// SPDX-License-Identifier: Apache-2.0
// + - * / % and negation over numbers, times, texts and lists. Integers never wrap: overflow is an
// error.
#include <array>
#include <cstring>
#include <limits>
#include <optional>

#include "cel/function.h"
#include "cel/time_limits.h"

namespace bulwark::cel {
namespace {

using Arguments = std::span<const Value>;

Value int_or_overflow(Context& context, bool overflow, std::int64_t result) {
  return overflow ? context.error("integer overflow") : Value::integer(result);
}

Value uint_or_overflow(Context& context, bool overflow, std::uint64_t result) {
  return overflow ? context.error("unsigned integer overflow") : Value::unsigned_integer(result);
}

Value duration_or_overflow(Context& context, bool overflow, std::int64_t result) {
  return overflow ? context.error("integer overflow") : make_duration(result);
}

Value concatenate_text(Context& context, std::string_view a, std::string_view b, bool bytes) {
  char* text = context.reserve(a.size() + b.size());
  if (text == nullptr) return context.out_of_memory();
  if (!a.empty()) std::memcpy(text, a.data(), a.size());
  if (!b.empty()) std::memcpy(text + a.size(), b.data(), b.size());
  const std::string_view joined(text, a.size() + b.size());
  return bytes ? make_bytes(joined) : Value::string_at(joined);
}

Value concatenate_lists(Context& context, const Value& a, const Value& b) {
  if (a.size() == 0) return b;
  if (b.size() == 0) return a;
  const std::size_t bytes = (a.size() + b.size()) * sizeof(Value);
  if (!context.can_use(bytes)) return context.out_of_memory();
  auto* node = static_cast<formats::ListNode*>(
      context.arena().allocate(sizeof(formats::ListNode) + bytes));
  *node = {static_cast<std::uint32_t>(a.size() + b.size()), 0};
  auto* items = reinterpret_cast<Value*>(node + 1);
  std::memcpy(items, a.items().data(), a.items().size_bytes());
  std::memcpy(items + a.size(), b.items().data(), b.items().size_bytes());
  return Value::list_at(node);
}

Value add_duration(Context& context, const Value& timestamp, std::int64_t nanoseconds) {
  std::int64_t seconds = seconds_of(timestamp) + nanoseconds / kNanosecondsPerSecond;
  std::int64_t subsecond = subsecond_of(timestamp) + nanoseconds % kNanosecondsPerSecond;
  if (subsecond < 0) {
    subsecond += kNanosecondsPerSecond;
    --seconds;
  } else if (subsecond >= kNanosecondsPerSecond) {
    subsecond -= kNanosecondsPerSecond;
    ++seconds;
  }
  if (!timestamp_in_range(seconds)) return context.error("timestamp overflow");
  return make_timestamp(seconds, static_cast<std::uint32_t>(subsecond),
                        offset_minutes_of(timestamp));
}

Value add(Context& context, Arguments arguments) {
  const Value &a = arguments[0], &b = arguments[1];
  if (kind(a) == Kind::duration && kind(b) == Kind::timestamp)
    return add_duration(context, b, nanoseconds_of(a));
  if (kind(a) == Kind::timestamp && kind(b) == Kind::duration)
    return add_duration(context, a, nanoseconds_of(b));
  if (kind(a) != kind(b)) return context.no_such_overload();
  switch (kind(a)) {
    case Kind::integer: {
      std::int64_t sum = 0;
      const bool overflow = __builtin_add_overflow(a.as_int(), b.as_int(), &sum);
      return int_or_overflow(context, overflow, sum);
    }
    case Kind::unsigned_integer: {
      std::uint64_t sum = 0;
      const bool overflow = __builtin_add_overflow(a.as_uint(), b.as_uint(), &sum);
      return uint_or_overflow(context, overflow, sum);
    }
    case Kind::number: return Value::number(a.as_double() + b.as_double());
    case Kind::string: return concatenate_text(context, a.as_string(), b.as_string(), false);
    case Kind::bytes: return concatenate_text(context, bytes_of(a), bytes_of(b), true);
    case Kind::list: return concatenate_lists(context, a, b);
    case Kind::duration: {
      std::int64_t sum = 0;
      const bool overflow = __builtin_add_overflow(nanoseconds_of(a), nanoseconds_of(b), &sum);
      return duration_or_overflow(context, overflow, sum);
    }
    default: return context.no_such_overload();
  }
}

Value subtract_timestamps(Context& context, const Value& a, const Value& b) {
  // Both are within the years 1 to 9999: their seconds cannot overflow, their nanoseconds can.
  std::int64_t out = 0;
  const std::int64_t seconds = seconds_of(a) - seconds_of(b);
  const std::int64_t rest = std::int64_t{subsecond_of(a)} - subsecond_of(b);
  const bool overflow = __builtin_mul_overflow(seconds, kNanosecondsPerSecond, &out) ||
                        __builtin_add_overflow(out, rest, &out);
  return duration_or_overflow(context, overflow, out);
}

Value subtract(Context& context, Arguments arguments) {
  const Value &a = arguments[0], &b = arguments[1];
  if (kind(a) == Kind::timestamp && kind(b) == Kind::duration) {
    if (nanoseconds_of(b) == std::numeric_limits<std::int64_t>::min())
      return context.error("integer overflow");
    return add_duration(context, a, -nanoseconds_of(b));
  }
  if (kind(a) != kind(b)) return context.no_such_overload();
  switch (kind(a)) {
    case Kind::integer: {
      std::int64_t difference = 0;
      const bool overflow = __builtin_sub_overflow(a.as_int(), b.as_int(), &difference);
      return int_or_overflow(context, overflow, difference);
    }
    case Kind::unsigned_integer:
      return uint_or_overflow(context, b.as_uint() > a.as_uint(), a.as_uint() - b.as_uint());
    case Kind::number: return Value::number(a.as_double() - b.as_double());
    case Kind::duration: {
      std::int64_t difference = 0;
      const bool overflow = __builtin_sub_overflow(nanoseconds_of(a), nanoseconds_of(b),
                                                   &difference);
      return duration_or_overflow(context, overflow, difference);
    }
    case Kind::timestamp: return subtract_timestamps(context, a, b);
    default: return context.no_such_overload();
  }
}

Value multiply(Context& context, Arguments arguments) {
  const Value &a = arguments[0], &b = arguments[1];
  if (kind(a) != kind(b)) return context.no_such_overload();
  if (a.is_int()) {
    std::int64_t product = 0;
    const bool overflow = __builtin_mul_overflow(a.as_int(), b.as_int(), &product);
    return int_or_overflow(context, overflow, product);
  }
  if (a.is_uint()) {
    std::uint64_t product = 0;
    const bool overflow = __builtin_mul_overflow(a.as_uint(), b.as_uint(), &product);
    return uint_or_overflow(context, overflow, product);
  }
  if (a.is_double()) return Value::number(a.as_double() * b.as_double());
  return context.no_such_overload();
}

bool quotient_overflows(const Value& a, const Value& b) {
  return a.as_int() == std::numeric_limits<std::int64_t>::min() && b.as_int() == -1;
}

Value divide(Context& context, Arguments arguments) {
  const Value &a = arguments[0], &b = arguments[1];
  if (kind(a) != kind(b)) return context.no_such_overload();
  if (a.is_double()) return Value::number(a.as_double() / b.as_double());
  if (!is_numeric(a)) return context.no_such_overload();
  if (b.as_uint() == 0) return context.error("division by zero");
  if (a.is_uint()) return Value::unsigned_integer(a.as_uint() / b.as_uint());
  if (quotient_overflows(a, b)) return context.error("integer overflow");
  return Value::integer(a.as_int() / b.as_int());
}

Value modulo(Context& context, Arguments arguments) {
  const Value &a = arguments[0], &b = arguments[1];
  if (kind(a) != kind(b) || (!a.is_int() && !a.is_uint())) return context.no_such_overload();
  if (b.as_uint() == 0) return context.error("modulus by zero");
  if (a.is_uint()) return Value::unsigned_integer(a.as_uint() % b.as_uint());
  if (quotient_overflows(a, b)) return context.error("integer overflow");
  return Value::integer(a.as_int() % b.as_int());
}

Value negate(Context& context, Arguments arguments) {
  const Value& a = arguments[0];
  if (a.is_double()) return Value::number(-a.as_double());
  if (!a.is_int() && kind(a) != Kind::duration) return context.no_such_overload();
  if (a.as_int() == std::numeric_limits<std::int64_t>::min())
    return context.error("integer overflow");
  return a.is_int() ? Value::integer(-a.as_int()) : make_duration(-a.as_int());
}

constexpr std::array kFunctions{
    Function{"add_int64", add},
    Function{"add_uint64", add},
    Function{"add_double", add},
    Function{"add_string", add},
    Function{"add_bytes", add},
    Function{"add_list", add},
    Function{"add_timestamp_duration", add},
    Function{"add_duration_timestamp", add},
    Function{"add_duration_duration", add},
    Function{"subtract_int64", subtract},
    Function{"subtract_uint64", subtract},
    Function{"subtract_double", subtract},
    Function{"subtract_timestamp_timestamp", subtract},
    Function{"subtract_timestamp_duration", subtract},
    Function{"subtract_duration_duration", subtract},
    Function{"multiply_int64", multiply},
    Function{"multiply_uint64", multiply},
    Function{"multiply_double", multiply},
    Function{"divide_int64", divide},
    Function{"divide_uint64", divide},
    Function{"divide_double", divide},
    Function{"modulo_int64", modulo},
    Function{"modulo_uint64", modulo},
    Function{"negate_int64", negate},
    Function{"negate_double", negate},
};

}  // namespace

std::span<const Function> arithmetic_functions() { return kFunctions; }

}  // namespace bulwark::cel
