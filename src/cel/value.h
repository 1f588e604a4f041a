// SPDX-License-Identifier: Apache-2.0
// The expression language's own kinds of values, on top of formats::Value: bytes, times, types,
// optionals, errors.
//
// Input values are used as they are. Values made by an evaluation live in the evaluator's arena
// (or, when they are constants, in the Program). A map whose keys are all strings is a plain
// formats map, any other is an EntryMap.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/arena.h"
#include "formats/value.h"

namespace bulwark::cel {

using formats::Value;

/// The kinds of formats::Kind, and the language's own.
enum class Kind : std::uint8_t {
  null,
  boolean,
  integer,
  unsigned_integer,
  number,
  string,
  list,
  map,
  bytes = 16,  ///< payload: text, aux: length
  duration,    ///< payload: nanoseconds
  timestamp,   ///< payload: seconds and zone offset, aux: nanoseconds
  type,        ///< payload: name, aux: its length
  optional,    ///< payload: the Value, or null when there is none
  error,       ///< payload: Failure
  entry_map,   ///< payload: EntryMap
  unset,       ///< a variable that has no value yet; never seen by a function
  opaque,      ///< a value of a library's own type (a URL, a quantity); payload: Opaque
  made,        ///< an object that an expression made (object.h); payload: MadeObject
};
static_assert(static_cast<int>(Kind::map) == static_cast<int>(formats::Kind::map));
static_assert(static_cast<int>(Kind::bytes) == static_cast<int>(formats::Kind::extension));

inline Kind kind(const Value& value) { return static_cast<Kind>(value.kind()); }

/// Why an evaluation has no value. The text is made only when somebody asks for it: most failures
/// are absorbed.
struct Failure {
  enum class Reason : std::uint8_t {
    text,
    no_such_key,
    index_out_of_bounds,
    no_such_overload,
    limit
  };
  Reason reason = Reason::text;
  mutable std::uint32_t place = 0;  ///< the id of the syntax node that failed; 0: not yet known
  std::string_view text;  ///< of `text` and `limit`; the function's name of `no_such_overload`
  Value detail;           ///< the key or the index
};

/// A map whose keys are not all strings: entries in the order they were written, each key once.
/// Numeric keys that are equal across kinds (1, 1u, 1.0) are the same key.
struct EntryMap {
  struct Entry {
    Value key;
    Value value;
  };
  std::uint32_t count = 0;
  std::uint32_t buckets = 0;  ///< size of `index`, a power of two; 0: searched linearly
  const Entry* entries = nullptr;
  const std::uint32_t* index = nullptr;  ///< entry number + 1, or 0

  const Value* find(const Value& key) const;
};

/// What a comparison of two values says: some values of a library cannot be compared at all.
enum class Equality : std::uint8_t { different, same, incomparable };

/// A value of a library's own type. opaque.h makes one of a plain struct.
struct Opaque {
  /// What is called for two values is called only when both have these operations.
  struct Operations {
    std::string_view type_name;
    Equality (*compare)(const Opaque& a, const Opaque& b);
    std::string (*text)(const Opaque& opaque);
    const Opaque* (*keep)(Arena& arena, const Opaque& opaque);
    std::uint64_t (*size)(const Opaque& opaque);  ///< in the units that costs count
  };
  const Operations* operations = nullptr;
};

inline Value extension(Kind of, std::uint64_t payload, std::uint32_t aux = 0) {
  return Value::extension(static_cast<std::uint8_t>(of), payload, aux);
}
inline Value make_duration(std::int64_t nanoseconds) {
  return extension(Kind::duration, static_cast<std::uint64_t>(nanoseconds));
}
/// `offset_minutes` east of UTC is how the timestamp was written; it does not take part in
/// equality.
inline Value make_timestamp(std::int64_t seconds, std::uint32_t nanoseconds,
                            std::int16_t offset_minutes = 0) {
  auto packed = static_cast<std::uint64_t>(seconds) << 16 |
                static_cast<std::uint16_t>(offset_minutes);
  return extension(Kind::timestamp, packed, nanoseconds);
}
/// `name` and `bytes` must outlive the value.
inline Value make_type(std::string_view name) {
  return extension(Kind::type, reinterpret_cast<std::uintptr_t>(name.data()),
                   static_cast<std::uint32_t>(name.size()));
}
inline Value make_bytes(std::string_view bytes) {
  return extension(Kind::bytes, reinterpret_cast<std::uintptr_t>(bytes.data()),
                   static_cast<std::uint32_t>(bytes.size()));
}
inline Value make_optional_none() { return extension(Kind::optional, 0); }
Value make_optional(Arena& arena, const Value& value);
inline Value make_error(const Failure* failure) {
  return extension(Kind::error, reinterpret_cast<std::uintptr_t>(failure));
}
inline Value make_opaque(const Opaque* opaque) {
  return extension(Kind::opaque, reinterpret_cast<std::uintptr_t>(opaque));
}
inline Value unset_value() { return extension(Kind::unset, 0); }
/// A map of these entries; of equal keys the last one wins. Sorts by key when all keys are strings.
Value make_map(Arena& arena, std::span<const EntryMap::Entry> entries);
/// The same without looking at what the keys are.
const EntryMap* make_entry_map(Arena& arena, std::span<const EntryMap::Entry> entries);

inline bool is_error(const Value& value) { return kind(value) == Kind::error; }
inline bool is_unset(const Value& value) { return kind(value) == Kind::unset; }
inline bool is_optional(const Value& value) { return kind(value) == Kind::optional; }
inline bool is_any_map(const Value& value) {
  return value.is_map() || kind(value) == Kind::entry_map;
}
inline bool is_numeric(const Value& value) {
  return value.is_int() || value.is_uint() || value.is_double();
}

// Each of these may be called on its own kind only.
inline std::string_view bytes_of(const Value& value) {
  return {reinterpret_cast<const char*>(value.payload()), value.aux()};
}
inline std::string_view type_name_of(const Value& type) { return bytes_of(type); }
inline std::int64_t nanoseconds_of(const Value& duration) { return duration.as_int(); }
inline std::int64_t seconds_of(const Value& timestamp) { return timestamp.as_int() >> 16; }
inline std::uint32_t subsecond_of(const Value& timestamp) { return timestamp.aux(); }
inline std::int16_t offset_minutes_of(const Value& timestamp) {
  return static_cast<std::int16_t>(timestamp.payload() & 0xFFFF);
}
inline const Value* optional_value(const Value& optional) {
  return reinterpret_cast<const Value*>(optional.payload());
}
inline const Failure& failure_of(const Value& error) {
  return *reinterpret_cast<const Failure*>(error.payload());
}
inline const EntryMap& entry_map_of(const Value& map) {
  return *reinterpret_cast<const EntryMap*>(map.payload());
}
inline const Opaque& opaque_of(const Value& value) {
  return *reinterpret_cast<const Opaque*>(value.payload());
}

/// The name of the value's type as `type(value)` shows it: "int", "list",
/// "google.protobuf.Timestamp" ...
std::string_view type_name(const Value& value);

/// Deep equality as the language has it: numbers of any kind compare by value, NaN equals nothing.
/// `incomparable` is an error of ==, but within a list or a map it counts as `same`, as it does in
/// Kubernetes.
Equality equality(const Value& a, const Value& b);
inline bool equal(const Value& a, const Value& b) { return equality(a, b) == Equality::same; }

enum class Order : std::int8_t {
  less = -1,
  equal = 0,
  greater = 1,
  unordered = 2,
  incomparable = 3
};
/// Numbers of any kind, strings, bytes, booleans, times of the same kind; `unordered` when one is
/// NaN.
Order compare(const Value& a, const Value& b);

/// Calls `visit(key, value)` for every entry of a map of either kind until it returns false.
template <class Visit>
void for_each_entry(const Value& map, Visit visit) {
  if (map.is_map()) {
    const formats::Shape* shape = map.shape();
    for (std::size_t i = 0; i < map.size(); ++i) {
      if (!visit(Value::string_at(shape->keys[i]), map.values()[i])) return;
    }
  } else {
    const EntryMap& entries = entry_map_of(map);
    for (std::uint32_t i = 0; i < entries.count; ++i) {
      if (!visit(entries.entries[i].key, entries.entries[i].value)) return;
    }
  }
}

/// Entries of a map of either kind.
std::size_t map_size(const Value& map);
/// The value under `key` of a map of either kind; nullptr when there is none.
const Value* map_find(const Value& map, const Value& key);

/// Code points of UTF-8 text.
std::size_t count_code_points(std::string_view text);

/// What the failure says: "no such key: x".
std::string failure_text(const Failure& failure);

/// Scalars as string() converts them; bytes and types too.
std::string scalar_text(const Value& value);

/// As messages show a value: strings bare, lists and maps with their parts.
std::string display_text(const Value& value);

/// A deep copy that no longer needs the arenas of `value`: for results that outlive the next
/// evaluation. What comes from a Pool is not copied, since Pools outlive evaluations.
Value keep(Arena& arena, const Value& value);

}  // namespace bulwark::cel
