// SPDX-License-Identifier: Apache-2.0
// What a folder holds, in a stable order, whatever its links and permissions look like.
#pragma once

#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace bulwark::io {

struct TreeFile {
  std::string path;  ///< begins with the folder's path as it was given
  std::uint64_t size = 0;
  bool operator==(const TreeFile&) const = default;
};

/// Something in the tree that could not be looked at.
struct TreeGap {
  std::string path;
  Error error;
};

struct Tree {
  std::vector<TreeFile> files;  ///< sorted by path, folder by folder
  std::vector<TreeGap> gaps;
};

struct TreeOptions {
  /// Which files (by name) and folders (by name) are wanted; both must be set.
  std::function<bool(std::string_view)> wants_file;
  std::function<bool(std::string_view)> wants_folder;
  std::size_t most_files = 5'000'000;
  std::stop_token stop;
};

/// All wanted regular files below `folder`. Links to files are followed. Links to folders are
/// followed when they lead to a place below `folder` that was not met yet; one that leads back to
/// where it stands is a gap (a loop), and so is one that leads outside, since what is there was not
/// asked for. Every folder is read once.
Result<Tree> walk(const std::string& folder, const TreeOptions& options);

/// The one absolute name of what `path` leads to, without links; for telling whether two paths mean
/// the same file.
Result<std::string> real_path(const std::string& path);

enum class PathKind : std::uint8_t { file, folder, other };
struct PathFacts {
  PathKind kind = PathKind::other;
  std::uint64_t size = 0;  ///< of a file
};
/// What `path` leads to; links are followed.
Result<PathFacts> look_at(const std::string& path);

/// Whether what `path` leads to may be written: a file without any write permission may not, even
/// by root.
bool is_writable(const std::string& path);

/// `folder`/`name`, without doubled slashes; "." vanishes.
std::string join(std::string_view folder, std::string_view name);

}  // namespace bulwark::io
