// SPDX-License-Identifier: Apache-2.0
// Own documents: kinds that no API server has. Bulwark makes them of what it reads, so that
// controls over it are written as all others: docs/components.md.
#pragma once

#include <string_view>

namespace bulwark::model {

inline constexpr std::string_view kOwnGroup = "bulwark.dev";
inline constexpr std::string_view kOwnApiVersion = "bulwark.dev/v1";

/// A file that holds secrets: its name is the path, `spec.secrets` a map of what was found.
inline constexpr std::string_view kSourceFile = "SourceFile";

/// One vulnerability of the packages of images: its name is the id.
inline constexpr std::string_view kVulnerability = "Vulnerability";

}  // namespace bulwark::model
