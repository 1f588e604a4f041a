// SPDX-License-Identifier: Apache-2.0
// `bulwark image vulnerabilities IMAGE`: what of an image is known to be vulnerable, and what mends
// it.
#include <fmt/core.h>

#include <algorithm>
#include <memory>

#include "base/day.h"
#include "cli/command_line.h"
#include "cli/exit_code.h"
#include "cli/image_ask.h"
#include "cli/image_vulnerabilities_answer.h"
#include "cli/rbac_table.h"
#include "cli/say.h"

namespace bulwark::cli {
namespace {

using model::VulnerabilitySeverity;

struct Flags {
  ImageFlags image;
  AdvisoryFlags advisories;
  std::string fail_on = "high", output = "table", today;
};

Result<VulnerabilitySeverity> least_of(const std::string& fail_on) {
  const auto severity = model::vulnerability_severity_from(fail_on);
  if (severity && fail_on != "unknown") return *severity;
  return fail(
      ErrorCode::malformed,
      fmt::format("--fail-on {}: it is negligible, low, medium, high or critical", fail_on));
}

Result<void> check(const Flags& flags) {
  if (flags.output != "table" && flags.output != "json")
    return fail(ErrorCode::malformed, fmt::format("-o {}: it is table or json", flags.output));
  if (!flags.today.empty() && !is_day(flags.today))
    return fail(ErrorCode::malformed,
                fmt::format("--today {}: it is a day such as 2026-11-30", flags.today));
  TRY_VOID(least_of(flags.fail_on));
  return {};
}

// What nobody has rated counts, whatever is asked for.
bool fails(const scan::VulnerableBill& bill, VulnerabilitySeverity least) {
  return std::ranges::any_of(bill.match.rows, [&](const model::Vulnerability& row) {
    return scan::counts(row) && row.state != model::AdvisoryState::unknown &&
           (row.severity == VulnerabilitySeverity::unknown || row.severity >= least);
  });
}

Result<int> answer(const Flags& flags, const Services& services) {
  TRY_VOID(check(flags));
  const knowledge::Database database = TRY(open_advisories(flags.advisories, flags.today));
  const scan::ImageContents contents = TRY(read_image_contents(flags.image, services));
  auto matched = scan::match_bill(contents.bill, database, {flags.advisories.vex});
  TRY_VOID(whole_still(database, flags.advisories));
  scan::VulnerableBill bill = TRY(std::move(matched));
  if (flags.advisories.ignore_unfixed) {
    std::erase_if(bill.match.rows, [](const model::Vulnerability& row) {
      return row.fixed_version.empty() && row.state != model::AdvisoryState::unknown;
    });
  }
  const int printed = print_answer(flags.output == "json" ? vulnerabilities_json(contents, bill)
                                                          : vulnerabilities_table(contents, bill));
  if (printed != kGood) return printed;
  for (const std::string& doubt : bill.doubts) say("not known: {}\n", shown(doubt));
  if (fails(bill, TRY(least_of(flags.fail_on)))) return kFindings;
  return bill.doubts.empty() && bill.match.unknown == 0 ? kGood : kNotEvaluated;
}

int run(const Flags& flags, const Services& services) {
  const auto code = answer(flags, services);
  return code ? *code : complain_of_image(code.error());
}

}  // namespace

void add_image_vulnerabilities_command(Command& image, const Services& services, Action& action) {
  Command command = image.add_subcommand("vulnerabilities",
                                         "What of an image, or of a stored bill (sbom:FILE), is "
                                         "known to be vulnerable, and what mends it");
  const auto flags = std::make_shared<Flags>();
  add_image_flags(command, flags->image);
  add_advisory_flags(command, flags->advisories);
  command.add_option("--fail-on", flags->fail_on,
                     "Exit code 1 from this severity on: negligible, low, medium, high, critical "
                     "(default: high)");
  command.add_option("--today", flags->today, "Judge its age for this day (default: today)");
  command.add_option("-o,--output", flags->output, "table or json");
  command.callback([&services, &action, flags] {
    action = [&services, flags] { return run(*flags, services); };
  });
}

}  // namespace bulwark::cli
