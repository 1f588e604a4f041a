// SPDX-License-Identifier: Apache-2.0
// Container runtimes of a node: containerd, CRI-O and Docker, by their configuration.
#pragma once

#include "scan/node_documents.h"

namespace bulwark::scan {

/// Adds a document ContainerRuntime of each that runs, or, where none of its kind does, of each
/// that has a unit or is configured. It is called after its file.
void add_runtimes(NodeDocuments& out);

}  // namespace bulwark::scan
