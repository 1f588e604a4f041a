// SPDX-License-Identifier: Apache-2.0
#include "extractors/lang/jar_artifact.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <initializer_list>
#include <utility>
#include <vector>

#include "base/text.h"
#include "extractors/lang/jar_group.h"
#include "extractors/lang/listing.h"
#include "formats/deb822.h"

namespace bulwark::extractors::lang {
namespace {

bool is_archive(std::string_view name) {
  static constexpr std::array<std::string_view, 4> kEnds{".jar", ".war", ".ear", ".sar"};
  return std::ranges::any_of(kEnds, [&](std::string_view end) { return name.ends_with(end); });
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

std::string_view first_of(const std::vector<formats::ControlField>& fields,
                          std::initializer_list<std::string_view> names) {
  for (const std::string_view name : names)
    if (const auto value = formats::value_of(fields, name); !value.empty()) return value;
  return {};
}

}  // namespace

JarMember jar_member(std::string_view name) {
  if (name == "META-INF/MANIFEST.MF") return JarMember::manifest;
  if (name.starts_with("META-INF/maven/") && name.ends_with("/pom.properties"))
    return JarMember::properties;
  return is_archive(name) ? JarMember::archive : JarMember::other;
}

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

bool add(const std::string& path, Artifact artifact, model::PackageList& list) {
  if (artifact.name.empty() || artifact.version.empty() || artifact.version.contains("${"))
    return false;
  model::Package out;
  out.type = model::PackageType::maven;
  out.name_space = std::move(artifact.group);
  out.name = std::move(artifact.name);
  out.version = std::move(artifact.version);
  out.license = std::move(artifact.license);
  out.path = path;
  list.packages.push_back(std::move(out));
  return true;
}

}  // namespace bulwark::extractors::lang
