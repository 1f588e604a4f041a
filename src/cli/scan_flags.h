// SPDX-License-Identifier: Apache-2.0
// What commands that scan have in common: which controls judge, and from which severity up it
// counts.
#pragma once

#include <optional>
#include <string>

#include "base/result.h"
#include "cli/command.h"
#include "scan/scan.h"

namespace bulwark::cli {

/// --framework, --control, --layer, --exclude.
void add_selection_flags(CLI::App& command, policy::Selection& selection);

/// The value of --fail-on; nothing for "none".
Result<std::optional<model::Severity>> parse_fail_on(const std::string& text);

/// Version, day, seed, $PATH and the stop token, as the process has them.
void take_surroundings(const Services& services, scan::ScanOptions& options);

}  // namespace bulwark::cli
