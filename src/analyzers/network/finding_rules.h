// SPDX-License-Identifier: Apache-2.0
// The rules behind findings about the network, each under the id of its control.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analyzers/network/doubt.h"
#include "analyzers/network/entry.h"
#include "analyzers/network/reach.h"
#include "analyzers/references/findings.h"
#include "analyzers/references/picture.h"

namespace bulwark::analyzers::network {

/// One cluster, or all manifests.
struct OpenPicture {
  OpenPicture(const model::Inventory& inventory, std::string_view cluster, bool complete);

  /// Whether a policy that is about the workload alone decides on the direction.
  bool is_isolated(EndpointId pod, Direction direction) const;
  /// What would have to be known to say that it is not; empty: nothing.
  std::string unknown_isolation(EndpointId pod, Direction direction) const;

  const model::Inventory& inventory;
  std::string_view cluster;
  references::Picture picture;
  Endpoints endpoints;
  Policies policies;
  Doubt doubt;
  Reach reach;
  std::vector<Lead> leads;
  std::vector<Entry> entries;
  std::vector<bool> isolated_in, isolated_out;  ///< by endpoint
};

/// Where one rule writes.
struct OpenJudge {
  OpenPicture& in;
  std::string_view control;
  references::Findings& out;

  void found(const model::Resource& resource, std::string path, std::string message,
             std::uint32_t instances = 1) {
    out.found.push_back({control, &resource, std::move(path), std::move(message), instances});
  }
  /// The same for a workload: unknown where a policy may isolate it that was not read.
  void found_of(EndpointId pod, Direction direction, const std::string& path,
                const std::string& message);
};

/// All but those of kube-* and of the nodes' own network.
template <class Work>
void each_workload(const OpenPicture& in, const Work& work) {
  for (EndpointId pod = 0; pod < in.endpoints.all().size(); ++pod) {
    const Endpoint& one = in.endpoints.all()[pod];
    if (!one.host_network && !one.name_space.starts_with("kube-")) work(pod, one);
  }
}

struct OpenRule {
  std::string_view control;
  void (*ask)(OpenJudge& judge);
};

std::span<const OpenRule> isolation_rules();
std::span<const OpenRule> port_rules();
std::span<const OpenRule> plugin_rules();

}  // namespace bulwark::analyzers::network
