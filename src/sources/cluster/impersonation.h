// SPDX-License-Identifier: Apache-2.0
// Acting as somebody else: the headers that ask the API server for it.
#pragma once

#include <string>
#include <vector>

#include "sources/cluster/access.h"

namespace bulwark::sources::cluster {

/// "Impersonate-User: jane" and so on; none when there is nobody to act as.
std::vector<std::string> impersonation_headers(const Impersonation& as);

}  // namespace bulwark::sources::cluster
