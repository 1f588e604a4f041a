// SPDX-License-Identifier: Apache-2.0
// Which Maven artifact a Java archive is, by what of it says so.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "model/package_list.h"

namespace bulwark::extractors::lang {

inline constexpr int kMostJarDepth = 5;  ///< of archives within archives
inline constexpr std::size_t kMostJarText = std::size_t{1} << 20;

/// What of an archive is read.
enum class JarMember : std::uint8_t {
  other,
  manifest,    ///< META-INF/MANIFEST.MF
  properties,  ///< META-INF/maven/**/pom.properties
  archive,     ///< *.jar, *.war, *.ear, *.sar
};
JarMember jar_member(std::string_view name);

struct Artifact {
  std::string group = {};
  std::string name = {};
  std::string version = {};
  std::string license = {};
};

/// Of a pom.properties: key=value or key: value, one a line; '#' and '!' begin a comment.
Artifact from_properties(std::string_view text);

/// "guava-32.1.3-jre" of its file name as guava 32.1.3-jre: the version begins at the first digit
/// behind a dash.
Artifact from_file_name(std::string_view file);

/// By the main section of a manifest. What a file is called says the artifact better than titles
/// do, where both agree on the version.
Artifact from_manifest(std::string_view text, std::string_view file);

/// Whether it is told whole: only then it becomes a package of `list`.
bool add(const std::string& path, Artifact artifact, model::PackageList& list);

}  // namespace bulwark::extractors::lang
