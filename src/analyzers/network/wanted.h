// SPDX-License-Identifier: Apache-2.0
// WantedConnections: what workloads are to be allowed, each with the evidence for it.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "analyzers/network/addresses.h"
#include "analyzers/network/endpoints.h"

namespace bulwark::analyzers::network {

using WorkloadId = std::uint32_t;

/// Pods of one owner, whatever their labels.
struct Workload {
  std::string title;  ///< "shop/cart[Deployment]"
  std::string_view name_space, name, kind;
  std::vector<EndpointId> endpoints;
  bool isolated = true;  ///< gets a policy of its own; those of Kubernetes' own namespace do not
};

/// One end of a wanted connection.
struct WantedEnd {
  enum class Kind : std::uint8_t {
    workload,
    addresses,    ///< outside of the cluster
    anybody,      ///< whatever pod in whatever namespace, as an ingress controller's may be; only
                  ///< as where connections come from
    cluster_dns,  ///< kube-system's pods with k8s-app=kube-dns; only as where they go to
  };
  Kind kind = Kind::workload;
  WorkloadId workload = 0;
  AddressRange addresses{};

  static WantedEnd of(WorkloadId workload) { return {Kind::workload, workload, {}}; }
  static WantedEnd of(const AddressRange& range) { return {Kind::addresses, 0, range}; }
  static WantedEnd anybody() { return {Kind::anybody, 0, {}}; }
  static WantedEnd cluster_dns() { return {Kind::cluster_dns, 0, {}}; }
  auto operator<=>(const WantedEnd&) const = default;
};

struct Wanted {
  Connections ports;
  std::set<std::string> why;
};

/// Must not outlive the endpoints.
class WantedConnections {
 public:
  explicit WantedConnections(const Endpoints& endpoints);

  const Endpoints& endpoints() const { return endpoints_; }
  /// By title.
  const std::vector<Workload>& workloads() const { return workloads_; }
  WorkloadId workload_of(EndpointId endpoint) const { return workload_of_[endpoint]; }

  /// Nothing for a workload with itself. `why` may be empty.
  void add(const WantedEnd& from, const WantedEnd& to, const Connections& ports,
           std::string_view why);
  const std::map<std::pair<WantedEnd, WantedEnd>, Wanted>& all() const { return all_; }
  std::string title_of(const WantedEnd& end) const;

 private:
  const Endpoints& endpoints_;
  std::vector<Workload> workloads_;
  std::vector<WorkloadId> workload_of_;
  std::map<std::pair<WantedEnd, WantedEnd>, Wanted> all_;
};

}  // namespace bulwark::analyzers::network
