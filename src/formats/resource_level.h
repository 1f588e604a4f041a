// SPDX-License-Identifier: Apache-2.0
// The top of a resource is special: some fields are left out, root and metadata are not shared.
#pragma once

#include <cstdint>
#include <string_view>

#include "formats/builder.h"
#include "formats/document.h"

namespace bulwark::formats {

enum class Level : std::uint8_t {
  root,
  metadata,
  annotations,
  status,
  items,
  table,
  rows,
  row,
  below
};

inline Level first_level(const DocumentOptions& options) {
  if (!options.resource) return Level::below;
  return options.table ? Level::table : Level::root;
}

/// Of the value under `key` in a map of that level.
inline Level level_under(Level level, std::string_view key) {
  switch (level) {
    case Level::root:
      return key == "metadata" ? Level::metadata
             : key == "items"  ? Level::items
             : key == "status" ? Level::status
                               : Level::below;
    case Level::metadata: return key == "annotations" ? Level::annotations : Level::below;
    case Level::table: return key == "rows" ? Level::rows : Level::below;
    case Level::row: return key == "object" ? Level::root : Level::below;
    default: return Level::below;
  }
}

/// Of a list's items; only lists have Level::items, only maps Level::metadata and
/// Level::annotations.
inline Level level_of_items(Level level) {
  return level == Level::items ? Level::root : level == Level::rows ? Level::row : Level::below;
}
inline Level level_of_map(Level level) {
  return level == Level::items || level == Level::rows ? Level::below : level;
}

inline Sharing sharing_of(Level map) {
  return map == Level::root || map == Level::metadata ? Sharing::unique : Sharing::shared;
}

/// Of metadata: what the server fills in and which says nothing about what a resource does. The
/// short resourceVersion stays: it tells a live object from a manifest.
inline bool is_server_metadata(std::string_view key) {
  return key == "uid" || key == "generation" || key == "selfLink";
}

/// The whole object again, as somebody once applied it, credentials included.
inline constexpr std::string_view kLastApplied = "kubectl.kubernetes.io/last-applied-configuration";

/// What a Node's status tells of the programs that run there. It stays when all else of a status
/// goes; no other kind has it.
inline constexpr std::string_view kNodeInfo = "nodeInfo";

/// Nothing will ask for this field. Of a Node's status the reader says otherwise.
inline bool left_out(Level level, std::string_view key, const DocumentOptions& options) {
  if (level == Level::metadata)
    return key == "managedFields" || (!options.keep_server_metadata && is_server_metadata(key));
  if (level == Level::annotations) return key == kLastApplied;
  if (level == Level::status) return !options.keep_status && key != kNodeInfo;
  return level == Level::root && !options.keep_status && key == "status";
}

}  // namespace bulwark::formats
