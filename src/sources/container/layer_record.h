// SPDX-License-Identifier: Apache-2.0
// What one layer holds: names and facts of its entries, without their contents.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/arena.h"
#include "formats/tar.h"

namespace bulwark::sources::container {

/// The texts live in the record's arena.
struct LayerEntry {
  std::string_view path;  ///< clean
  std::string_view link;  ///< of a symbolic link as it is, of a hard link a clean path
  std::uint64_t size = 0;
  std::int64_t modified = 0;
  std::uint32_t user = 0;
  std::uint32_t group = 0;
  std::uint16_t mode = 0;
  formats::TarKind kind = formats::TarKind::file;
  bool capabilities = false;
};

/// Written by one thread, then const. Not copied, since texts point into it.
struct LayerRecord {
  LayerRecord() = default;
  LayerRecord(const LayerRecord&) = delete;
  LayerRecord& operator=(const LayerRecord&) = delete;

  Arena texts{std::size_t{128} << 10};
  std::vector<LayerEntry> entries = {};        ///< in the order of the layer; a name may come twice
  std::vector<std::string_view> hidden = {};   ///< files and folders of the layers below
  std::vector<std::string_view> emptied = {};  ///< folders of the layers below
};

}  // namespace bulwark::sources::container
