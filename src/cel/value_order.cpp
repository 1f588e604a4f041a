// SPDX-License-Identifier: Apache-2.0
// Equality and order of values: numbers of every kind compare by what they are worth.
#include <cmath>

#include "cel/object.h"
#include "cel/value.h"

namespace bulwark::cel {
namespace {

Order order(auto a, auto b) { return a < b ? Order::less : a > b ? Order::greater : Order::equal; }

Order compare_double(double a, double b) {
  if (std::isnan(a) || std::isnan(b)) return Order::unordered;
  return order(a, b);
}

Order reverse(Order o) {
  return o == Order::less ? Order::greater : o == Order::greater ? Order::less : o;
}

Order compare_double_int(double d, std::int64_t i) {
  if (d < -0x1p63) return Order::less;
  if (d > 0x1p63) return Order::greater;
  return compare_double(d, static_cast<double>(i));
}

Order compare_double_uint(double d, std::uint64_t u) {
  if (d < 0) return Order::less;
  if (d > 0x1p64) return Order::greater;
  return compare_double(d, static_cast<double>(u));
}

Order compare_int_uint(std::int64_t i, std::uint64_t u) {
  return i < 0 ? Order::less : order(static_cast<std::uint64_t>(i), u);
}

Order compare_numbers(const Value& a, const Value& b) {
  if (a.is_int()) {
    if (b.is_int()) return order(a.as_int(), b.as_int());
    if (b.is_uint()) return compare_int_uint(a.as_int(), b.as_uint());
    return reverse(compare_double_int(b.as_double(), a.as_int()));
  }
  if (a.is_uint()) {
    if (b.is_int()) return reverse(compare_int_uint(b.as_int(), a.as_uint()));
    if (b.is_uint()) return order(a.as_uint(), b.as_uint());
    return reverse(compare_double_uint(b.as_double(), a.as_uint()));
  }
  if (b.is_int()) return compare_double_int(a.as_double(), b.as_int());
  if (b.is_uint()) return compare_double_uint(a.as_double(), b.as_uint());
  return compare_double(a.as_double(), b.as_double());
}

Order compare_timestamps(const Value& a, const Value& b) {
  const Order seconds = order(seconds_of(a), seconds_of(b));
  return seconds == Order::equal ? order(subsecond_of(a), subsecond_of(b)) : seconds;
}

Equality equality_of(bool same) { return same ? Equality::same : Equality::different; }

Equality compare_lists(const Value& a, const Value& b) {
  const auto left = a.items(), right = b.items();
  if (left.size() != right.size()) return Equality::different;
  for (std::size_t i = 0; i < left.size(); ++i) {
    if (equality(left[i], right[i]) == Equality::different) return Equality::different;
  }
  return Equality::same;
}

Equality compare_maps(const Value& a, const Value& b) {
  if (map_size(a) != map_size(b)) return Equality::different;
  if (a.is_map() && b.is_map() && a.shape() == b.shape()) {
    for (std::size_t i = 0; i < a.size(); ++i) {
      if (equality(a.values()[i], b.values()[i]) == Equality::different) return Equality::different;
    }
    return Equality::same;
  }
  bool same = true;
  for_each_entry(a, [&](const Value& key, const Value& value) {
    const Value* other = map_find(b, key);
    same = other != nullptr && equality(value, *other) != Equality::different;
    return same;
  });
  return equality_of(same);
}

Equality compare_optionals(const Value& a, const Value& b) {
  const Value *left = optional_value(a), *right = optional_value(b);
  if (left == nullptr || right == nullptr) return equality_of(left == right);
  return equality(*left, *right);
}

/// Identical values are equal, except that a NaN may hide in a number or in something built by an
/// evaluation.
bool certainly_equal(const Value& a, const Value& b) {
  if (!a.identical(b)) return false;
  switch (kind(a)) {
    case Kind::number: return !std::isnan(a.as_double());
    case Kind::list:
    case Kind::map: return a.pool() != 0;
    default: return kind(a) < Kind::bytes;
  }
}

}  // namespace

Equality equality(const Value& a, const Value& b) {
  if (certainly_equal(a, b)) return Equality::same;
  switch (kind(a)) {
    case Kind::null: return equality_of(b.is_null());
    case Kind::integer:
    case Kind::unsigned_integer:
    case Kind::number: return equality_of(is_numeric(b) && compare_numbers(a, b) == Order::equal);
    case Kind::string: return equality_of(b.is_string() && a.as_string() == b.as_string());
    case Kind::list: return b.is_list() ? compare_lists(a, b) : Equality::different;
    case Kind::map:
    case Kind::entry_map: return is_any_map(b) ? compare_maps(a, b) : Equality::different;
    case Kind::opaque:
      if (b.is_null()) return Equality::different;
      if (kind(b) != Kind::opaque || opaque_of(a).operations != opaque_of(b).operations)
        return Equality::incomparable;
      return opaque_of(a).operations->compare(opaque_of(a), opaque_of(b));
    case Kind::made:
      return equality_of(kind(b) == Kind::made && same_object(object_of(a), object_of(b)));
    default: break;
  }
  if (kind(a) != kind(b)) return Equality::different;
  switch (kind(a)) {
    case Kind::boolean: return equality_of(a.as_bool() == b.as_bool());
    case Kind::bytes:
    case Kind::type: return equality_of(bytes_of(a) == bytes_of(b));
    case Kind::duration: return equality_of(nanoseconds_of(a) == nanoseconds_of(b));
    case Kind::timestamp: return equality_of(compare_timestamps(a, b) == Order::equal);
    case Kind::optional: return compare_optionals(a, b);
    default: return Equality::different;
  }
}

Order compare(const Value& a, const Value& b) {
  if (is_numeric(a) && is_numeric(b)) return compare_numbers(a, b);
  if (kind(a) != kind(b)) return Order::incomparable;
  switch (kind(a)) {
    case Kind::boolean: return order(a.as_bool(), b.as_bool());
    case Kind::string: return order(a.as_string(), b.as_string());
    case Kind::bytes: return order(bytes_of(a), bytes_of(b));
    case Kind::duration: return order(nanoseconds_of(a), nanoseconds_of(b));
    case Kind::timestamp: return compare_timestamps(a, b);
    default: return Order::incomparable;
  }
}

}  // namespace bulwark::cel
