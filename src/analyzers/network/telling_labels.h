// SPDX-License-Identifier: Apache-2.0
// Telling labels: a selector that tells the pods of one workload from all others of its namespace.
#pragma once

#include <compare>
#include <map>
#include <set>
#include <string>

#include "analyzers/network/wanted.h"

namespace bulwark::analyzers::network {

/// Both parts must hold.
struct PodSelector {
  std::map<std::string, std::string> labels;  ///< matchLabels
  std::set<std::string> absent;               ///< matchExpressions DoesNotExist
  auto operator<=>(const PodSelector&) const = default;

  /// As a LabelSelector.
  std::string json() const;
};

struct TellingLabels {
  PodSelector selector;
  std::vector<WorkloadId> others;  ///< of the namespace that it selects too: their pods have the
                                   ///< same labels
};

/// Of pods of one workload: what its own selector asks for, else all labels that no controller
/// gives, and where others have these too, the absence of labels that only the others have.
TellingLabels telling_labels(const WantedConnections& wanted, EndpointId endpoint);

}  // namespace bulwark::analyzers::network
