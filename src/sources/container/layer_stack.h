// SPDX-License-Identifier: Apache-2.0
// LayerStack: lays one layer after another over what the lower ones made (OCI image-spec, "Applying
// Changesets").
//
// A sorted map of names: what a folder holds is a range of it. A name never stands below one that
// is no folder. As in an overlay file system, a folder takes the place of a symbolic link of a
// lower layer.
#pragma once

#include <cstdint>
#include <map>
#include <string_view>
#include <vector>

#include "sources/container/picture.h"

namespace bulwark::sources::container {

class LayerStack {
 public:
  /// Views into `record`, which must outlive it.
  void apply(std::uint32_t layer, const LayerRecord& record, std::vector<ImageGap>& gaps);

  /// Sorted by path.
  std::vector<PictureEntry> take() &&;

 private:
  struct Node {
    std::uint32_t layer;
    FileId id;
    bool folder;
  };

  void hide(std::string_view path);
  void empty(std::string_view folder);
  void make_room(std::string_view path);
  void put(std::string_view path, Node node);
  void link(std::uint32_t layer, const LayerEntry& entry, std::vector<ImageGap>& gaps);

  std::map<std::string_view, Node> names_;
  std::string_view last_folder_;  ///< that is known to be one, or to be missing
  std::size_t lost_links_ = 0;
};

}  // namespace bulwark::sources::container
