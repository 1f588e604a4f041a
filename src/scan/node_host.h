// SPDX-License-Identifier: Apache-2.0
// Host of a node: its kernel, security modules, cgroups, mounts, swap and sshd.
#pragma once

#include "scan/node_documents.h"

namespace bulwark::scan {

/// Adds the document NodeHost. What the running kernel tells is in it only where the root has its
/// /proc/sys: `spec.running`.
void add_host(NodeDocuments& out);

}  // namespace bulwark::scan
