// SPDX-License-Identifier: Apache-2.0
#include "sources/container/file_rights.h"

namespace bulwark::sources::container {
namespace {

constexpr unsigned kSetuid = 04000;
constexpr unsigned kSetgid = 02000;
constexpr unsigned kSticky = 01000;
constexpr unsigned kGroupRuns = 0010;  // without it setgid means locking
constexpr unsigned kAllWrite = 0002;

}  // namespace

FileRights file_rights(const ImagePicture& picture) {
  FileRights out;
  for (const PictureEntry& one : picture.entries()) {
    const LayerEntry& facts = picture.facts(one);
    const unsigned mode = facts.mode;
    if (facts.kind == formats::TarKind::folder) {
      if ((mode & kAllWrite) != 0 && (mode & kSticky) == 0) out.writable_folders.push_back(&one);
    } else if (facts.kind == formats::TarKind::file) {
      if ((mode & kSetuid) != 0) out.setuid.push_back(&one);
      if ((mode & kSetgid) != 0 && (mode & kGroupRuns) != 0) out.setgid.push_back(&one);
      if (facts.capabilities) out.capabilities.push_back(&one);
      if ((mode & kAllWrite) != 0) out.writable_files.push_back(&one);
    }
  }
  return out;
}

}  // namespace bulwark::sources::container
