// SPDX-License-Identifier: Apache-2.0
// Workload finder: whose pod an observed one is.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "analyzers/network/flow.h"
#include "analyzers/network/wanted.h"

namespace bulwark::analyzers::network {

/// Must not outlive what it is made of.
class WorkloadFinder {
 public:
  WorkloadFinder(const model::Inventory& inventory, std::string_view cluster,
                 const WantedConnections& wanted);

  /// By the owner that is told, else by a pod of that name in the picture, else by how controllers
  /// name pods, else by labels. Nothing where none or several could be meant.
  std::optional<WorkloadId> find(const FlowEnd& end) const;
  /// Whether it has workloads of that namespace.
  bool knows(std::string_view name_space) const { return of(name_space) != nullptr; }

 private:
  std::optional<WorkloadId> by_owner(const FlowEnd& end) const;
  std::optional<WorkloadId> by_pod(const FlowEnd& end) const;
  std::optional<WorkloadId> by_labels(const FlowEnd& end) const;
  const std::vector<WorkloadId>* of(std::string_view name_space) const;

  const WantedConnections& wanted_;
  std::map<std::string, WorkloadId, std::less<>> by_title_;
  std::map<std::string, std::string, std::less<>> owner_of_;  // of what has one, by title
  std::map<std::string, std::vector<WorkloadId>, std::less<>> by_namespace_;
};

}  // namespace bulwark::analyzers::network
