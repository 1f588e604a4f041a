// SPDX-License-Identifier: Apache-2.0
// Node file: a file of the node with its owner and its mode, as a document.
#pragma once

#include "scan/node_documents.h"

namespace bulwark::scan {

/// One that could not be looked at has neither, and is among the problems.
void add_file(const sources::node::NodeFile& file, NodeDocuments& out);

}  // namespace bulwark::scan
