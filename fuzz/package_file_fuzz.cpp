// SPDX-License-Identifier: Apache-2.0
// Reads its input as each kind of file that lists packages; the first byte chooses. What is read
// is the same when it is read again, every package has a name, a version and the file's path, and
// every problem a reason.
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "extractors/lang/package_files.h"
#include "extractors/os/package_files.h"
#include "model/package_url.h"

namespace {

namespace model = bulwark::model;

constexpr std::array<std::string_view, 32> kPaths{
    "var/lib/dpkg/status",
    "lib/apk/db/installed",
    "etc/os-release",
    "var/lib/rpm/rpmdb.sqlite",
    "var/lib/rpm/Packages.db",
    "var/lib/rpm/Packages",
    "Cargo.lock",
    "Gemfile.lock",
    "Pipfile.lock",
    "composer.lock",
    "go.mod",
    "package-lock.json",
    "packages.lock.json",
    "pdm.lock",
    "pnpm-lock.yaml",
    "poetry.lock",
    "uv.lock",
    "yarn.lock",
    "node_modules/a/package.json",
    "a.dist-info/METADATA",
    "requirements.txt",
    "specifications/a.gemspec",
    "vendor/composer/installed.json",
    "a.deps.json",
    "a.jar",
    "npm-shrinkwrap.json",
    "a.war",
    "usr/lib/os-release",
    "var/lib/dpkg/status.d/a",
    "usr/lib/sysimage/rpm/Packages.db",
    "var/lib/rpm/rpmdb.sqlite-wal",
    "usr/lib/sysimage/rpm/Packages",
};

void require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view path = kPaths[data[0] % kPaths.size()];
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  const model::PackageReader* reader = bulwark::extractors::os::reader_of(path);
  if (reader == nullptr) reader = bulwark::extractors::lang::reader_of(path);
  require(reader != nullptr);
  const auto list = reader->read(path, bytes);
  const auto again = reader->read(path, bytes);
  require(list.has_value() == again.has_value());
  if (!list) return require(!list.error().message.empty()), 0;
  require(list->packages == again->packages && list->problems == again->problems);
  for (const model::Package& one : list->packages) {
    require(!one.name.empty() && !one.version.empty() && one.path.starts_with(path));
    require(model::package_from_url(model::package_url(one, {})).has_value());
  }
  for (const model::Problem& one : list->problems) require(!one.reason.empty());
  return 0;
}
