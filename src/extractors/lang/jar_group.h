// SPDX-License-Identifier: Apache-2.0
// The groups of well-known artifacts whose archives do not tell them.
#pragma once

#include <string_view>

namespace bulwark::extractors::lang {

/// "org.springframework" of "spring-beans" 5.3.17; empty where the artifact is not known here.
/// Archives that Gradle or Ant built carry no pom.properties, and their manifests name vendors and
/// modules as they like.
std::string_view jar_group(std::string_view artifact, std::string_view version);

}  // namespace bulwark::extractors::lang
