// SPDX-License-Identifier: Apache-2.0
// Listing: everybody's connections, from workload to workload, in the grammar that np-guard's
// analyzer prints them in.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "analyzers/network/entry.h"
#include "analyzers/network/reach.h"

namespace bulwark::analyzers::network {

inline constexpr std::string_view kIngressController = "{ingress-controller}";
inline constexpr std::string_view kExternal = "[External]";  ///< behind a range of addresses

/// One end of a connection.
struct End {
  std::string title;                  ///< "shop/cart[Deployment]", "10.0.0.0-10.0.0.255[External]"
  std::vector<EndpointId> endpoints;  ///< none for a range or the controller
  std::vector<NodeId> nodes;          ///< its classes, its range, or the unknown pod
};

/// Where connections come from (ingress), or where they go to: workloads and ranges of addresses
/// outside, sorted by title.
std::vector<End> ends_of(const Endpoints& endpoints, const Reach& reach, Direction direction);
/// All workloads of the picture, by title.
std::vector<End> workload_ends(const Endpoints& endpoints, const Reach& reach);
/// What answers Ingresses.
End controller_end(const Reach& reach);

/// Takes each connection that is not empty, by the titles of its ends; false ends it.
using TakeConnection = std::function<bool(const End& from, const End& to,
                                          const Connections& connections)>;

/// What to list: both null: everything. Both see titles.
struct ListFilter {
  std::function<bool(const End&)> from{}, to{};
};

/// Connections of a workload with itself are left out. Memory grows with the workloads, not with
/// their pairs.
void list(const Endpoints& endpoints, const std::vector<Entry>& entries, Reach& reach,
          const ListFilter& filter, const TakeConnection& take);

/// "a => b : TCP 80"
std::string line_of(const End& from, const End& to, const Connections& connections);

}  // namespace bulwark::analyzers::network
