// SPDX-License-Identifier: Apache-2.0
// From the entries of a kubeconfig to an Access: checks what kubectl checks, reads the
// certificates.
#pragma once

#include "base/result.h"
#include "sources/cluster/access.h"
#include "sources/cluster/kubeconfig_file.h"

namespace bulwark::sources::cluster {

/// Fills what the cluster's entry decides. `out.cluster` is its name.
Result<void> take_cluster(const ClusterEntry& entry, Access& out);
/// Fills what the user's entry decides. `out.user` is its name.
Result<void> take_user(const UserEntry& entry, Access& out);

/// A PEM file of at most 1 MiB.
Result<std::string> read_pem_file(const std::string& path);

}  // namespace bulwark::sources::cluster
