// SPDX-License-Identifier: Apache-2.0
// Kubelets: asks each kubelet of a live cluster for its configuration, through the node proxy of
// the API server (/api/v1/nodes/NAME/proxy/configz).
//
// Many are asked at once, each once and for seconds only. What a kubelet does not answer is a
// Problem about its node; what is not allowed, or was left out, is one Problem for all.
#pragma once

#include <string>
#include <vector>

#include "sources/cluster/api_client.h"
#include "sources/cluster/read_cluster.h"
#include "sources/cluster/receiver.h"

namespace bulwark::sources::cluster {

/// Adds what was read and what was not to `reading`; the objects go to the receiver's first worker.
/// `nodes` are the names of all.
void read_kubelets(ApiClient& client, const ReadOptions& options, std::vector<std::string> nodes,
                   Receiver& receiver, Reading& reading);

/// So many of the names, from everywhere in their order: pools of nodes have names that begin
/// alike.
std::vector<std::string> spread(std::vector<std::string> names, std::size_t most);

}  // namespace bulwark::sources::cluster
