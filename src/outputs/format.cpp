// SPDX-License-Identifier: Apache-2.0
// The list of formats. A new one is a line here and a file beside this one.
#include "outputs/format.h"

#include <fmt/core.h>

#include <array>
#include <vector>

#include "base/text.h"
#include "outputs/github.h"
#include "outputs/html.h"
#include "outputs/json.h"
#include "outputs/junit.h"
#include "outputs/markdown.h"
#include "outputs/openreports.h"
#include "outputs/prometheus.h"
#include "outputs/sarif.h"
#include "outputs/table.h"

namespace bulwark::outputs {
namespace {

constexpr std::array kFormats{
    Format{"table", "for a terminal", write_table},
    Format{"json", "everything, for programs (docs/report.md)", write_json},
    Format{"sarif", "SARIF 2.1.0, for code scanning", write_sarif},
    Format{"junit", "JUnit XML, for test reports of CI systems", write_junit},
    Format{"markdown", "for a comment on a pull request", write_markdown},
    Format{"html", "one self-contained page", write_html},
    Format{"github", "annotations of GitHub workflows", write_github},
    Format{"prometheus", "counts, for the node exporter or a Pushgateway", write_prometheus},
    Format{"openreports", "openreports.io objects, for kubectl apply", write_openreports},
    Format{"policyreport", "wgpolicyk8s.io objects, for kubectl apply", write_policyreport},
};

}  // namespace

std::span<const Format> formats() { return kFormats; }

Result<const Format*> output_format(std::string_view name) {
  std::vector<std::string> known;
  for (const Format& format : kFormats) {
    if (format.name == name) return &format;
    known.emplace_back(format.name);
  }
  return fail(ErrorCode::not_found,
              fmt::format("no output format is called '{}'{} (known: {})", name,
                          did_you_mean(name, known), join(known, ", ")));
}

Result<void> write_report(const Format& format, const model::Report& report,
                          model::Locator& locator, const Options& options, io::Sink& sink) {
  View view(report, locator);
  format.write(view, options, sink);
  return sink.finish();
}

}  // namespace bulwark::outputs
