// SPDX-License-Identifier: Apache-2.0
// `bulwark image base IMAGE`: which tag of the image that it is built on mends most.
#include <fmt/core.h>

#include <algorithm>
#include <memory>

#include "cli/command_line.h"
#include "cli/exit_code.h"
#include "cli/image_ask.h"
#include "cli/image_base_answer.h"
#include "cli/progress.h"
#include "cli/rbac_table.h"
#include "cli/say.h"

namespace bulwark::cli {
namespace {

constexpr unsigned kMostTags = 100;

struct Flags {
  ImageFlags image;
  AdvisoryFlags advisories;
  std::string from, output = "table";
  std::vector<std::string> tags;
  std::size_t most = scan::BaseAdviceOptions().most;
};

void tell_doubts(const std::string& title, const scan::BaseChoice& choice) {
  for (const std::string& doubt : choice.doubts) say("not known: {}: {}\n", title, shown(doubt));
}

Result<int> answer(const Flags& flags, const Services& services) {
  if (flags.output != "table" && flags.output != "json")
    return fail(ErrorCode::malformed, fmt::format("-o {}: it is table or json", flags.output));
  if (flags.image.image.starts_with("sbom:"))
    return fail(ErrorCode::unsupported, "a bill has no layers: name the image itself");
  if (std::ranges::find(flags.tags, "") != flags.tags.end())
    return fail(ErrorCode::malformed, "--tag: it is empty");
  const knowledge::Database database = TRY(open_advisories(flags.advisories, {}));
  Progress progress;
  scan::BaseAdviceOptions options;
  options.open = TRY(image_options(flags.image, services));
  options.from = flags.from;
  options.tags = flags.tags;
  options.most = flags.most;
  options.bill.vex_files = flags.advisories.vex;
  options.ignore_unfixed = flags.advisories.ignore_unfixed;
  options.progress = &progress;
  Result<scan::BaseAdvice> made = [&] {
    const ProgressLine line(progress);
    return scan::base_advice(flags.image.image, database, options);
  }();
  TRY_VOID(whole_still(database, flags.advisories));
  const scan::BaseAdvice advice = TRY(std::move(made));
  if (!advice.exact) say("its base's own layers do not tell: {}\n", shown(advice.why_history));
  const int printed = print_answer(flags.output == "json" ? base_json(advice) : base_table(advice));
  if (printed != kGood) return printed;
  tell_doubts("now", advice.present);
  bool known = advice.present.doubts.empty();
  for (const scan::BaseChoice& one : advice.choices) {
    tell_doubts(shown(one.tags.front()), one);
    known = known && one.doubts.empty();
  }
  return known ? kGood : kNotEvaluated;
}

int run(const Flags& flags, const Services& services) {
  const auto code = answer(flags, services);
  return code ? *code : complain_of_image(code.error());
}

}  // namespace

void add_image_base_command(Command& image, const Services& services, Action& action) {
  Command command = image.add_subcommand(
      "base", "Which tag of the image that it is built on mends most of what that brings");
  const auto flags = std::make_shared<Flags>();
  add_image_flags(command, flags->image);
  command.add_option("--from", flags->from,
                     "What it is built on, in a registry (python:3.11.4-slim); else what the image "
                     "says");
  command.add_option("--tag", flags->tags, "A tag to judge besides those found; may be repeated")
      .allow_extra_args(false);
  command
      .add_option("--tags", flags->most,
                  "Later tags to find and judge; each is read whole (default: 5)")
      .within(0U, kMostTags);
  add_advisory_flags(command, flags->advisories);
  command.add_option("-o,--output", flags->output, "table or json");
  command.callback([&services, &action, flags] {
    action = [&services, flags] { return run(*flags, services); };
  });
}

}  // namespace bulwark::cli
