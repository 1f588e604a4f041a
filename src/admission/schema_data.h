// SPDX-License-Identifier: Apache-2.0
// The generated table of how built-in kinds merge, as text; schema_table.h reads it.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

namespace bulwark::admission {

struct SchemaKind {
  std::string_view api_version;
  std::string_view kind;
  std::array<std::int32_t, 2> types;  ///< per release: a place in schema_types(), or -1
};

/// The minor versions of the releases that the table knows, ascending.
std::span<const std::uint32_t> schema_releases();
std::span<const std::string_view> schema_types();
/// Sorted by apiVersion, then kind.
std::span<const SchemaKind> schema_kinds();

}  // namespace bulwark::admission
