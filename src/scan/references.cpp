// SPDX-License-Identifier: Apache-2.0
// Joins the analyzer's findings with the metadata of their controls.
#include "scan/references.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>

#include "analyzers/references/analyze.h"
#include "base/text.h"

namespace bulwark::scan {
namespace {

namespace references = analyzers::references;

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

void collect_references(const policy::Chosen& chosen, bool complete, model::Report& report) {
  std::map<std::string_view, const model::Control*> controls;
  references::Options options{.controls = {}, .complete = complete};
  for (const policy::ControlFile* file : chosen.by_analyzer) {
    controls.emplace(file->control.id, &file->control);
    options.controls.push_back(file->control.id);
  }
  const references::Findings findings = references::analyze(*report.inventory, options);
  const std::string* root = &report.items.emplace_back();
  for (const references::Found& one : findings.found) {
    report.details.push_back({controls.at(one.control), one.message, one.path});
    report.findings.push_back({&report.details.back(), one.resource, root, nullptr, one.instances});
  }
  tell_unknown(findings.unknown,
               complete || report.inventory->sources.size() == report.inventory->clusters.size(),
               report);
}

Result<std::vector<policy::ExampleResult>> run_examples(const policy::ControlFile& file,
                                                        const policy::ExampleChange& change) {
  if (file.engine != policy::Engine::analyzer) return policy::run_examples(file, change);
  std::vector<policy::ExampleResult> results;
  for (std::size_t i = 0; i < file.examples.size(); ++i) {
    const policy::Example& example = file.examples[i];
    const model::Inventory inventory = inventory_of(example.value, change);
    const references::Findings findings = references::analyze(
        inventory, {.controls = {file.control.id}, .complete = true});
    policy::ExampleResult result{file.control.id, i, example.pass, false, "holds"};
    result.good = findings.found.empty() == example.pass;
    for (const references::Found& one : findings.found) result.outcome = one.message;
    if (findings.found.empty() && !findings.unknown.empty())
      result.outcome = "unknown: " + findings.unknown.front();
    results.push_back(std::move(result));
  }
  return results;
}

}  // namespace bulwark::scan
