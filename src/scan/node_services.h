// SPDX-License-Identifier: Apache-2.0
// Services of a node: components that systemd starts, where no process of theirs is seen: in a
// folder that was copied from a node.
#pragma once

#include "scan/node_documents.h"

namespace bulwark::scan {

/// Adds a document of each component whose unit is there, but the kubelet's (node_kubelet.h) and
/// those that a static pod tells. It is called after its unit: "kube-apiserver.service".
void add_services(NodeDocuments& out);

}  // namespace bulwark::scan
