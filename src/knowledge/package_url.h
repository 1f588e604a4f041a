// SPDX-License-Identifier: Apache-2.0
// Package URLs (https://github.com/package-url/purl-spec), as far as products of advisories and VEX
// statements need them.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace bulwark::knowledge {

/// "pkg:rpm/redhat/sudo@1.9.5p2-1.el8_6?arch=src&epoch=1": parts are decoded.
struct PackageUrl {
  std::string type;  ///< in lower case
  std::string name_space;
  std::string name;
  std::string version;
  std::map<std::string, std::string, std::less<>> qualifiers;

  /// The value of a qualifier; empty when it is missing.
  std::string_view qualifier(std::string_view key) const;
};

/// nullopt: it is none.
std::optional<PackageUrl> package_url(std::string_view text);

}  // namespace bulwark::knowledge
