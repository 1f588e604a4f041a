// SPDX-License-Identifier: Apache-2.0
// Schema: what decides how two objects of a kind merge, as structured-merge-diff sees a kind.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "formats/value.h"

namespace bulwark::admission {

using TypeId = std::uint32_t;

enum class Scalar : std::uint8_t { none, numeric, string, boolean, untyped };

enum class ListRelation : std::uint8_t { atomic, set, map };

struct ListType {
  TypeId element = 0;
  ListRelation relation = ListRelation::atomic;
  std::vector<std::string> keys;  ///< of ListRelation::map
  bool operator==(const ListType&) const = default;
};

struct FieldType {
  std::string name;
  TypeId type = 0;
  /// Taken where a list's key is left out: an inline string, a number or a boolean.
  std::optional<std::string> key_default;  ///< as JSON
  bool operator==(const FieldType&) const = default;
};

struct MapType {
  std::vector<FieldType> fields;  ///< sorted by name
  std::optional<TypeId> element;  ///< of what is no field; without it nothing else may be there
  bool atomic = false;
  bool operator==(const MapType&) const = default;

  const FieldType* field(std::string_view name) const;
};

/// What may stand in a place: one of these, or, where the type is open, any of them.
struct SchemaType {
  Scalar scalar = Scalar::none;
  std::optional<ListType> list;
  std::optional<MapType> map;
  std::uint8_t integer_bits = 0;  ///< of a numeric that holds integers only: 32 or 64
  bool operator==(const SchemaType&) const = default;
};

struct Schema {
  std::vector<SchemaType> types;
  TypeId root = 0;
  bool custom = false;  ///< of a custom resource, whose objects may hold what no field names

  const SchemaType& at(TypeId id) const { return types[id]; }
};

/// Every Schema begins with these types, so that their ids are constants.
inline constexpr TypeId kString = 0, kNumeric = 1, kBoolean = 2, kUntyped = 3;
inline constexpr TypeId kAny = 4;             ///< no type was given: anything, lists as a whole
inline constexpr TypeId kUntypedAtomic = 5;   ///< anything, as a whole
inline constexpr TypeId kUntypedDeduced = 6;  ///< anything, maps entry by entry
inline constexpr TypeId kInteger32 = 7, kInteger64 = 8;

/// A schema that holds nothing but the types above.
Schema empty_schema();

}  // namespace bulwark::admission
