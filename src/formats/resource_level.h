// SPDX-License-Identifier: Apache-2.0
// The top of a resource is special: some fields are left out, root and metadata are not shared.
#pragma once

#include <cstdint>
#include <string_view>

#include "formats/builder.h"
#include "formats/document.h"

namespace bulwark::formats {

enum class Level : std::uint8_t { root, metadata, annotations, items, below };

inline Level first_level(const DocumentOptions& options) {
  return options.resource ? Level::root : Level::below;
}

/// Of the value under `key` in a map of that level.
inline Level level_under(Level level, std::string_view key) {
  if (level == Level::metadata && key == "annotations") return Level::annotations;
  if (level != Level::root) return Level::below;
  return key == "metadata" ? Level::metadata : key == "items" ? Level::items : Level::below;
}

/// Of a list's items; only lists have Level::items, only maps Level::metadata and
/// Level::annotations.
inline Level level_of_items(Level level) {
  return level == Level::items ? Level::root : Level::below;
}
inline Level level_of_map(Level level) { return level == Level::items ? Level::below : level; }

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

/// Nothing will ask for this field.
inline bool left_out(Level level, std::string_view key, const DocumentOptions& options) {
  if (level == Level::metadata)
    return key == "managedFields" || (!options.keep_server_metadata && is_server_metadata(key));
  if (level == Level::annotations) return key == kLastApplied;
  return level == Level::root && !options.keep_status && key == "status";
}

}  // namespace bulwark::formats
