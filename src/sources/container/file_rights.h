// SPDX-License-Identifier: Apache-2.0
// Which files of an image give rights: those of another user to whoever runs them, or to write to
// whoever is there.
#pragma once

#include <vector>

#include "sources/container/picture.h"

namespace bulwark::sources::container {

/// Entries of a picture, in its order; valid as long as it is.
struct FileRights {
  std::vector<const PictureEntry*> setuid = {};  ///< files that run as their owner
  std::vector<const PictureEntry*> setgid = {};  ///< files that run as their group
  std::vector<const PictureEntry*> capabilities = {};
  std::vector<const PictureEntry*> writable_files = {};  ///< by everybody
  /// By everybody, and anybody may remove others' files there (no sticky bit).
  std::vector<const PictureEntry*> writable_folders = {};
};

FileRights file_rights(const ImagePicture& picture);

}  // namespace bulwark::sources::container
