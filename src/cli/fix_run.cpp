// SPDX-License-Identifier: Apache-2.0
// The report of a fix is for people and stands on standard error; standard output is for texts.
#include "cli/fix_run.h"

#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>

#include "base/text.h"
#include "cli/command.h"
#include "cli/exit_code.h"
#include "cli/say.h"
#include "formats/unified_diff.h"
#include "io/sink.h"
#include "outputs/view.h"

namespace bulwark::cli {
namespace {

constexpr std::string_view kStandardInput = "stdin.yaml";

std::string count(std::size_t number, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", number, number == 1 ? one : many);
}

std::string line_of(const scan::FixedFinding& finding) {
  const std::string where = finding.line == 0 ? finding.file
                                              : fmt::format("{}:{}", finding.file, finding.line);
  return fmt::format("  {}  {}  {}", outputs::clean_name(where), finding.control->id,
                     outputs::clean_name(finding.title));
}

// A patch is applied from where its files are named from; an absolute name from the root.
std::string name_in_patch(const scan::FixedFile& file) {
  if (file.file.empty()) return std::string(kStandardInput);
  std::string_view name = file.name;
  while (name.starts_with('/')) name.remove_prefix(1);
  while (name.starts_with("./")) name.remove_prefix(2);
  return std::string(name);
}

}  // namespace

Result<std::optional<scan::FixWanted>> parse_fix(const FixFlags& flags) {
  if (flags.grade.empty()) {
    if (flags.dry_run) return fail(ErrorCode::malformed, "--dry-run belongs to --fix");
    return std::optional<scan::FixWanted>();
  }
  if (flags.grade == "inert") return std::optional(scan::FixWanted::inert);
  if (flags.grade == "tested") return std::optional(scan::FixWanted::tested);
  if (flags.grade == "all") return std::optional(scan::FixWanted::all);
  const std::vector<std::string> known{"inert", "tested", "all"};
  return fail(ErrorCode::malformed, fmt::format("--fix={} is none of inert, tested, all{}",
                                                flags.grade, did_you_mean(flags.grade, known)));
}

bool write_files(scan::FixPlan& plan) {
  bool good = true;
  for (const scan::FixedFile& file : plan.files) {
    if (file.file.empty()) continue;
    const Result<void> written = scan::write_fixed(file);
    if (written) continue;
    good = false;
    complain(written.error().text(), kUsage);
    for (scan::FixedFinding& finding : plan.findings) {
      if (finding.file == file.name && finding.reason.empty())
        finding.reason = written.error().message;
    }
  }
  return good;
}

void print_files(const scan::FixPlan& plan, bool dry_run) {
  io::DescriptorSink out(STDOUT_FILENO);
  for (const scan::FixedFile& file : plan.files) {
    if (dry_run) {
      out.write(formats::unified_diff(file.before, file.after, name_in_patch(file)));
    } else if (file.file.empty()) {
      out.write(file.after);
    }
  }
  if (const auto done = out.finish(); !done && done.error().code != ErrorCode::cancelled)
    complain(done.error().text(), kUsage);
}

void tell_fixes(const scan::FixPlan& plan, bool dry_run) {
  const auto is_fixed = [](const scan::FixedFinding& one) { return one.reason.empty(); };
  const auto fixed = static_cast<std::size_t>(
      std::count_if(plan.findings.begin(), plan.findings.end(), is_fixed));
  say("{}: {}\n", dry_run ? "would be fixed" : "fixed", count(fixed, "finding", "findings"));
  for (const scan::FixedFinding& finding : plan.findings) {
    if (is_fixed(finding)) say("{}\n", line_of(finding));
  }
  if (fixed < plan.findings.size())
    say("not fixed: {}\n", count(plan.findings.size() - fixed, "finding", "findings"));
  for (const scan::FixedFinding& finding : plan.findings) {
    if (is_fixed(finding)) continue;
    say("{}\n    {}\n", line_of(finding), outputs::clean_text(finding.reason));
  }
  if (plan.other_grade > 0) {
    say("{} a fix of another grade: --fix=all (docs/fixes.md)\n",
        count(plan.other_grade, "more finding has", "more findings have"));
  }
}

}  // namespace bulwark::cli
