// SPDX-License-Identifier: Apache-2.0
// Values of a library's own type: how a plain struct (a URL, a quantity) becomes a Value.
//
// A library writes a LibraryType, and says make_value() and value_as<T>(); nothing else of the
// engine knows its types.
#pragma once

#include <concepts>
#include <type_traits>

#include "cel/value.h"

namespace bulwark::cel {

/// Trivially destructible, as it lives in an arena: texts are views of it.
template <class T>
concept LibraryType = std::is_trivially_destructible_v<T> &&
                      requires(const T& value, const T& other, Arena& arena) {
                        { T::kTypeName } -> std::convertible_to<std::string_view>;
                        { value.compare(other) } -> std::same_as<Equality>;
                        { value.text() } -> std::same_as<std::string>;
                        /// A copy that needs no other arena than this one.
                        { value.kept(arena) } -> std::same_as<T>;
                        /// What costs count as its size.
                        { value.size() } -> std::same_as<std::uint64_t>;
                      };

template <LibraryType T>
struct OpaqueOf : Opaque {
  explicit OpaqueOf(const T& of);
  T value;
};

template <LibraryType T>
const T& opaque_content(const Opaque& opaque) {
  return static_cast<const OpaqueOf<T>&>(opaque).value;
}

template <LibraryType T>
const Opaque* new_opaque(Arena& arena, const T& value) {
  return new (arena.allocate(sizeof(OpaqueOf<T>))) OpaqueOf<T>(value);
}

/// What tells that an Opaque is a T.
template <LibraryType T>
inline constexpr Opaque::Operations kOperations{
    T::kTypeName,
    [](const Opaque& a, const Opaque& b) {
      return opaque_content<T>(a).compare(opaque_content<T>(b));
    },
    [](const Opaque& opaque) { return opaque_content<T>(opaque).text(); },
    [](Arena& arena, const Opaque& opaque) {
      return new_opaque<T>(arena, opaque_content<T>(opaque).kept(arena));
    },
    [](const Opaque& opaque) { return opaque_content<T>(opaque).size(); }};

template <LibraryType T>
OpaqueOf<T>::OpaqueOf(const T& of) : Opaque{&kOperations<T>}, value(of) {}

template <LibraryType T>
Value make_value(Arena& arena, const T& value) {
  return make_opaque(new_opaque(arena, value));
}

/// The T in `value`, or nullptr when it is something else.
template <LibraryType T>
const T* value_as(const Value& value) {
  if (kind(value) != Kind::opaque || opaque_of(value).operations != &kOperations<T>) return nullptr;
  return &opaque_content<T>(opaque_of(value));
}

}  // namespace bulwark::cel
