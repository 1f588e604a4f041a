// SPDX-License-Identifier: Apache-2.0
// Configuration of a node's API server: the files that its flags name (encryption, audit,
// admission, authentication, authorization), found by its static pod or its process, or where k3s
// and RKE2 keep them.
#pragma once

#include "extractors/config/settings.h"
#include "scan/node_documents.h"

namespace bulwark::scan {

/// A document of each file's content, and one of its owner and mode. Of one that is named and
/// cannot be read the first tells nothing, and the problems say why.
void add_configuration(NodeDocuments& out);

/// Gives settings of an API server that runs on the node itself what its files decide
/// (extractors/config/decided_flags.h); those of other components stay as they are.
void decide_by_files(extractors::config::Component component,
                     extractors::config::Settings& settings, NodeDocuments& out);

}  // namespace bulwark::scan
