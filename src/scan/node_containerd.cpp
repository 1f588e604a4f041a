// SPDX-License-Identifier: Apache-2.0
// Files are read first in, first out, each once, as containerd reads them.
#include "scan/node_containerd.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <string_view>
#include <utility>

#include "extractors/config/containerd.h"
#include "extractors/config/containerd_files.h"
#include "extractors/config/package_list.h"
#include "scan/node_files.h"

namespace bulwark::scan {
namespace {

namespace config = extractors::config;
using formats::Value;

constexpr std::size_t kMostFiles = 1000;

struct Files {
  std::vector<std::string> paths;
  std::vector<Value> roots;
};

bool is_missing(const std::string& path, const NodeDocuments& out) {
  struct stat facts{};
  const int hindered = out.root().look(path, facts);
  return hindered == ENOENT || hindered == ENOTDIR;
}

std::int64_t layout_of(const Files& files) {
  const Value* version = files.roots.empty() ? nullptr : files.roots[0].find("version");
  return version != nullptr && version->is_int() ? version->as_int() : 1;
}

// containerd 1 takes a relative pattern from where it was started, which for a service is "/".
Result<std::vector<std::string>> imports_of(const Files& files, const std::string& version) {
  const bool is_two = layout_of(files) > 2 || (!version.empty() && !version.starts_with("1."));
  const std::string& path = files.paths.back();
  std::vector<std::string> out = config::containerd_imports(files.roots.back(), path);
  if (is_two) return out;
  const auto from_start = config::containerd_imports(files.roots.back(), "/");
  for (std::size_t i = 0; i < out.size(); ++i) {
    if (!out[i].contains('*') || out[i] == from_start[i]) continue;
    if (version.empty())
      return fail(ErrorCode::unsupported,
                  path +
                      ": containerd 1 and 2 look for what it imports in different folders, and "
                      "its version is not known");
    out[i] = from_start[i];
  }
  return out;
}

Result<Files> read_files(const std::string& first, const std::string& version, NodeDocuments& out) {
  Files files;
  if (is_missing(first, out)) return files;
  std::vector<std::string> pending{first};
  for (std::size_t i = 0; i < pending.size(); ++i) {
    const std::string path = pending[i];
    if (std::ranges::find(files.paths, path) != files.paths.end()) continue;
    if (files.paths.size() == kMostFiles) return fail(ErrorCode::limit, "imports too many files");
    files.paths.push_back(path);
    files.roots.push_back(TRY(read_toml(path, out)));
    for (const std::string& pattern : TRY(imports_of(files, version)))
      std::ranges::copy(TRY(files_like(pattern, out)), std::back_inserter(pending));
  }
  return files;
}

// Of the package that it came with.
std::string version_in_packages(const NodeDocuments& out) {
  constexpr std::array<std::string_view, 2> kPackages{"containerd", "containerd.io"};
  constexpr std::size_t kLargest = std::size_t{8} << 20;
  const auto list = out.root().read("/var/lib/dpkg/status", kLargest);
  return list ? config::package_version(*list, kPackages) : std::string();
}

// Where containerd 1 and 2 would understand the same files differently, its version decides.
Result<Value> joined(const Files& files, const std::string& version, NodeDocuments& out) {
  using config::ContainerdImports;
  const Value two = config::containerd_config(files.roots, ContainerdImports::join, out.builder());
  if (layout_of(files) > 2 || (!version.empty() && !version.starts_with("1."))) return two;
  const Value one = config::containerd_config(files.roots, ContainerdImports::replace,
                                              out.builder());
  if (!version.empty() || formats::deep_equal(one, two)) return one;
  return fail(ErrorCode::unsupported,
              "containerd 1 and 2 lay the files that it imports over each other differently, and "
              "its version is not known");
}

Result<void> read_hosts(RuntimeReading& reading, NodeDocuments& out) {
  for (const std::string& folder : reading.facts.registry_folders) {
    for (const std::string& path : TRY(files_in(folder, "", out))) {
      const std::string file = path + "/hosts.toml";
      if (is_missing(file, out)) continue;
      const Value hosts = TRY(read_toml(file, out));
      std::ranges::move(config::insecure_hosts(path.substr(path.rfind('/') + 1), hosts),
                        std::back_inserter(reading.facts.insecure_registries));
    }
  }
  return {};
}

// Verifiers are programs in a folder, which containerd 2 runs; where there are none it takes every
// image.
void read_verifiers(RuntimeReading& reading, std::int64_t layout, const NodeDocuments& out) {
  const std::string& folder = reading.facts.verifier_folder;
  const auto programs = folder.empty() ? std::vector<std::string>() : files_in(folder, "", out);
  if (!programs) {
    reading.doubts.push_back("image verifiers: " + programs.error().text());
  } else if (programs->empty() || reading.version.starts_with("1.")) {
    reading.verifies_images = false;
  } else if (layout > 2 || !reading.version.empty()) {
    reading.verifies_images = true;
  }
}

}  // namespace

Result<RuntimeReading> read_containerd(const std::string& path, NodeDocuments& out) {
  RuntimeReading reading;
  const bool is_packaged = !path.starts_with("/var/lib/rancher/");
  if (is_packaged) reading.version = version_in_packages(out);
  Files files = TRY(read_files(path, reading.version, out));
  const Value whole = TRY(joined(files, reading.version, out));
  reading.files = std::move(files.paths);
  reading.facts = config::containerd_facts(whole);
  TRY_VOID(read_hosts(reading, out));
  read_verifiers(reading, layout_of(files), out);
  return reading;
}

}  // namespace bulwark::scan
