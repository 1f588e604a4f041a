// SPDX-License-Identifier: Apache-2.0
// One function for each way of ordering versions; formats/versions/order.h chooses among them.
#pragma once

#include <compare>
#include <optional>
#include <string_view>

namespace bulwark::formats::versions {

/// Nothing: the scheme does not say how they stand to each other.
using Order = std::optional<std::weak_ordering>;

/// All of them: linear in the length of both, and nobody's memory but the arguments' is read.
Order compare_alpine(std::string_view a, std::string_view b);
Order compare_debian(std::string_view a, std::string_view b);
Order compare_redhat(std::string_view a, std::string_view b);
Order compare_semver(std::string_view a, std::string_view b);
Order compare_go(std::string_view a, std::string_view b);
Order compare_pypi(std::string_view a, std::string_view b);
Order compare_maven(std::string_view a, std::string_view b);
Order compare_rubygems(std::string_view a, std::string_view b);
Order compare_nuget(std::string_view a, std::string_view b);
Order compare_packagist(std::string_view a, std::string_view b);

/// What is no version of PEP 440, as setuptools ordered it: for pypi only.
std::weak_ordering compare_pypi_legacy(std::string_view a, std::string_view b);

}  // namespace bulwark::formats::versions
