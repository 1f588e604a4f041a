// SPDX-License-Identifier: Apache-2.0
// Fields with spaces between; "\040" is a space within one.
#include "extractors/config/mount_table.h"

#include <algorithm>

#include "base/text.h"

namespace bulwark::extractors::config {
namespace {

bool is_octal(char c) { return c >= '0' && c <= '7'; }

std::string unescaped(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool is_escape = text[i] == '\\' && i + 3 < text.size() && text[i + 1] >= '0' &&
                           text[i + 1] <= '3' && is_octal(text[i + 2]) && is_octal(text[i + 3]);
    if (!is_escape) {
      out += text[i];
      continue;
    }
    out += static_cast<char>((text[i + 1] - '0') * 64 + (text[i + 2] - '0') * 8 +
                             (text[i + 3] - '0'));
    i += 3;
  }
  return out;
}

bool lies_in(std::string_view path, std::string_view place) {
  if (place == "/") return true;
  return path.starts_with(place) && (path.size() == place.size() || path[place.size()] == '/');
}

}  // namespace

bool Mount::has(std::string_view option) const {
  return std::ranges::find(options, option) != options.end();
}

std::vector<Mount> mounts_in(std::string_view table) {
  std::vector<Mount> out;
  for (const std::string& line : split(table, '\n')) {
    const auto fields = split(line, ' ');
    if (fields.size() < 4) continue;
    out.push_back({unescaped(fields[1]), fields[2], split(fields[3], ',')});
  }
  return out;
}

const Mount* mount_of(std::span<const Mount> mounts, std::string_view path) {
  const Mount* out = nullptr;
  for (const Mount& one : mounts) {
    if (lies_in(path, one.place) && (out == nullptr || one.place.size() >= out->place.size()))
      out = &one;
  }
  return out;
}

int cgroup_version(std::span<const Mount> mounts) {
  int out = 0;
  for (const Mount& one : mounts) {
    if (!lies_in(one.place, "/sys/fs/cgroup")) continue;
    if (one.type == "cgroup") return 1;  // with both, controllers are those of version 1
    if (one.type == "cgroup2") out = 2;
  }
  return out;
}

}  // namespace bulwark::extractors::config
