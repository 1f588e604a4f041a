// SPDX-License-Identifier: Apache-2.0
// Package URLs (purl-spec): "pkg:deb/debian/bash@5.2.15-2+b2?arch=amd64&distro=debian-12".
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "model/package.h"

namespace bulwark::model {

/// "deb", "golang"
std::string_view package_url_type(PackageType type);

/// The type of that name; nothing where none of ours has it.
std::optional<PackageType> package_type_of(std::string_view name);

/// Canonical: qualifiers sorted, what the type says is lower case is lower case. Packages of a
/// distribution without a name space of their own get its id. The epoch of an rpm is a qualifier,
/// as are the architecture, the source ("upstream") and the module ("modularitylabel"). Empty where
/// the package has no name.
std::string package_url(const Package& package, const Distribution& distribution);

struct PackageFromUrl {
  Package package;
  std::string distribution = {};  ///< the qualifier "distro": "debian-12", or a codename
  bool operator==(const PackageFromUrl&) const = default;
};

/// Nothing where the text is no package URL. A type that is none of ours becomes generic, its name
/// the first part of the name space.
std::optional<PackageFromUrl> package_from_url(std::string_view url);

}  // namespace bulwark::model
