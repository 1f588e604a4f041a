// SPDX-License-Identifier: Apache-2.0
// One finding a program that is too far away, one a minor version that has ended.
#include "analyzers/lifecycle/findings.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <map>

#include "analyzers/lifecycle/node_features.h"
#include "analyzers/lifecycle/skew.h"
#include "analyzers/references/analyze.h"
#include "base/text.h"

namespace bulwark::analyzers::lifecycle {
namespace {

constexpr std::string_view kEnded = "version-end-of-support";
constexpr std::string_view kControlPlane = "version-skew-control-plane";
constexpr std::string_view kKubeProxy = "version-skew-kube-proxy";
constexpr std::string_view kKubelet = "version-skew-kubelet";
constexpr std::string_view kMaintenance = "version-support-ends-soon";
constexpr std::string_view kUserNamespaces = "node-user-namespaces";
constexpr std::array<std::string_view, 6> kControls{kUserNamespaces, kEnded,   kControlPlane,
                                                    kKubeProxy,      kKubelet, kMaintenance};

std::string_view skew_control(ProgramKind kind) {
  if (kind == ProgramKind::kubelet) return kKubelet;
  return kind == ProgramKind::kube_proxy ? kKubeProxy : kControlPlane;
}

class Judge {
 public:
  // `whole`: of a cluster, or of manifests that are one: every program has a version, told or not.
  Judge(const std::vector<Program>& programs, bool whole, const Releases& releases,
        const FindingOptions& options, references::Findings& findings)
      : programs_(programs),
        whole_(whole),
        releases_(releases),
        options_(options),
        findings_(findings) {}

  void skew() {
    const auto api_servers = minors_of(programs_, ProgramKind::api_server);
    for (const SkewFault& one : skew_faults(programs_, api_servers))
      found(skew_control(one.program->kind), *one.program, one.message);
    for (const Program& one : programs_) {
      if (!one.as_kubernetes || tells_nothing(one)) continue;
      if (!one.minor()) {
        not_evaluated(skew_control(one.kind), one, no_version(one));
      } else if (!api_servers) {
        not_evaluated(skew_control(one.kind), one, "the API server's version is not known");
      }
    }
  }

  void support() {
    std::map<std::uint32_t, std::vector<const Program*>> by_minor;
    for (const Program& one : programs_) {
      if (const auto minor = one.minor()) by_minor[*minor].push_back(&one);
      if (!one.minor() && one.as_kubernetes && !tells_nothing(one))
        not_evaluated(kEnded, one, no_version(one));
    }
    for (const auto& [minor, some] : by_minor) support(minor, some);
  }

  void user_namespaces(const std::vector<NodeFeatures>& nodes) {
    if (!wanted(kUserNamespaces)) return;
    for (const NodeFeatures& one : nodes) {
      // A manifest need not tell what a node runs.
      if (!whole_ && one.user_namespaces == Known::unknown) continue;
      const std::string why = join(one.why, ", ");
      if (one.user_namespaces == Known::no) {
        findings_.found.push_back({kUserNamespaces, one.node, "status.nodeInfo",
                                   "cannot give pods user namespaces of their own: " + why});
      } else if (one.user_namespaces == Known::unknown) {
        findings_.not_evaluated.push_back(
            {kUserNamespaces, one.node, "status.nodeInfo", "not known: " + why});
      }
    }
  }

 private:
  // Of some manifests nobody says that they are what runs.
  bool tells_nothing(const Program& one) const { return !whole_ && one.text.empty(); }

  static std::string no_version(const Program& one) {
    if (one.text.empty()) return one.title() + " does not tell its version";
    return fmt::format("'{}' of {} is no version of Kubernetes 1", one.text, one.title());
  }

  void support(std::uint32_t minor, const std::vector<const Program*>& some) {
    const Program& first = *some.front();
    const auto count = static_cast<std::uint32_t>(some.size());
    const std::string vendor = first.version->vendor().empty()
                                   ? ""
                                   : ", unless its provider still mends it";
    switch (releases_.support_of(minor, options_.today)) {
      case Support::supported: return;
      case Support::ended:
        return found(kEnded, first,
                     fmt::format("Kubernetes 1.{} ({}) is not mended since {}{}", minor,
                                 programs_text(some), releases_.find(minor)->end, vendor),
                     count);
      case Support::maintenance:
        return found(kMaintenance, first,
                     fmt::format("Kubernetes 1.{} ({}) is mended until {} only{}", minor,
                                 programs_text(some), releases_.find(minor)->end, vendor),
                     count);
      case Support::unknown: break;
    }
    not_evaluated(kEnded, first,
                  releases_.find(minor) != nullptr
                      ? "which day it is is not known"
                      : fmt::format("until when Kubernetes 1.{} is mended is not known: this "
                                    "program knows 1.{} to 1.{}",
                                    minor, releases_.oldest(), releases_.newest()));
  }

  bool wanted(std::string_view control) const {
    return std::ranges::find(options_.controls, control) != options_.controls.end();
  }

  void found(std::string_view control, const Program& at, std::string message,
             std::uint32_t instances = 1) {
    if (wanted(control))
      findings_.found.push_back({control, at.resource, at.path, std::move(message), instances});
  }

  void not_evaluated(std::string_view control, const Program& at, std::string reason) {
    if (wanted(control))
      findings_.not_evaluated.push_back({control, at.resource, at.path, std::move(reason)});
  }

  const std::vector<Program>& programs_;
  bool whole_;
  const Releases& releases_;
  const FindingOptions& options_;
  references::Findings& findings_;
};

// Of a part of a cluster, its nodes and its control plane are not in the picture.
bool is_part(const model::Inventory& inventory, std::string_view cluster) {
  return std::ranges::any_of(inventory.clusters, [&](const model::Cluster& one) {
    return !one.namespaces.empty() && inventory.sources[one.source].name == cluster;
  });
}

}  // namespace

std::string programs_text(const std::vector<const Program*>& programs) {
  std::map<ProgramKind, std::size_t> counts;
  for (const Program* one : programs) ++counts[one->kind];
  std::vector<std::string> parts;
  for (const auto& [kind, count] : counts) {
    std::string name(name_of(kind));
    if (kind == ProgramKind::kube_proxy && count > 1) name = "kube-proxie";
    parts.push_back(count == 1 ? name : fmt::format("{} {}s", count, name));
  }
  return join(parts, ", ");
}

references::Findings find_lifecycle(const model::Inventory& inventory, const Releases& releases,
                                    const FindingOptions& options) {
  references::Findings findings;
  for (const std::string_view cluster : references::cluster_names(inventory)) {
    if (is_part(inventory, cluster)) continue;
    const std::vector<Program> programs = programs_of(inventory, cluster);
    const bool whole = !cluster.empty() || options.complete;
    Judge judge(programs, whole, releases, options, findings);
    if (whole) judge.skew();
    judge.support();
    const auto api_servers = minors_of(programs, ProgramKind::api_server);
    judge.user_namespaces(node_features(
        inventory, cluster, api_servers ? std::optional(api_servers->lowest) : std::nullopt));
  }
  return findings;
}

std::vector<std::string_view> lifecycle_controls() { return {kControls.begin(), kControls.end()}; }

}  // namespace bulwark::analyzers::lifecycle
