// SPDX-License-Identifier: Apache-2.0
// What `scan --fix` does with a finished scan: writes the mended files, or shows what it would
// write.
#pragma once

#include <optional>
#include <string>

#include "scan/fix.h"

namespace bulwark::cli {

/// What --fix and --dry-run said.
struct FixFlags {
  std::string grade;  ///< of --fix; empty: it was not given
  bool dry_run = false;
};

/// Nothing when --fix was not given; an error for a grade that is none, and for --dry-run alone.
Result<std::optional<scan::FixWanted>> parse_fix(const FixFlags& flags);

/// Writes the files of the plan; what could not be written goes back among what was not fixed, and
/// is told at once. False when something could not be written.
bool write_files(scan::FixPlan& plan);

/// The mended standard input, or with --dry-run the difference of every file, on standard output.
void print_files(const scan::FixPlan& plan, bool dry_run);

/// What was fixed and what was not, on standard error.
void tell_fixes(const scan::FixPlan& plan, bool dry_run);

}  // namespace bulwark::cli
