// SPDX-License-Identifier: Apache-2.0
// ImagePicture: the file system that an image's layers make when they are laid over one another.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "sources/container/file_taker.h"
#include "sources/container/image.h"
#include "sources/container/layer_record.h"

namespace bulwark::sources::container {

/// A name of the final file system.
struct PictureEntry {
  std::string_view path;
  std::uint32_t layer = 0;  ///< that gave it this name
  FileId id;                ///< where its contents and facts are: for a hard link its target's
};

/// What is in it, in numbers.
struct PictureCounts {
  std::size_t files = 0;  ///< names of regular files, hard links among them
  std::size_t folders = 0;
  std::size_t symbolic_links = 0;
  std::size_t others = 0;   ///< devices and pipes
  std::uint64_t bytes = 0;  ///< of regular files, contents with several names once
  bool operator==(const PictureCounts&) const = default;
};

/// Owns the records of its layers. Movable only.
class ImagePicture {
 public:
  /// `layers`: the lowest first, none of them null. Where a hard link leads nowhere, a gap is
  /// added.
  ImagePicture(std::vector<std::unique_ptr<LayerRecord>> layers, std::vector<ImageGap> gaps);

  /// Sorted by path, bytewise. Folders that no layer has, though files in them, are not there.
  std::span<const PictureEntry> entries() const { return entries_; }
  const LayerEntry& facts(const PictureEntry& entry) const { return facts(entry.id); }
  const LayerEntry& facts(FileId id) const { return layers_[id.layer]->entries[id.entry]; }
  const PictureEntry* find(std::string_view path) const;
  /// What `path` (clean) leads to, symbolic links in it followed; null when it leads nowhere or in
  /// circles.
  const PictureEntry* resolve(std::string_view path) const;

  /// Whether the contents that a taker was given are still there under some name: no layer above
  /// has replaced or removed it.
  bool survives(FileId id) const;

  std::size_t layers() const { return layers_.size(); }
  const LayerRecord& layer(std::size_t index) const { return *layers_[index]; }
  PictureCounts counts() const;

  /// What could not be read. Where this is not empty the picture may lack files, and hold some that
  /// a layer removes.
  const std::vector<ImageGap>& gaps() const { return gaps_; }
  void add_gaps(std::vector<ImageGap> gaps);

 private:
  std::vector<std::unique_ptr<LayerRecord>> layers_;
  std::vector<PictureEntry> entries_;
  std::vector<FileId> surviving_;  ///< sorted
  std::vector<ImageGap> gaps_;
};

}  // namespace bulwark::sources::container
