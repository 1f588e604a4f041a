// SPDX-License-Identifier: Apache-2.0
// Observed connections: distinct ones of many flows, and the workloads that they are of.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "analyzers/network/flow.h"
#include "analyzers/network/services.h"
#include "analyzers/network/wanted.h"
#include "analyzers/network/workload_finder.h"

namespace bulwark::analyzers::network {

/// What became of the flows.
struct FlowCounts {
  std::uint64_t taken = 0, replies = 0, refused = 0;
  std::uint64_t other = 0;      ///< without a verdict, or of a protocol without ports
  std::uint64_t from_node = 0;  ///< of a pod's own node, which always comes in
  std::uint64_t undecided = 0;  ///< do not say whether they are replies
  std::uint64_t lost = 0;       ///< before they were exported
};

/// Memory grows with the distinct connections, not with the flows.
class ObservedFlows {
 public:
  void take(const FlowLine& line);
  const FlowCounts& counts() const { return counts_; }

  /// Adds them to what is wanted; what is open is returned: pods that nobody knows, ends of which
  /// only undecided flows tell.
  std::vector<std::string> add_to(const WorkloadFinder& finder, const Services& services,
                                  WantedConnections& wanted) const;

 private:
  using EndId = std::uint32_t;
  friend class ObservedAdder;

  void take(const Flow& flow);
  EndId id_of(const FlowEnd& end);

  FlowCounts counts_;
  std::map<FlowEnd, EndId> ids_;
  std::vector<const FlowEnd*> ends_;  // keys of ids_
  std::map<std::tuple<EndId, EndId, Protocol, std::uint16_t>, std::uint64_t> flows_;
  std::set<std::tuple<EndId, EndId, Protocol>> undecided_;  // the smaller end first
};

}  // namespace bulwark::analyzers::network
