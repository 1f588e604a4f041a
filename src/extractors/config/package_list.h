// SPDX-License-Identifier: Apache-2.0
// Package list: which version of a package is installed, by dpkg's own list (/var/lib/dpkg/status).
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace bulwark::extractors::config {

/// "1.6.20" of "1.6.20~ds1-1+deb12u3": the program's version, without the distribution's. Empty:
/// none of the packages is installed.
std::string package_version(std::string_view list, std::span<const std::string_view> packages);

}  // namespace bulwark::extractors::config
