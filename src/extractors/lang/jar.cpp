// SPDX-License-Identifier: Apache-2.0
#include "extractors/lang/jar.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cctype>

#include "base/text.h"
#include "extractors/lang/jar_group.h"
#include "extractors/lang/listing.h"
#include "formats/deb822.h"
#include "formats/zip.h"

namespace bulwark::extractors::lang {
namespace {

using formats::ZipArchive;
using formats::ZipEntry;

constexpr int kMostDepth = 5;
constexpr std::size_t kMostEntries = 500'000;
constexpr std::size_t kMostText = std::size_t{1} << 20;
constexpr std::size_t kMostUnpacked = std::size_t{512} << 20;

struct Artifact {
  std::string group;
  std::string name;
  std::string version;
  std::string license;
};

bool is_archive(std::string_view name) {
  static constexpr std::array<std::string_view, 4> kEnds{".jar", ".war", ".ear", ".sar"};
  return std::ranges::any_of(kEnds, [&](std::string_view end) { return name.ends_with(end); });
}

// key=value or key: value, one a line; '#' and '!' begin a comment.
Artifact from_properties(std::string_view text) {
  Artifact out;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find_first_of("\r\n"), text.size());
    const std::string_view line = trim(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    const std::size_t divider = line.find_first_of("=:");
    if (line.starts_with('#') || line.starts_with('!') || divider == std::string_view::npos)
      continue;
    const std::string_view key = trim(line.substr(0, divider));
    const std::string_view value = trim(line.substr(divider + 1));
    if (key == "groupId") out.group = value;
    if (key == "artifactId") out.name = value;
    if (key == "version") out.version = value;
  }
  return out;
}

// Lines of a manifest are at most 72 bytes long; one that begins with a blank goes on with the
// value above.
std::string unfolded(std::string_view manifest) {
  std::string out;
  for (std::size_t at = 0; at < manifest.size(); ++at) {
    if (manifest[at] == '\r') continue;
    if (manifest[at] == '\n' && at + 1 < manifest.size() && manifest[at + 1] == ' ') {
      ++at;
    } else {
      out += manifest[at];
    }
  }
  return out;
}

// "guava-32.1.3-jre" of its file name as guava 32.1.3-jre: the version begins at the first digit
// behind a dash.
Artifact from_file_name(std::string_view file) {
  Artifact out;
  std::string_view name = base_name(file);
  name = name.substr(0, name.rfind('.'));
  std::size_t dash = name.find('-');
  while (dash + 1 < name.size() && std::isdigit(static_cast<unsigned char>(name[dash + 1])) == 0)
    dash = name.find('-', dash + 1) == std::string_view::npos ? name.size()
                                                              : name.find('-', dash + 1);
  out.name = name.substr(0, dash);
  if (dash < name.size()) out.version = name.substr(dash + 1);
  out.group = jar_group(out.name, out.version);
  return out;
}

std::string_view first_of(const std::vector<formats::ControlField>& fields,
                          std::initializer_list<std::string_view> names) {
  for (const std::string_view name : names)
    if (const auto value = formats::value_of(fields, name); !value.empty()) return value;
  return {};
}

// The main section of a manifest. What a file is called says the artifact better than titles do,
// where both agree on the version.
Artifact from_manifest(std::string_view text, std::string_view file) {
  const std::string manifest = unfolded(text);
  formats::ControlReader reader(manifest);
  const auto& fields = reader.next();
  Artifact out = from_file_name(file);
  const std::string_view version = first_of(
      fields, {"Implementation-Version", "Bundle-Version", "Specification-Version"});
  if (out.version.empty()) {
    out.version = version;
    out.group = jar_group(out.name, version);
  }
  std::string_view symbolic = formats::value_of(fields, "Bundle-SymbolicName");
  symbolic = trim(symbolic.substr(0, symbolic.find(';')));
  if (out.group.empty()) out.group = first_of(fields, {"Implementation-Vendor-Id"});
  // "org.apache.commons.lang3" of a bundle: the group, where the artifact's name ends it.
  if (out.group.empty() && symbolic.ends_with("." + out.name))
    out.group = symbolic.substr(0, symbolic.size() - out.name.size() - 1);
  out.license = formats::value_of(fields, "Bundle-License");
  return out;
}

class JarReader {
 public:
  explicit JarReader(model::PackageList& list) : list_(list) {}

  Result<void> read(const std::string& path, std::string_view bytes, int depth) {
    const ZipArchive archive = TRY(
        ZipArchive::open(bytes, {.bytes = kMostJarBytes, .depth = 1, .entries = kMostEntries}));
    std::size_t found = 0;
    const ZipEntry* manifest = nullptr;
    for (const ZipEntry& entry : archive.entries()) {
      if (entry.name == "META-INF/MANIFEST.MF") manifest = &entry;
      if (entry.name.starts_with("META-INF/maven/") && entry.name.ends_with("/pom.properties"))
        found += add_properties(path, archive, entry);
      if (is_archive(entry.name)) nested(path, archive, entry, depth);
    }
    if (found == 0) add_by_name(path, archive, manifest);
    return {};
  }

 private:
  void problem(std::string_view path, Error why) {
    list_.problems.push_back(model::unread(path, std::move(why)));
  }

  bool add(const std::string& path, Artifact artifact) {
    if (artifact.name.empty() || artifact.version.empty() || artifact.version.contains("${"))
      return false;
    model::Package out;
    out.type = model::PackageType::maven;
    out.name_space = std::move(artifact.group);
    out.name = std::move(artifact.name);
    out.version = std::move(artifact.version);
    out.license = std::move(artifact.license);
    out.path = path;
    list_.packages.push_back(std::move(out));
    return true;
  }

  std::size_t add_properties(const std::string& path, const ZipArchive& archive,
                             const ZipEntry& entry) {
    auto text = archive.read(entry, kMostText);
    if (text) return add(path, from_properties(*text)) ? 1 : 0;
    problem(path, std::move(text).error().context(fmt::format("reading {}", entry.name)));
    return 0;
  }

  void add_by_name(const std::string& path, const ZipArchive& archive, const ZipEntry* manifest) {
    if (manifest == nullptr) {
      add(path, from_file_name(path));
      return;
    }
    auto text = archive.read(*manifest, kMostText);
    add(path, text ? from_manifest(*text, path) : from_file_name(path));
    if (!text) problem(path, std::move(text).error().context("reading its manifest"));
  }

  void nested(const std::string& path, const ZipArchive& archive, const ZipEntry& entry,
              int depth) {
    const std::string inner = fmt::format("{}!/{}", path, entry.name);
    if (depth == kMostDepth)
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
