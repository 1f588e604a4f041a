// SPDX-License-Identifier: Apache-2.0
#include "scan/image_tools.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "sources/container/file_rights.h"

namespace bulwark::scan {
namespace {

namespace container = sources::container;

constexpr std::array<std::string_view, 8> kFolders{"bin/",      "sbin/",          "usr/bin/",
                                                   "usr/sbin/", "usr/local/bin/", "usr/local/sbin/",
                                                   "busybox/",  "opt/bin/"};
constexpr std::array<std::string_view, 10> kShells{"ash",  "bash", "busybox", "csh",  "dash",
                                                   "fish", "ksh",  "sh",      "tcsh", "zsh"};
constexpr std::array<std::string_view, 10> kPackageManagers{
    "apk", "apt", "apt-get", "dnf", "dpkg", "microdnf", "rpm", "tdnf", "yum", "zypper"};

/// The name of a program where programs are looked for; empty for any other path.
std::string_view program_name(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string_view::npos) return {};
  const bool known = std::ranges::find(kFolders, path.substr(0, slash + 1)) != kFolders.end();
  return known ? path.substr(slash + 1) : std::string_view();
}

// A link counts where it leads to a program.
bool may_run(const container::ImagePicture& picture, const container::PictureEntry& entry) {
  const container::PictureEntry* file = picture.resolve(entry.path);
  if (file == nullptr) return false;
  const container::LayerEntry& facts = picture.facts(*file);
  return facts.kind == formats::TarKind::file && (facts.mode & 0111U) != 0;
}

}  // namespace

ImageTools image_tools(const container::ImagePicture& picture) {
  ImageTools out;
  const container::FileRights rights = container::file_rights(picture);
  for (const auto* list : {&rights.setuid, &rights.setgid}) {
    for (const container::PictureEntry* one : *list) out.setuid.emplace_back(one->path);
  }
  std::ranges::sort(out.setuid);
  const auto repeated = std::ranges::unique(out.setuid);
  out.setuid.erase(repeated.begin(), repeated.end());
  for (const container::PictureEntry& entry : picture.entries()) {
    const std::string_view name = program_name(entry.path);
    const bool shell = std::ranges::find(kShells, name) != kShells.end();
    const bool manager = std::ranges::find(kPackageManagers, name) != kPackageManagers.end();
    if ((shell || manager) && may_run(picture, entry))
      (shell ? out.shells : out.package_managers).emplace_back(entry.path);
  }
  return out;
}

}  // namespace bulwark::scan
