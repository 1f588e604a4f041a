// SPDX-License-Identifier: Apache-2.0
// sshd of a node: who may log in, and how.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "scan/node_documents.h"

namespace bulwark::scan {

struct SshdFacts {
  bool is_there = false;
  std::map<std::string, std::string> values;  ///< sshd's own defaults where nothing is set
  std::vector<std::string> doubts;
};

/// By /etc/ssh/sshd_config and what it includes, up to the first `Match`.
SshdFacts read_sshd(const NodeDocuments& out);

}  // namespace bulwark::scan
