// SPDX-License-Identifier: Apache-2.0
// Certificates of a node: each certificate and each key that its components use, as documents
// Certificate and NodeKey, with what only several of them together tell: who shares a key with
// whom, which key belongs to which certificate.
#pragma once

#include "scan/node_documents.h"

namespace bulwark::scan {

/// After the documents of components, which name files. What cannot be read is a problem in `out`,
/// and what of a certificate is not known is not in its document.
void add_certificates(NodeDocuments& out);

}  // namespace bulwark::scan
