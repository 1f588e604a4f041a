// SPDX-License-Identifier: Apache-2.0
// Package URLs (purl-spec): pkg:type/namespace/name@version?qualifiers#subpath, both ways.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace bulwark::formats {

/// All texts decoded; empty where the URL does not say.
struct Purl {
  std::string type = {};        ///< "deb", "npm": small letters
  std::string name_space = {};  ///< with "/" between its segments: "@angular", "github.com/gorilla"
  std::string name = {};
  std::string version = {};
  /// arch, distro, epoch, upstream, ...: by key, each once, none with an empty value.
  std::vector<std::pair<std::string, std::string>> qualifiers = {};
  std::string subpath = {};  ///< without "/" at its ends

  /// Empty where there is none.
  std::string_view qualifier(std::string_view key) const;
  /// An empty value takes it away.
  void set_qualifier(std::string_view key, std::string_view value);

  auto operator<=>(const Purl&) const = default;
};

/// Names come out as their type spells them (normalized()). What is written by hand is understood:
/// "pkg://npm/@babel/core". Errors are `malformed`, or `limit` above 64 KiB.
Result<Purl> parse_purl(std::string_view text);

/// The canonical text of `purl`, which must have a type and a name. parse_purl of it is `purl`,
/// normalized.
std::string purl_text(const Purl& purl);

/// As the type wants it: small letters for Go, Composer, Debian, Alpine and npm; of PyPI also "-"
/// for
/// "_"; of rpm small letters in the namespace.
Purl normalized(Purl purl);

}  // namespace bulwark::formats
