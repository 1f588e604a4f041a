// SPDX-License-Identifier: Apache-2.0
// Units of a node: what systemd would start a service with, from its unit file, drop-ins and
// environment files.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "extractors/config/unit_words.h"
#include "scan/node_documents.h"

namespace bulwark::scan {

struct NodeService {
  std::vector<std::vector<std::string>> commands;  ///< of ExecStart=: a program and its arguments
  extractors::config::Variables variables;         ///< its environment, as far as the unit tells it
  std::string folder;                              ///< where it is started
};

/// "kubelet.service". Error not_found: there is none, or it is masked; every other: what it would
/// be started with is not known, and why.
Result<NodeService> read_service(const std::string& unit, const NodeDocuments& out);

}  // namespace bulwark::scan
