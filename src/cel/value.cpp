// SPDX-License-Identifier: Apache-2.0
// Equality, order, maps with keys of any kind, and texts of the expression language's values.
#include "cel/value.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <vector>

#include "base/check.h"
#include "cel/number_text.h"

namespace bulwark::cel {
namespace {

constexpr std::uint32_t kLinearMap = 8;

std::uint64_t mix(std::uint64_t x) {
  x ^= x >> 32;
  x *= 0x9E3779B97F4A7C15U;
  x ^= x >> 29;
  return x;
}

/// Equal keys have equal hashes: whole numbers of every kind hash as the integer that they are.
std::uint64_t key_hash(const Value& key) {
  switch (kind(key)) {
    case Kind::string: {
      std::uint64_t hash = 0xCBF29CE484222325U;
      for (char c : key.as_string()) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3U;
      return mix(hash);
    }
    case Kind::number: {
      const double d = key.as_double();
      if (d >= -0x1p63 && d < 0x1p63 && d == std::floor(d)) {
        return mix(static_cast<std::uint64_t>(static_cast<std::int64_t>(d)));
      }
      if (d >= 0x1p63 && d < 0x1p64) return mix(static_cast<std::uint64_t>(d));
      return mix(std::bit_cast<std::uint64_t>(d));
    }
    default: return mix(key.payload());
  }
}

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

bool equal_lists(const Value& a, const Value& b) {
  const auto left = a.items(), right = b.items();
  if (left.size() != right.size()) return false;
  for (std::size_t i = 0; i < left.size(); ++i) {
    if (!equal(left[i], right[i])) return false;
  }
  return true;
}

bool equal_maps(const Value& a, const Value& b) {
  if (map_size(a) != map_size(b)) return false;
  if (a.is_map() && b.is_map() && a.shape() == b.shape()) {
    for (std::size_t i = 0; i < a.size(); ++i) {
      if (!equal(a.values()[i], b.values()[i])) return false;
    }
    return true;
  }
  bool same = true;
  for_each_entry(a, [&](const Value& key, const Value& value) {
    const Value* other = map_find(b, key);
    same = other != nullptr && equal(value, *other);
    return same;
  });
  return same;
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

bool equal(const Value& a, const Value& b) {
  if (certainly_equal(a, b)) return true;
  switch (kind(a)) {
    case Kind::null: return b.is_null();
    case Kind::integer:
    case Kind::unsigned_integer:
    case Kind::number: return is_numeric(b) && compare_numbers(a, b) == Order::equal;
    case Kind::string: return b.is_string() && a.as_string() == b.as_string();
    case Kind::list: return b.is_list() && equal_lists(a, b);
    case Kind::map:
    case Kind::entry_map: return is_any_map(b) && equal_maps(a, b);
    default: break;
  }
  if (kind(a) != kind(b)) return false;
  switch (kind(a)) {
    case Kind::boolean: return a.as_bool() == b.as_bool();
    case Kind::bytes:
    case Kind::type: return bytes_of(a) == bytes_of(b);
    case Kind::duration: return nanoseconds_of(a) == nanoseconds_of(b);
    case Kind::timestamp: return compare_timestamps(a, b) == Order::equal;
    case Kind::optional: {
      const Value *left = optional_value(a), *right = optional_value(b);
      return (left == nullptr) == (right == nullptr) && (left == nullptr || equal(*left, *right));
    }
    case Kind::opaque: {
      const Opaque &left = opaque_of(a), &right = opaque_of(b);
      return left.operations == right.operations && left.operations->equal(left, right);
    }
    default: return false;
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

std::string_view type_name(const Value& value) {
  switch (kind(value)) {
    case Kind::null: return "null_type";
    case Kind::boolean: return "bool";
    case Kind::integer: return "int";
    case Kind::unsigned_integer: return "uint";
    case Kind::number: return "double";
    case Kind::string: return "string";
    case Kind::list: return "list";
    case Kind::map:
    case Kind::entry_map: return "map";
    case Kind::bytes: return "bytes";
    case Kind::duration: return "google.protobuf.Duration";
    case Kind::timestamp: return "google.protobuf.Timestamp";
    case Kind::type: return "type";
    case Kind::optional: return "optional_type";
    case Kind::opaque: return opaque_of(value).operations->type_name;
    default: return "error";
  }
}

Value make_optional(Arena& arena, const Value& value) {
  Value* kept = arena.allocate_array<Value>(1);
  *kept = value;
  return extension(Kind::optional, reinterpret_cast<std::uintptr_t>(kept));
}

const Value* EntryMap::find(const Value& key) const {
  if (buckets == 0) {
    for (std::uint32_t i = 0; i < count; ++i) {
      if (equal(entries[i].key, key)) return &entries[i].value;
    }
    return nullptr;
  }
  for (std::uint64_t at = key_hash(key);; ++at) {
    const std::uint32_t number = index[at & (buckets - 1)];
    if (number == 0) return nullptr;
    if (equal(entries[number - 1].key, key)) return &entries[number - 1].value;
  }
}

namespace {

Value string_keyed_map(Arena& arena, std::span<const EntryMap::Entry> entries) {
  std::vector<const EntryMap::Entry*> sorted;
  sorted.reserve(entries.size());
  for (const EntryMap::Entry& entry : entries) sorted.push_back(&entry);
  std::ranges::stable_sort(sorted, {}, [](const EntryMap::Entry* e) { return e->key.as_string(); });
  std::vector<std::string_view> keys;
  std::vector<Value> values;
  for (const EntryMap::Entry* entry : sorted) {
    if (!keys.empty() && keys.back() == entry->key.as_string()) {
      values.back() = entry->value;
    } else {
      // Short keys live inside the entry, which does not outlive this call.
      keys.push_back(arena.copy(entry->key.as_string()));
      values.push_back(entry->value);
    }
  }
  return Value::map_in(arena, keys, values);
}

std::uint32_t* make_index(Arena& arena, std::size_t entries, std::uint32_t& buckets) {
  buckets = static_cast<std::uint32_t>(std::bit_ceil(entries * 2));
  std::uint32_t* index = arena.allocate_array<std::uint32_t>(buckets);
  std::fill_n(index, buckets, 0U);
  return index;
}

}  // namespace

const EntryMap* make_entry_map(Arena& arena, std::span<const EntryMap::Entry> entries) {
  auto* kept = arena.allocate_array<EntryMap::Entry>(entries.size());
  std::uint32_t buckets = 0;
  std::uint32_t* index = entries.size() > kLinearMap ? make_index(arena, entries.size(), buckets)
                                                     : nullptr;
  auto* map = new (arena.allocate(sizeof(EntryMap))) EntryMap{0, buckets, kept, index};
  for (const EntryMap::Entry& entry : entries) {
    if (const Value* old = map->find(entry.key)) {
      kept[reinterpret_cast<const EntryMap::Entry*>(old - 1) - kept].value = entry.value;
      continue;
    }
    kept[map->count++] = entry;
    if (index == nullptr) continue;
    std::uint64_t at = key_hash(entry.key);
    while (index[at & (buckets - 1)] != 0) ++at;
    index[at & (buckets - 1)] = map->count;
  }
  return map;
}

Value make_map(Arena& arena, std::span<const EntryMap::Entry> entries) {
  const auto is_string = [](const EntryMap::Entry& entry) { return entry.key.is_string(); };
  if (std::ranges::all_of(entries, is_string)) return string_keyed_map(arena, entries);
  return extension(Kind::entry_map,
                   reinterpret_cast<std::uintptr_t>(make_entry_map(arena, entries)));
}

std::size_t map_size(const Value& map) {
  return map.is_map() ? map.size() : entry_map_of(map).count;
}

const Value* map_find(const Value& map, const Value& key) {
  if (map.is_map()) return key.is_string() ? map.find(key.as_string()) : nullptr;
  return entry_map_of(map).find(key);
}

std::size_t count_code_points(std::string_view text) {
  std::size_t count = 0;
  for (char c : text) count += (static_cast<unsigned char>(c) & 0xC0) != 0x80 ? 1 : 0;
  return count;
}

std::string failure_text(const Failure& failure) {
  switch (failure.reason) {
    case Failure::Reason::no_such_key: return "no such key: " + display_text(failure.detail);
    case Failure::Reason::index_out_of_bounds:
      return "index out of bounds: " + display_text(failure.detail);
    case Failure::Reason::no_such_overload:
      return failure.text.empty() ? "no such overload"
                                  : "no such overload: " + std::string(failure.text);
    case Failure::Reason::text:
    case Failure::Reason::limit: break;
  }
  return std::string(failure.text);
}

namespace {

void append_display(std::string& out, const Value& value, int depth) {
  if (depth > 16 || out.size() > 4096) {
    out += "...";
    return;
  }
  std::string_view separator;
  switch (kind(value)) {
    case Kind::list:
      out += '[';
      for (const Value& item : value.items()) {
        out += separator;
        append_display(out, item, depth + 1);
        separator = ", ";
      }
      out += ']';
      break;
    case Kind::map:
    case Kind::entry_map:
      out += '{';
      for_each_entry(value, [&](const Value& key, const Value& item) {
        out += separator;
        append_display(out, key, depth + 1);
        out += ": ";
        append_display(out, item, depth + 1);
        separator = ", ";
        return true;
      });
      out += '}';
      break;
    case Kind::optional:
      if (const Value* inner = optional_value(value)) {
        out += "optional(";
        append_display(out, *inner, depth + 1);
        out += ')';
      } else {
        out += "optional.none()";
      }
      break;
    case Kind::error: out += failure_text(failure_of(value)); break;
    default: out += scalar_text(value);
  }
}

}  // namespace

std::string display_text(const Value& value) {
  std::string out;
  append_display(out, value, 0);
  return out;
}

namespace {

Value keep_list(Arena& arena, const Value& value) {
  std::vector<Value> items;
  items.reserve(value.size());
  for (const Value& item : value.items()) items.push_back(keep(arena, item));
  return Value::list_in(arena, items);
}

Value keep_map(Arena& arena, const Value& value) {
  std::vector<EntryMap::Entry> entries;
  entries.reserve(map_size(value));
  for_each_entry(value, [&](const Value& key, const Value& item) {
    entries.push_back({keep(arena, key), keep(arena, item)});
    return true;
  });
  return make_map(arena, entries);
}

}  // namespace

Value keep(Arena& arena, const Value& value) {
  switch (kind(value)) {
    case Kind::string:
      return value.pool() != 0 ? value : Value::string_in(arena, value.as_string());
    case Kind::list: return value.pool() != 0 ? value : keep_list(arena, value);
    case Kind::map: return value.pool() != 0 ? value : keep_map(arena, value);
    case Kind::entry_map: return keep_map(arena, value);
    case Kind::bytes: return make_bytes(arena.copy(bytes_of(value)));
    case Kind::type: return make_type(arena.copy(type_name_of(value)));
    case Kind::optional:
      return optional_value(value) == nullptr
                 ? value
                 : make_optional(arena, keep(arena, *optional_value(value)));
    case Kind::error:
    case Kind::unset:
    case Kind::opaque: return Value();
    default: return value;
  }
}

}  // namespace bulwark::cel
