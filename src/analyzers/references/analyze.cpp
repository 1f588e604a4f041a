// SPDX-License-Identifier: Apache-2.0
// One picture a cluster, and one rule after another over it.
#include "analyzers/references/analyze.h"

#include <algorithm>
#include <set>

#include "analyzers/references/rules.h"

namespace bulwark::analyzers::references {
namespace {

std::vector<Rule> all_rules() {
  std::vector<Rule> rules;
  for (const auto some : {pod_rules(), routing_rules(), selection_rules(), availability_rules(),
                          access_rules(), namespace_rules()}) {
    rules.insert(rules.end(), some.begin(), some.end());
  }
  return rules;
}

}  // namespace

std::set<std::string_view> cluster_names(const model::Inventory& inventory) {
  std::set<std::string_view> names;
  for (const model::Source& source : inventory.sources) {
    names.insert(source.cluster ? std::string_view(source.name) : std::string_view());
  }
  return names;
}

Findings analyze(const model::Inventory& inventory, const Options& options) {
  Findings findings;
  if (options.controls.empty()) return findings;
  for (const std::string_view cluster : cluster_names(inventory)) {
    const Picture picture(inventory, cluster, options.complete);
    for (const Rule& rule : all_rules()) {
      const auto& wanted = options.controls;
      if (std::find(wanted.begin(), wanted.end(), rule.control) == wanted.end()) continue;
      Judge judge(picture, rule.control, findings);
      rule.ask(judge);
    }
  }
  std::sort(findings.unknown.begin(), findings.unknown.end());
  findings.unknown.erase(std::unique(findings.unknown.begin(), findings.unknown.end()),
                         findings.unknown.end());
  return findings;
}

std::vector<std::string_view> controls() {
  std::vector<std::string_view> ids;
  for (const Rule& rule : all_rules()) ids.push_back(rule.control);
  std::sort(ids.begin(), ids.end());
  return ids;
}

}  // namespace bulwark::analyzers::references
