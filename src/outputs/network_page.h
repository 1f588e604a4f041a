// SPDX-License-Identifier: Apache-2.0
// A page to explore who can talk to whom: namespaces and workloads as a map and as a matrix.
#pragma once

#include <string>
#include <string_view>

namespace bulwark::outputs {

/// One HTML file that asks for nothing from any network. `json`, see cli/net_map.cpp: {of, unknown,
/// spaces, kinds, workloads: [[space, name, kind, group, isolated: 1 ingress, 2 egress]], groups,
/// sources and destinations: [[range, is of the internet]], sets: [[text, ends of ranges of TCP,
/// UDP, SCTP]], rows: [[set, how many, ...]] over groups and destinations, rowOf: of groups and
/// sources, doors: [[workload, object, by, set]], led: [[workload, set]] by the ingress
/// controller}. Kinds, and in rows sets, are named by their numbers.
std::string network_page(std::string_view json);

}  // namespace bulwark::outputs
