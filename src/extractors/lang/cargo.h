// SPDX-License-Identifier: Apache-2.0
// Rust: Cargo.lock (versions 1 to 4), and the list that cargo-auditable puts into programs.
#pragma once

#include <string_view>

#include "base/result.h"
#include "model/package_list.h"

namespace bulwark::extractors::lang {

Result<model::PackageList> read_cargo_lock(std::string_view path, std::string_view bytes);

/// The section's text once it is inflated: `{"packages":[...]}`. Crates that only the build ran
/// (build scripts, procedural macros) are marked as of development.
Result<model::PackageList> read_cargo_auditable(std::string_view path, std::string_view json);

}  // namespace bulwark::extractors::lang
