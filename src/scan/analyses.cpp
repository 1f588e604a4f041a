// SPDX-License-Identifier: Apache-2.0
// Joins the analyzers' findings with the metadata of their controls.
#include "scan/analyses.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <map>

#include "analyzers/lifecycle/findings.h"
#include "analyzers/network/findings.h"
#include "analyzers/rbac/grants.h"
#include "analyzers/references/analyze.h"
#include "base/text.h"
#include "scan/findings.h"
#include "scan/lifecycle_knowledge.h"

namespace bulwark::scan {
namespace {

namespace lifecycle = analyzers::lifecycle;
namespace network = analyzers::network;
namespace rbac = analyzers::rbac;
namespace references = analyzers::references;

using Ids = std::vector<std::string_view>;

/// A room of questions about many objects.
struct Analyzer {
  Ids (*controls)();
  references::Findings (*ask)(const model::Inventory& inventory, const Ids& controls,
                              const AnalysisOptions& options);
};

// The day on which the examples of controls are judged.
constexpr std::string_view kExamplesDay = "2027-01-15";

constexpr std::array<Analyzer, 4> kAnalyzers{{
    {lifecycle::lifecycle_controls,
     [](const model::Inventory& inventory, const Ids& controls, const AnalysisOptions& options) {
       return lifecycle::find_lifecycle(inventory, shipped_releases(),
                                        {controls, options.complete, options.today});
     }},
    {references::controls,
     [](const model::Inventory& inventory, const Ids& controls, const AnalysisOptions& options) {
       return references::analyze(inventory, {controls, options.complete});
     }},
    {network::network_controls,
     [](const model::Inventory& inventory, const Ids& controls, const AnalysisOptions& options) {
       return network::find_open(inventory, {controls, options.complete});
     }},
    {rbac::grant_controls,
     [](const model::Inventory& inventory, const Ids& controls, const AnalysisOptions& options) {
       return rbac::find_grants(inventory, {controls, options.complete, options.minor});
     }},
}};

// What all of them find, each asked for what it answers.
references::Findings ask_all(const model::Inventory& inventory, const Ids& controls,
                             const AnalysisOptions& options) {
  references::Findings out;
  for (const Analyzer& analyzer : kAnalyzers) {
    Ids own = analyzer.controls();
    std::erase_if(own, [&](std::string_view id) { return !std::ranges::count(controls, id); });
    if (own.empty()) continue;
    references::Findings some = analyzer.ask(inventory, own, options);
    std::ranges::move(some.found, std::back_inserter(out.found));
    std::ranges::move(some.unknown, std::back_inserter(out.unknown));
    std::ranges::move(some.not_evaluated, std::back_inserter(out.not_evaluated));
    out.unsure.merge(some.unsure);
  }
  std::ranges::sort(out.unknown);
  const auto repeated = std::ranges::unique(out.unknown);
  out.unknown.erase(repeated.begin(), repeated.end());
  return out;
}

// Neither findings nor passes.
void tell_unknown(const std::vector<std::string>& unknown, bool complete, model::Report& report) {
  constexpr std::size_t kNamed = 3;
  if (unknown.empty()) return;
  const std::vector<std::string> named(
      unknown.begin(),
      unknown.begin() + static_cast<std::ptrdiff_t>(std::min(unknown.size(), kNamed)));
  report.notices.push_back(
      fmt::format("not judged, since it may exist beyond what was read: {}{}{}", join(named, ", "),
                  unknown.size() > kNamed ? fmt::format(" and {} more", unknown.size() - kNamed)
                                          : std::string(),
                  complete ? "" : "; --complete says that manifests are everything"));
}

model::Inventory inventory_of(const formats::Value& objects, const policy::ExampleChange& change) {
  model::Inventory inventory;
  inventory.sources.push_back({.name = "example", .file = {}, .text = {}});
  model::Segment segment{std::make_unique<formats::Pool>(1, 0), {}};
  formats::Builder builder(*segment.pool);
  for (const formats::Value& object : objects.items()) {
    formats::Value whole = policy::without_nulls(builder, object);
    if (change) whole = change(whole, *segment.pool);
    segment.resources.push_back({.root = whole});
  }
  inventory.segments.push_back(std::move(segment));
  return inventory;
}

}  // namespace

std::vector<std::string_view> analyzed_controls() {
  Ids out;
  for (const Analyzer& analyzer : kAnalyzers)
    std::ranges::copy(analyzer.controls(), std::back_inserter(out));
  std::ranges::sort(out);
  return out;
}

Unsure collect_analyses(const policy::Chosen& chosen, const AnalysisOptions& options,
                        model::Report& report) {
  std::map<std::string_view, const model::Control*> controls;
  Ids ids;
  for (const policy::ControlFile* file : chosen.by_analyzer) {
    controls.emplace(file->control.id, &file->control);
    ids.push_back(file->control.id);
  }
  const references::Findings findings = ask_all(*report.inventory, ids, options);
  const std::string* root = &report.items.emplace_back();
  for (const references::Found& one : findings.found) {
    report.details.push_back({controls.at(one.control), one.message, one.path});
    report.findings.push_back({&report.details.back(), one.resource, root, nullptr, one.instances});
  }
  for (const references::Found& one : findings.not_evaluated)
    report.not_evaluated.push_back(
        control_problem(*report.inventory, *one.resource, std::string(one.control), one.message));
  tell_unknown(
      findings.unknown,
      options.complete || report.inventory->sources.size() == report.inventory->clusters.size(),
      report);
  return {findings.unsure.begin(), findings.unsure.end()};
}

Result<std::vector<policy::ExampleResult>> run_examples(const policy::ControlFile& file,
                                                        const policy::ExampleChange& change) {
  if (file.engine != policy::Engine::analyzer) return policy::run_examples(file, change);
  std::vector<policy::ExampleResult> results;
  for (std::size_t i = 0; i < file.examples.size(); ++i) {
    const policy::Example& example = file.examples[i];
    const model::Inventory inventory = inventory_of(example.value, change);
    const references::Findings findings = ask_all(
        inventory, {file.control.id},
        {.complete = true,
         .minor = example.minor.value_or(policy::kNewestMinor),
         .today = std::string(kExamplesDay)});
    policy::ExampleResult result{file.control.id, i, example.pass, false, "holds"};
    result.good = findings.found.empty() == example.pass && findings.not_evaluated.empty();
    for (const references::Found& one : findings.not_evaluated) result.outcome = one.message;
    for (const references::Found& one : findings.found) result.outcome = one.message;
    if (findings.found.empty() && !findings.unknown.empty())
      result.outcome = "unknown: " + findings.unknown.front();
    results.push_back(std::move(result));
  }
  return results;
}

}  // namespace bulwark::scan
