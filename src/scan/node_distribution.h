// SPDX-License-Identifier: Apache-2.0
// Distributions of a node: k3s, which runs the components within its own process, and RKE2, which
// starts the kubelet.
#pragma once

#include "scan/node_documents.h"

namespace bulwark::scan {

/// Adds a document of each component that k3s runs ("k3s/kube-apiserver"), and the kubelet of
/// either, where no process tells it. Their options are those of their units and configuration
/// files: k3s takes its flags off its command line.
void add_distributions(NodeDocuments& out);

}  // namespace bulwark::scan
