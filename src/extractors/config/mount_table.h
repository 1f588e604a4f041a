// SPDX-License-Identifier: Apache-2.0
// Mount table: what is mounted where (/proc/self/mounts, fstab(5)).
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace bulwark::extractors::config {

struct Mount {
  std::string place, type;
  std::vector<std::string> options;

  bool has(std::string_view option) const;
};

/// In their order; lines that are none are left out.
std::vector<Mount> mounts_in(std::string_view table);

/// The mount that `path` lies in: the last of the nearest place. Null: none.
const Mount* mount_of(std::span<const Mount> mounts, std::string_view path);

/// 1 or 2; 0: none is mounted.
int cgroup_version(std::span<const Mount> mounts);

}  // namespace bulwark::extractors::config
