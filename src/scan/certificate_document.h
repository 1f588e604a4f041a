// SPDX-License-Identifier: Apache-2.0
// Certificate document: one certificate or key of a node as a document of the inventory.
#pragma once

#include <optional>

#include "scan/certificate_facts.h"
#include "scan/node_documents.h"

namespace bulwark::scan {

/// Kind Certificate.
void add_certificate(const NodeCertificate& certificate, NodeDocuments& out);

/// Kind NodeKey. `control_plane`: whether components of it run on the node; nothing: not known.
void add_key(const NodeKey& key, std::optional<bool> control_plane, NodeDocuments& out);

}  // namespace bulwark::scan
