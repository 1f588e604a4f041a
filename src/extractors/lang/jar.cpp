// SPDX-License-Identifier: Apache-2.0
#include "extractors/lang/jar.h"

#include <fmt/core.h>

#include <algorithm>

#include "extractors/lang/jar_artifact.h"
#include "formats/zip.h"

namespace bulwark::extractors::lang {
namespace {

using formats::ZipArchive;
using formats::ZipEntry;

constexpr std::size_t kMostEntries = 500'000;
constexpr std::size_t kMostUnpacked = std::size_t{512} << 20;

class JarReader {
 public:
  explicit JarReader(model::PackageList& list) : list_(list) {}

  Result<void> read(const std::string& path, std::string_view bytes, int depth) {
    const ZipArchive archive = TRY(
        ZipArchive::open(bytes, {.bytes = kMostJarBytes, .depth = 1, .entries = kMostEntries}));
    std::size_t found = 0;
    const ZipEntry* manifest = nullptr;
    for (const ZipEntry& entry : archive.entries()) {
      switch (jar_member(entry.name)) {
        case JarMember::other: break;
        case JarMember::manifest: manifest = &entry; break;
        case JarMember::properties: found += add_properties(path, archive, entry); break;
        case JarMember::archive: nested(path, archive, entry, depth); break;
      }
    }
    if (found == 0) add_by_name(path, archive, manifest);
    return {};
  }

 private:
  void problem(std::string_view path, Error why) {
    list_.problems.push_back(model::unread(path, std::move(why)));
  }

  std::size_t add_properties(const std::string& path, const ZipArchive& archive,
                             const ZipEntry& entry) {
    auto text = archive.read(entry, kMostJarText);
    if (text) return add(path, from_properties(*text), list_) ? 1 : 0;
    problem(path, std::move(text).error().context(fmt::format("reading {}", entry.name)));
    return 0;
  }

  void add_by_name(const std::string& path, const ZipArchive& archive, const ZipEntry* manifest) {
    if (manifest == nullptr) {
      add(path, from_file_name(path), list_);
      return;
    }
    auto text = archive.read(*manifest, kMostJarText);
    add(path, text ? from_manifest(*text, path) : from_file_name(path), list_);
    if (!text) problem(path, std::move(text).error().context("reading its manifest"));
  }

  void nested(const std::string& path, const ZipArchive& archive, const ZipEntry& entry,
              int depth) {
    const std::string inner = fmt::format("{}!/{}", path, entry.name);
    if (depth == kMostJarDepth)
      return problem(inner, {ErrorCode::limit, "archives within archives too deep", {}});
    auto bytes = archive.read(entry, kMostUnpacked - std::min(kMostUnpacked, unpacked_));
    if (!bytes) return problem(inner, std::move(bytes).error());
    unpacked_ += bytes->size();
    auto done = read(inner, *bytes, depth + 1);
    if (!done) problem(inner, std::move(done).error());
  }

  model::PackageList& list_;
  std::size_t unpacked_ = 0;
};

}  // namespace

Result<model::PackageList> read_jar(std::string_view path, std::string_view bytes) {
  model::PackageList out;
  TRY_VOID(JarReader(out).read(std::string(path), bytes, 0));
  return out;
}

}  // namespace bulwark::extractors::lang
