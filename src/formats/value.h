// SPDX-License-Identifier: Apache-2.0
// Value: the one immutable JSON-like value that every format is parsed into and every question is
// asked of.
//
// 16 bytes. Strings of up to 14 bytes live inside the value; longer ones point into the Pool or
// Arena that made them. A map is a Shape (its keys, sorted bytewise, shared by all maps that have
// them) plus one value per key. Values made by the same Pool are canonical: equal subtrees are the
// same node, so that equality of two of them is a comparison of 16 bytes. The exceptions are a
// resource's root and its metadata, which are never equal to another one and so are not looked up.
//
// A Value does not own what it points to: it must not outlive its Pool or Arena.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>

#include "base/check.h"

namespace bulwark {
class Arena;
}

namespace bulwark::formats {

enum class Kind : std::uint8_t {
  null,
  boolean,
  integer,           ///< 64 bits, signed
  unsigned_integer,  ///< 64 bits; from a parser only when the number is above the largest signed
                     ///< one
  number,            ///< IEEE double, never NaN or infinite when it came from a parser
  string,            ///< UTF-8
  list,
  map,
  /// Kinds from here on belong to the room that makes them (the expression language's times, types
  /// and errors).
  extension = 16,
};

/// The sorted keys of a map. Shapes of one Pool are unique: same keys, same address.
struct Shape {
  std::uint32_t count;
  std::uint32_t hash;
  const std::string_view* keys;  ///< `count` of them, sorted bytewise, no duplicates

  /// The slot of `key`, or -1. Linear for small shapes, binary search for the others.
  int slot(std::string_view key) const;
};

class Value;

struct ListNode {
  std::uint32_t count;
  std::uint32_t hash;
  const Value* items() const { return reinterpret_cast<const Value*>(this + 1); }
};

struct MapNode {
  const Shape* shape;
  std::uint32_t hash;
  std::uint32_t reserved;
  const Value* values() const {
    return reinterpret_cast<const Value*>(this + 1);
  }  ///< shape->count of them
};

class Value {
 public:
  static constexpr std::size_t kInlineBytes = 14;

  Value() = default;  ///< null
  static Value boolean(bool b) { return Value(Kind::boolean, b ? 1 : 0); }
  static Value integer(std::int64_t i) {
    return Value(Kind::integer, static_cast<std::uint64_t>(i));
  }
  static Value unsigned_integer(std::uint64_t u) { return Value(Kind::unsigned_integer, u); }
  static Value number(double d);
  /// A string of at most kInlineBytes bytes.
  static Value short_string(std::string_view text);
  /// A string that lives at `text`; `pool` is the Pool's id, or 0 when the text is not canonical.
  /// Short texts are copied into the value. Texts are at most 4 GiB.
  static Value string_at(std::string_view text, std::uint16_t pool = 0);
  static Value list_at(const ListNode* node, std::uint16_t pool = 0);
  static Value map_at(const MapNode* node, std::uint16_t pool = 0);
  /// A value of a kind that this header does not know; `kind` is at least Kind::extension.
  static Value extension(std::uint8_t kind, std::uint64_t payload, std::uint32_t aux = 0);

  // Not canonical, in an arena: for values that live as long as one evaluation.
  static Value string_in(Arena& arena, std::string_view text);
  static Value list_in(Arena& arena, std::span<const Value> items);
  /// `keys` sorted bytewise and unique, one value each.
  static Value map_in(Arena& arena, std::span<const std::string_view> keys,
                      std::span<const Value> values);

  Kind kind() const { return static_cast<Kind>(raw_[15]); }
  bool is_null() const { return kind() == Kind::null; }
  bool is_bool() const { return kind() == Kind::boolean; }
  bool is_int() const { return kind() == Kind::integer; }
  bool is_uint() const { return kind() == Kind::unsigned_integer; }
  bool is_double() const { return kind() == Kind::number; }
  bool is_string() const { return kind() == Kind::string; }
  bool is_list() const { return kind() == Kind::list; }
  bool is_map() const { return kind() == Kind::map; }

  // Each of these may be called on its own kind only.
  bool as_bool() const { return payload() != 0; }
  std::int64_t as_int() const { return static_cast<std::int64_t>(payload()); }
  std::uint64_t as_uint() const { return payload(); }
  double as_double() const;
  /// The view points into this very Value when the text is short: it must not outlive the Value.
  std::string_view as_string() const&;
  std::string_view as_string() const&& = delete;

  /// Number of items of a list or entries of a map; 0 for any other kind.
  std::size_t size() const;
  /// The items of a list; empty for any other kind.
  std::span<const Value> items() const;
  /// The map's shape and values; nullptr and empty for any other kind.
  const Shape* shape() const;
  std::span<const Value> values() const;
  /// The value under `key` of a map; nullptr when this is not a map or has no such key.
  const Value* find(std::string_view key) const;
  /// Follows keys one after another; nullptr as soon as one is missing.
  template <class... Keys>
  const Value* at(std::string_view first, Keys... rest) const {
    const Value* next = find(first);
    if constexpr (sizeof...(rest) == 0) {
      return next;
    } else {
      return next == nullptr ? nullptr : next->at(rest...);
    }
  }
  /// The text under `key`, or empty when it is missing or not a string.
  std::string_view text(std::string_view key) const;

  std::uint64_t payload() const { return load<std::uint64_t>(0); }
  std::uint32_t aux() const { return load<std::uint32_t>(8); }
  /// The Pool that made this value canonical, or 0. Null, numbers and short strings are always
  /// canonical (0 here).
  std::uint16_t pool() const { return load<std::uint16_t>(12); }

  /// The same 16 bytes. Implies equality; between canonical values of one Pool it is equality.
  bool identical(const Value& other) const {
    return std::memcmp(raw_.data(), other.raw_.data(), 16) == 0;
  }
  const std::array<unsigned char, 16>& raw() const { return raw_; }

 private:
  Value(Kind kind, std::uint64_t payload) {
    std::memcpy(raw_.data(), &payload, 8);
    raw_[15] = static_cast<unsigned char>(kind);
  }
  template <class T>
  T load(std::size_t at) const {
    T out;
    std::memcpy(&out, raw_.data() + at, sizeof(T));
    return out;
  }
  static constexpr unsigned char kNotInline = 0xFF;

  static Value pointer(Kind kind, const void* at, std::uint32_t aux, std::uint16_t pool);
  template <class Node>
  const Node* target() const;

  // bytes 0-7 payload or pointer, 8-11 length, 12-13 pool, 14 length of an inline string (0xFF: not
  // inline), 15 kind
  alignas(8) std::array<unsigned char, 16> raw_{};
};

static_assert(sizeof(Value) == 16);

template <class Node>
const Node* Value::target() const {
  // NOLINTNEXTLINE(performance-no-int-to-ptr): the payload is the pointer
  return reinterpret_cast<const Node*>(payload());
}

inline Value Value::pointer(Kind kind, const void* at, std::uint32_t aux, std::uint16_t pool) {
  Value out(kind, reinterpret_cast<std::uint64_t>(at));
  std::memcpy(out.raw_.data() + 8, &aux, 4);
  std::memcpy(out.raw_.data() + 12, &pool, 2);
  return out;
}

inline Value Value::short_string(std::string_view text) {
  CHECK(text.size() <= kInlineBytes, "a short string is too long");
  Value out;
  if (!text.empty()) std::memcpy(out.raw_.data(), text.data(), text.size());
  out.raw_[14] = static_cast<unsigned char>(text.size());
  out.raw_[15] = static_cast<unsigned char>(Kind::string);
  return out;
}

inline Value Value::string_at(std::string_view text, std::uint16_t pool) {
  if (text.size() <= kInlineBytes) return short_string(text);
  Value out = pointer(Kind::string, text.data(), static_cast<std::uint32_t>(text.size()), pool);
  out.raw_[14] = kNotInline;
  return out;
}

inline Value Value::list_at(const ListNode* node, std::uint16_t pool) {
  return pointer(Kind::list, node, node->count, pool);
}

inline Value Value::map_at(const MapNode* node, std::uint16_t pool) {
  return pointer(Kind::map, node, node->shape->count, pool);
}

inline Value Value::extension(std::uint8_t kind, std::uint64_t payload, std::uint32_t aux) {
  CHECK(kind >= static_cast<std::uint8_t>(Kind::extension), "an extension has a kind of its own");
  Value out(static_cast<Kind>(kind), payload);
  std::memcpy(out.raw_.data() + 8, &aux, 4);
  return out;
}

inline std::string_view Value::as_string() const& {
  if (raw_[14] != kNotInline) return {reinterpret_cast<const char*>(raw_.data()), raw_[14]};
  return {target<char>(), aux()};
}

inline std::size_t Value::size() const { return is_list() || is_map() ? aux() : 0; }

inline std::span<const Value> Value::items() const {
  if (!is_list()) return {};
  return {target<ListNode>()->items(), aux()};
}

inline const Shape* Value::shape() const { return is_map() ? target<MapNode>()->shape : nullptr; }

inline std::span<const Value> Value::values() const {
  if (!is_map()) return {};
  return {target<MapNode>()->values(), aux()};
}

/// Deep equality; kinds must agree (1 and 1.0 differ). Extension kinds are equal only when
/// identical.
bool deep_equal(const Value& a, const Value& b);

}  // namespace bulwark::formats
