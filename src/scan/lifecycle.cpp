// SPDX-License-Identifier: Apache-2.0
// Reads by the loaders of a scan; the controls of the catalogue say what an upgrade concerns.
#include "scan/lifecycle.h"

#include <fmt/core.h>

#include <algorithm>
#include <set>
#include <utility>

#include "policy/catalogue.h"
#include "policy/evaluation.h"
#include "scan/components.h"
#include "scan/findings.h"
#include "scan/lifecycle_knowledge.h"
#include "scan/owners.h"
#include "scan/scan.h"

namespace bulwark::scan {
namespace {

namespace lifecycle = analyzers::lifecycle;
using lifecycle::Program;
using lifecycle::ProgramKind;

constexpr const char* kRemoved = "removed-api";
constexpr const char* kDeprecated = "deprecated-api";

Result<void> read_picture(const LifecycleOptions& options, const policy::Catalogue& catalogue,
                          Lifecycle& out) {
  LiveTargets targets = options.live;
  targets.secrets = false;
  sources::cluster::LiveOptions live = live_options(targets, catalogue, options.seed);
  live.read.document.keep_status = false;
  live.read.progress = options.progress;
  TRY_VOID(bring_in(options.targets, file_options(options), targets, live,
                    {options.seed, options.today}, out.inventory));
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

Result<void> find_versions(const LifecycleOptions& options, Lifecycle& out) {
  const auto api_servers = minors_of(out.programs, ProgramKind::api_server);
  if (!options.from && !api_servers)
    return fail(ErrorCode::malformed,
                "which version runs is not told: name it with --kube-version 1.N");
  out.from = options.from ? *options.from : api_servers->lowest;
  // Of what comes after the newest version nothing is known.
  const std::uint32_t next = std::max(out.from, std::min(out.from + 1, out.releases.newest()));
  out.to = options.to.value_or(next);
  if (out.to < out.from)
    return fail(
        ErrorCode::malformed,
        fmt::format("--to 1.{}: 1.{} runs, and an API server never goes back", out.to, out.from));
  if (out.to > out.releases.newest())
    out.unknown.push_back(
        fmt::format("what 1.{} brings and takes away: this program knows 1.{} "
                    "to 1.{}",
                    out.to, out.releases.oldest(), out.releases.newest()));
  return {};
}

void find_skew(const LifecycleOptions& options, Lifecycle& out) {
  auto api_servers = minors_of(out.programs, ProgramKind::api_server);
  if (options.from) api_servers = lifecycle::Minors{*options.from, *options.from};
  out.skew = skew_faults(out.programs, api_servers);
  std::set<const Program*> told;
  for (const lifecycle::SkewFault& one : out.skew) told.insert(one.program);
  for (lifecycle::SkewFault& one : skew_faults(out.programs, lifecycle::Minors{out.to, out.to})) {
    const bool of_node = one.program->kind == ProgramKind::kubelet ||
                         one.program->kind == ProgramKind::kube_proxy;
    if (of_node && !told.contains(one.program)) out.skew_after.push_back(std::move(one));
  }
}

void find_unknown_versions(Lifecycle& out) {
  for (const Program& one : out.programs) {
    if (!one.as_kubernetes || one.minor()) continue;
    out.unknown.push_back(one.text.empty() ? one.title() + ": its version is not told"
                                           : fmt::format("{}: '{}' is no version of Kubernetes 1",
                                                         one.title(), one.text));
  }
  std::set<std::uint32_t> minors{out.from};
  for (const Program& one : out.programs) {
    if (const auto minor = one.minor()) minors.insert(*minor);
  }
  for (const std::uint32_t minor : minors) {
    if (out.support_of(minor) == lifecycle::Support::unknown)
      out.unknown.push_back(fmt::format("until when Kubernetes 1.{} is mended", minor));
  }
}

/// Asks controls of the catalogue, whatever the site's configuration says.
class Asking {
 public:
  Asking(const LifecycleOptions& options, const policy::Catalogue& catalogue, Lifecycle& out)
      : options_(options),
        catalogue_(catalogue),
        out_(out),
        owners_(find_owners(out.inventory, options.seed)) {}

  /// What one control finds for Kubernetes 1.`minor`, sorted.
  Result<std::vector<Concern>> ask(const std::string& control, std::uint32_t minor) {
    policy::Selection selection;
    selection.controls = {control};
    selection.minor = minor;
    const policy::Chosen chosen = TRY(catalogue_.choose(selection));
    const auto questions = policy::group_questions(chosen.controls);
    std::deque<policy::Answers> answers;
    for (std::size_t i = 0; i < out_.inventory.segments.size(); ++i) {
      const policy::EvaluationContext context{options_.seed, owners_.top[i], options_.stop};
      answers.push_back(policy::evaluate(questions, out_.inventory.segments[i], context));
    }
    model::Report report;
    report.inventory = &out_.inventory;
    collect_findings(answers, owners_, report);
    sort_findings(report);
    std::vector<Concern> found;
    for (const model::Finding& one : report.findings)
      found.push_back({one.resource, one.detail->message, minor});
    for (const model::Problem& one : report.not_evaluated)
      out_.unknown.push_back(fmt::format("{}: {}", one.what, one.reason));
    return found;
  }

 private:
  const LifecycleOptions& options_;
  const policy::Catalogue& catalogue_;
  Lifecycle& out_;
  Owners owners_;
};

// Each object under the first version that no longer serves it.
Result<void> find_old_versions(Asking& asking, Lifecycle& out) {
  std::set<const model::Resource*> gone;
  for (std::uint32_t minor = out.from; minor <= out.to; ++minor) {
    const auto found = TRY(asking.ask(kRemoved, minor));
    for (const Concern& one : found) {
      if (gone.insert(one.resource).second) out.removed.push_back(one);
    }
  }
  out.deprecated = TRY(asking.ask(kDeprecated, out.to));
  return {};
}

Result<void> find_features(Asking& asking, Lifecycle& out) {
  const auto passes = [&](std::uint32_t minor) { return minor > out.from && minor <= out.to; };
  for (const lifecycle::Brought& one : out.features.brings) {
    const bool stable = one.stable && passes(*one.stable) && !passes(one.from);
    if (!passes(one.from) && !stable) continue;
    Passed<lifecycle::Brought> passed{&one, stable, {}};
    if (!one.control.empty()) passed.concerned = TRY(asking.ask(one.control, out.to));
    out.brings.push_back(std::move(passed));
  }
  for (const lifecycle::Taken& one : out.features.takes) {
    if (!passes(one.since)) continue;
    Passed<lifecycle::Taken> passed{&one, false, {}};
    if (!one.control.empty()) passed.concerned = TRY(asking.ask(one.control, out.to));
    out.takes.push_back(std::move(passed));
  }
  return {};
}

}  // namespace

bool Lifecycle::needs_change() const {
  const bool ended = std::ranges::any_of(programs, [&](const Program& one) {
    const auto minor = one.minor();
    return minor && support_of(*minor) == lifecycle::Support::ended;
  });
  const bool in_the_way = std::ranges::any_of(
      takes, [](const auto& one) { return !one.concerned.empty(); });
  return ended || in_the_way || !skew.empty() || !skew_after.empty() || !removed.empty() ||
         support_of(from) == lifecycle::Support::ended;
}

Result<std::unique_ptr<Lifecycle>> read_lifecycle(const LifecycleOptions& options) {
  auto out = std::make_unique<Lifecycle>();
  policy::Catalogue catalogue;
  TRY_VOID(load_catalogue(catalogue));
  out->releases = shipped_releases();
  out->features = shipped_features();
  out->today = options.today;
  TRY_VOID(read_picture(options, catalogue, *out));
  out->programs = lifecycle::programs_of(out->inventory, out->cluster);
  TRY_VOID(find_versions(options, *out));
  find_skew(options, *out);
  find_unknown_versions(*out);
  Asking asking(options, catalogue, *out);
  TRY_VOID(find_old_versions(asking, *out));
  TRY_VOID(find_features(asking, *out));
  out->nodes = lifecycle::node_features(out->inventory, out->cluster, out->from);
  out->workloads = lifecycle::workload_features(out->inventory, out->cluster);
  if (options.stop.stop_requested()) return fail(ErrorCode::cancelled, "interrupted");
  std::ranges::sort(out->unknown);
  const auto repeated = std::ranges::unique(out->unknown);
  out->unknown.erase(repeated.begin(), repeated.end());
  return out;
}

}  // namespace bulwark::scan
