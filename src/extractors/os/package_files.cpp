// SPDX-License-Identifier: Apache-2.0
// Where distributions keep their lists; the paths are those of dpkg, apk-tools and rpm.
#include "extractors/os/package_files.h"

#include <algorithm>
#include <array>

#include "extractors/os/apk.h"
#include "extractors/os/dpkg.h"
#include "extractors/os/os_release.h"
#include "extractors/os/rpm_berkeley.h"
#include "extractors/os/rpm_ndb.h"
#include "extractors/os/rpm_sqlite.h"

namespace bulwark::extractors::os {
namespace {

constexpr std::size_t kMiB = std::size_t{1} << 20;

constexpr model::PackageReader kDpkg{"dpkg list", 64 * kMiB, read_dpkg};
constexpr model::PackageReader kApk{"apk list", 64 * kMiB, read_apk};
constexpr model::PackageReader kSqlite{"rpm database", 512 * kMiB, read_rpm_sqlite};
constexpr model::PackageReader kSqliteLog{"log of an rpm database", 512 * kMiB,
                                          read_rpm_sqlite_log};
constexpr model::PackageReader kNdb{"rpm database", 512 * kMiB, read_rpm_ndb};
constexpr model::PackageReader kBerkeley{"rpm database", 512 * kMiB, read_rpm_berkeley};
constexpr model::PackageReader kOsRelease{"os-release file", kMiB, read_os_release};

struct Place {
  std::string_view path;
  const model::PackageReader* reader;
};

constexpr std::array kPlaces{
    Place{"var/lib/dpkg/status", &kDpkg},     Place{"lib/apk/db/installed", &kApk},
    Place{"usr/lib/apk/db/installed", &kApk}, Place{"etc/os-release", &kOsRelease},
    Place{"usr/lib/os-release", &kOsRelease},
};

// Fedora, SUSE and rpm-ostree moved the database out of /var.
constexpr std::array<std::string_view, 3> kRpmFolders{"var/lib/rpm/", "usr/lib/sysimage/rpm/",
                                                      "usr/share/rpm/"};

const model::PackageReader* rpm_reader(std::string_view name) {
  if (name == "rpmdb.sqlite") return &kSqlite;
  if (name == "rpmdb.sqlite-wal") return &kSqliteLog;
  if (name == "Packages.db") return &kNdb;
  return name == "Packages" ? &kBerkeley : nullptr;
}

}  // namespace

const model::PackageReader* reader_of(std::string_view path) {
  const auto* const place = std::ranges::find(kPlaces, path, &Place::path);
  if (place != kPlaces.end()) return place->reader;
  for (const std::string_view folder : kRpmFolders)
    if (path.starts_with(folder)) return rpm_reader(path.substr(folder.size()));
  // Images without a shell hold one file a package there, and its checksums beside it.
  constexpr std::string_view kParts = "var/lib/dpkg/status.d/";
  if (!path.starts_with(kParts) || path.ends_with(".md5sums")) return nullptr;
  const std::string_view name = path.substr(kParts.size());
  return name.empty() || name.contains('/') ? nullptr : &kDpkg;
}

}  // namespace bulwark::extractors::os
