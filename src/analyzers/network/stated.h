// SPDX-License-Identifier: Apache-2.0
// Stated connections: what manifests show that workloads need, where no traffic was observed.
//
// A workload is taken to connect to each Service that its environment, arguments, commands and
// ConfigMaps name, and to look names up. Ingresses, Routes and Services that are open to the
// outside say who else comes in.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "analyzers/network/entry.h"
#include "analyzers/network/wanted.h"

namespace bulwark::analyzers::network {

/// Adds what the picture states; what is open is returned: names that lead to nothing that is
/// known, values that cannot be seen.
std::vector<std::string> add_stated(const model::Inventory& inventory, std::string_view cluster,
                                    const std::vector<Entry>& entries, WantedConnections& wanted);

}  // namespace bulwark::analyzers::network
