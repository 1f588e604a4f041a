// SPDX-License-Identifier: Apache-2.0
// What `bulwark rbac whoami` prints.
#pragma once

#include <string>

#include "sources/cluster/identity.h"
#include "sources/cluster/kubeconfig.h"

namespace bulwark::cli {

/// For a terminal, 80 columns.
std::string whoami_table(const sources::cluster::Access& access,
                         const sources::cluster::UserInfo& identity,
                         const sources::cluster::Rules& rules);

/// One JSON object; docs/rbac.md says what is in it.
std::string whoami_json(const sources::cluster::Access& access,
                        const sources::cluster::UserInfo& identity,
                        const sources::cluster::Rules& rules);

}  // namespace bulwark::cli
