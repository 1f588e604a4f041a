// SPDX-License-Identifier: Apache-2.0
// Flags of scan and diff.
#include "cli/scan_flags.h"

#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <cstdlib>

#include "base/text.h"
#include "cli/clock.h"

namespace bulwark::cli {

void add_selection_flags(CLI::App& command, policy::Selection& selection) {
  command
      .add_option("--framework", selection.frameworks,
                  "Only the controls of a framework: pss-baseline[@v1.N], pss-restricted[@v1.N], "
                  "cis-1.12, nsa, attack")
      ->allow_extra_args(false);
  command
      .add_option("--control", selection.controls,
                  "Only these controls (globs; also optional ones)")
      ->allow_extra_args(false);
  command
      .add_option("--layer", selection.layers, "Only these layers: cloud, cluster, container, code")
      ->allow_extra_args(false);
  command.add_option_function<std::string>(
      "--kube-version",
      [&selection](const std::string& text) {
        const Result<std::uint32_t> minor = policy::parse_minor(text);
        if (!minor) throw CLI::ValidationError("--kube-version", minor.error().message);
        selection.minor = *minor;
      },
      fmt::format("Judge for Kubernetes 1.N, such as the one you will upgrade to (default 1.{})",
                  policy::kNewestMinor));
  command.add_option("--exclude", selection.exclude, "Not these controls (globs)")
      ->allow_extra_args(false);
}

Result<std::optional<model::Severity>> parse_fail_on(const std::string& text) {
  if (text == "none") return std::optional<model::Severity>();
  const auto severity = model::severity_from(text);
  if (severity) return std::optional(*severity);
  const std::vector<std::string> known{"critical", "high", "medium", "low", "info", "none"};
  return fail(ErrorCode::malformed,
              fmt::format("--fail-on '{}' is no severity{}", text, did_you_mean(text, known)));
}

void take_surroundings(const Services& services, scan::ScanOptions& options) {
  options.stop = services.stop;
  options.tool_version = services.version;
  options.today = today();
  options.seed = random_seed();
  const char* path = std::getenv("PATH");  // NOLINT(concurrency-mt-unsafe): no other thread changes
                                           // it
  options.search_path = path == nullptr ? "" : path;
}

}  // namespace bulwark::cli
