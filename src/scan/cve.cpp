// SPDX-License-Identifier: Apache-2.0
// Reads as `lifecycle` does, then asks for each component.
#include "scan/cve.h"

#include <fmt/core.h>

#include <algorithm>
#include <iterator>
#include <map>

#include "policy/catalogue.h"
#include "scan/components.h"
#include "scan/cve_sources.h"
#include "scan/scan.h"

namespace bulwark::scan {
namespace {

namespace cve = analyzers::cve;

Result<void> read_picture(const CveOptions& options, CveCheck& out) {
  policy::Catalogue catalogue;
  TRY_VOID(load_catalogue(catalogue));
  LiveTargets targets = options.live;
  targets.secrets = false;
  sources::cluster::LiveOptions live = live_options(targets, catalogue, options.seed);
  live.read.document.keep_status = false;
  live.read.progress = options.progress;
  TRY_VOID(bring_in(options.targets, file_options(options), targets, live, {options.seed, {}},
                    out.inventory));
  out.cluster = TRY(one_picture(out.inventory));
  for (const model::Problem& problem : out.inventory.problems) {
    if (problem.waived_by.empty())
      out.unknown.push_back(fmt::format("{}: {}", problem.what, problem.reason));
  }
  for (const model::Cluster& cluster : out.inventory.clusters) {
    if (!cluster.namespaces.empty())
      out.unknown.push_back("only some namespaces were read: nodes and the rest of the objects");
  }
  // What of their flags is not known says nothing about versions.
  static_cast<void>(add_components(out.inventory, options.seed));
  return {};
}

Result<knowledge::CveSet> read_set(const CveOptions& options) {
  knowledge::CveSet set;
  if (options.shipped) set = shipped_cves();
  if (options.feeds.empty()) return set;
  knowledge::CveSet more = TRY(load_cves(options.feeds, options.stop));
  // A feed is newer than what is shipped: of what both tell, the ranges of the feed count, unless
  // it has none that are understood.
  std::map<std::string, std::size_t> places;
  for (std::size_t i = 0; i < set.cves.size(); ++i) places.emplace(set.cves[i].id, i);
  for (knowledge::Cve& one : more.cves) {
    const auto known = places.find(one.id);
    if (known == places.end()) {
      set.cves.push_back(std::move(one));
    } else if (one.ranges_known()) {
      knowledge::Cve& old = set.cves[known->second];
      if (one.mitigation.empty()) one.mitigation = std::move(old.mitigation);
      if (one.severity == knowledge::CveSeverity::unknown) one.severity = old.severity;
      old = std::move(one);
    }
  }
  set.name += (set.name.empty() ? "" : ", ") + more.name;
  set.as_of = std::max(set.as_of, more.as_of);
  std::ranges::move(more.problems, std::back_inserter(set.problems));
  sort_cves(set);
  return set;
}

}  // namespace

Result<std::unique_ptr<CveCheck>> check_cves(const CveOptions& options) {
  auto out = std::make_unique<CveCheck>();
  out->set = TRY(read_set(options));
  std::vector<cve::Running> running;
  if (options.picture) {
    TRY_VOID(read_picture(options, *out));
    running = cve::running_components(out->inventory, out->cluster);
    if (running.empty() && out->unknown.empty())
      return fail(ErrorCode::not_found,
                  "no component of a cluster is told there: name a version with --kube-version");
  }
  if (!options.kube_version.empty()) running = cve::kubernetes_programs(options.kube_version);
  for (const auto& [name, version] : options.components)
    running.push_back({name, version, {{"the command line"}}});
  out->components = cve::match(cve::grouped(std::move(running)), out->set, options.match);
  for (const cve::Matched& one : out->components) {
    for (const std::string& why : one.unknown)
      out->unknown.push_back(
          fmt::format("{} ({}): {}", one.running.component, one.running.places.front().title, why));
  }
  std::ranges::move(cve::unread_ranges(out->set, cve::UnreadOf::components),
                    std::back_inserter(out->unknown));
  for (const knowledge::CveProblem& problem : out->set.problems)
    out->unknown.push_back(fmt::format("{}: {}", problem.item, problem.reason));
  if (options.stop.stop_requested()) return fail(ErrorCode::cancelled, "interrupted");
  std::ranges::sort(out->unknown);
  const auto repeated = std::ranges::unique(out->unknown);
  out->unknown.erase(repeated.begin(), repeated.end());
  return out;
}

}  // namespace bulwark::scan
