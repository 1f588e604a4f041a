// SPDX-License-Identifier: Apache-2.0
// Kubelet of a node: what it runs with, by its files and its flags.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "scan/node_documents.h"

namespace bulwark::scan {

/// `words` of its process, after the program; nothing: it does not run here (a copied folder), and
/// is told by its files where it has any.
void add_kubelet(std::optional<std::span<const std::string>> words, NodeDocuments& out);

}  // namespace bulwark::scan
