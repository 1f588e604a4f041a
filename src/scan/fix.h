// SPDX-License-Identifier: Apache-2.0
// Fix: the files of a scan with their findings mended, and what came of each of these.
#pragma once

#include <string>
#include <vector>

#include "scan/fix_document.h"

namespace bulwark::scan {

enum class FixWanted : std::uint8_t { inert, tested, all };

/// A finding for which the catalogue knows a change of the wanted grade.
struct FixedFinding {
  const model::Control* control = nullptr;
  std::string title;       ///< of its object
  std::string path;        ///< within the object
  std::string file;        ///< as the user named it
  std::uint32_t line = 0;  ///< before the fix; 0 when unknown
  std::string reason;      ///< why it was not fixed; empty when it was
};

struct FixedFile {
  std::string name;  ///< as the user named it
  std::string file;  ///< where it is; empty for standard input
  std::string before, after;
};

struct FixPlan {
  std::vector<FixedFile> files;        ///< those that change, and standard input always
  std::vector<FixedFinding> findings;  ///< by file and place
  std::size_t other_grade = 0;         ///< findings whose fix is of a grade that was not asked for
};

/// Nothing is written. What cannot be read again, or is no file of the user's own (rendered
/// charts), stands among the findings with its reason. The scan must be of these options and
/// outlive the plan.
FixPlan plan_fixes(const Scan& scan, const ScanOptions& options, FixWanted wanted);

/// Whether a scan of what the plan leaves would have that finding still.
bool is_fixed(const FixPlan& plan, const Scan& scan, const model::Finding& finding);

/// Writes a file of the plan whole or not at all. An error, and an untouched file, when it is
/// read-only or has changed since it was read.
Result<void> write_fixed(const FixedFile& file);

}  // namespace bulwark::scan
