// SPDX-License-Identifier: Apache-2.0
// Workloads that nothing isolates, or that are isolated and open all the same.
#include <fmt/core.h>

#include <algorithm>
#include <set>

#include "analyzers/network/finding_rules.h"
#include "analyzers/network/outside.h"
#include "formats/value_fields.h"
#include "model/kinds.h"

namespace bulwark::analyzers::network {
namespace {

using formats::Value;

constexpr std::uint16_t kMetadataPort = 80;

// What an admin tier denies is not open, though nothing isolates it.
void not_isolated(OpenJudge& judge, Direction direction, const std::string& message) {
  const Reach& reach = judge.in.reach;
  each_workload(judge.in, [&](EndpointId pod, const Endpoint&) {
    const NodeId own = reach.node_of(pod);
    const SetId any = direction == Direction::ingress ? reach.ingress(own, reach.unknown_pod())
                                                      : reach.egress(own, reach.unknown_pod());
    if (any == ConnectionTable::kAll && !judge.in.is_isolated(pod, direction))
      judge.found_of(pod, direction, "metadata.name", message);
  });
}

void ingress(OpenJudge& judge) {
  not_isolated(judge, Direction::ingress,
               "no network policy says who may reach its pods: everything in the cluster may");
}

void egress(OpenJudge& judge) {
  not_isolated(judge, Direction::egress,
               "no network policy says what its pods may reach: they may reach everything");
}

// Who leads connections to it may be anywhere, and is let in on purpose.
Connections let_in_for_entries(const OpenPicture& in, EndpointId pod) {
  const auto at = std::ranges::lower_bound(in.entries, pod, {}, &Entry::endpoint);
  return at != in.entries.end() && at->endpoint == pod ? at->ports : Connections();
}

void any_namespace(OpenJudge& judge) {
  each_workload(judge.in, [&](EndpointId pod, const Endpoint&) {
    if (!judge.in.is_isolated(pod, Direction::ingress)) return;
    const NodeId own = judge.in.reach.node_of(pod);
    Connections open = judge.in.reach.set(
        judge.in.reach.ingress(own, judge.in.reach.unknown_pod()));
    open.subtract(let_in_for_entries(judge.in, pod));
    if (open.is_empty()) return;
    judge.found_of(pod, Direction::ingress, "metadata.name",
                   fmt::format("its policies let the pods of every namespace in: {}", open.text()));
  });
}

void metadata(OpenJudge& judge) {
  const std::vector<NodeId> service = cloud_metadata(judge.in.reach);
  each_workload(judge.in, [&](EndpointId pod, const Endpoint&) {
    if (!judge.in.is_isolated(pod, Direction::egress)) return;
    const NodeId own = judge.in.reach.node_of(pod);
    const bool open = std::ranges::any_of(service, [&](NodeId to) {
      return judge.in.reach.set(judge.in.reach.egress(own, to))
          .contains(Protocol::tcp, kMetadataPort);
    });
    if (!open) return;
    judge.found_of(pod, Direction::egress, "metadata.name",
                   "its policies let it out to port 80 of 169.254.169.254 or fd00:ec2::254, where "
                   "clouds give out the credentials of the node");
  });
}

// Pods that carry no token have no business with the API server.
void api_server(OpenJudge& judge) {
  constexpr std::uint16_t kPort = 6443;
  const Reach& reach = judge.in.reach;
  each_workload(judge.in, [&](EndpointId pod, const Endpoint& one) {
    const model::PodTemplate made = model::pod_template_of(one.resource->root);
    const Value* mounts = made.value->at("spec", "automountServiceAccountToken");
    if (mounts == nullptr || !mounts->is_bool() || mounts->as_bool() ||
        !judge.in.is_isolated(pod, Direction::egress))
      return;
    for (std::size_t i = 0; i < reach.outside(Direction::egress).size(); ++i) {
      const SetId open = reach.egress(reach.node_of(pod), reach.node_of(Direction::egress, i));
      if (!reach.set(open).contains(Protocol::tcp, kPort)) continue;
      return judge.found_of(pod, Direction::egress, "metadata.name",
                            fmt::format("carries no token, and its policies let it out to port {} "
                                        "of {}, where the API server may be",
                                        kPort, reach.outside(Direction::egress)[i].text()));
    }
  });
}

// Told once, at the Service.
void unguarded(OpenJudge& judge) {
  std::set<const model::Resource*> told;
  for (const Lead& lead : judge.in.leads) {
    const Endpoint& one = judge.in.endpoints.all()[lead.endpoint];
    if (lead.led_by == LedBy::controller || one.host_network ||
        one.name_space.starts_with("kube-") ||
        judge.in.is_isolated(lead.endpoint, Direction::ingress) ||
        !told.insert(lead.resource).second)
      continue;
    std::string unknown = judge.in.unknown_isolation(lead.endpoint, Direction::ingress);
    if (!unknown.empty()) {
      judge.out.add_unknown(judge.control, std::move(unknown));
    } else {
      judge.found(
          *lead.resource, "spec.type",
          fmt::format("leads from outside of the cluster to {}, whose pods no network policy "
                      "guards: all their ports are open, not only this one",
                      one.title()));
    }
  }
}

constexpr OpenRule kRules[] = {
    {"api-server-reachable", api_server},     {"metadata-reachable", metadata},
    {"namespace-border-open", any_namespace}, {"pod-egress-unrestricted", egress},
    {"pod-ingress-unrestricted", ingress},    {"service-unguarded", unguarded}};

}  // namespace

std::span<const OpenRule> isolation_rules() { return kRules; }

}  // namespace bulwark::analyzers::network
