// SPDX-License-Identifier: Apache-2.0
// Package: one piece of software that an image, a node or a repository holds, whoever installed it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace bulwark::model {

/// Who numbers the package; each has a way of its own to order versions. The names are those of
/// package URLs (purl-spec): "deb", "apk", "golang".
enum class PackageType : std::uint8_t {
  deb,
  apk,
  rpm,
  golang,
  cargo,
  npm,
  pypi,
  maven,
  gem,
  composer,
  nuget,
  generic,
};

/// All texts are as the package's own file has them; empty where it does not say.
struct Package {
  PackageType type = PackageType::generic;
  /// What comes before the name in a package URL: the distribution ("debian", "alpine"), an npm
  /// scope ("@angular"), a Maven group, the path of a Go module before its last part.
  std::string name_space = {};
  std::string name = {};
  std::string version = {};  ///< with its epoch, for deb and rpm
  std::string architecture = {};
  /// The source package, of distributions: their advisories are about sources (Debian) or about
  /// binaries (Red Hat). Empty: the same as the binary's.
  std::string source_name = {};
  std::string source_version = {};
  std::string license = {};  ///< as the package states it, not checked
  std::string module = {};   ///< of rpm: the module and its stream, "nodejs:18"
  std::string path = {};     ///< the file that lists it, from the root, without a slash in front
  bool development = false;  ///< listed as needed for development only

  auto operator<=>(const Package&) const = default;
};

/// As its users call it: "@babel/core", "org.apache.commons:commons-lang3", "bash".
std::string title_of(const Package& package);

/// What /etc/os-release says: which distribution's advisories count. Empty: not told.
struct Distribution {
  std::string id = {};        ///< "debian", "alpine", "rhel"
  std::string version = {};   ///< VERSION_ID: "12", "3.19.1"
  std::string codename = {};  ///< VERSION_CODENAME: "bookworm"
  std::string pretty_name = {};
  std::vector<std::string> like = {};  ///< ID_LIKE
  bool operator==(const Distribution&) const = default;
};

}  // namespace bulwark::model
