// SPDX-License-Identifier: Apache-2.0
// Kernel parameters of a node: those that run, else those that are configured.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "scan/node_documents.h"

namespace bulwark::scan {

struct SysctlValue {
  std::string text;    ///< "none": the kernel has no such parameter
  std::string source;  ///< "/proc/sys", or the file that sets it
};

struct SysctlFacts {
  bool are_running = false;  ///< the root has the running kernel's own
  std::map<std::string, SysctlValue> values;
  std::vector<std::string> doubts;
};

/// In a folder without /proc/sys those of sysctl.d, as systemd lays them over each other.
SysctlFacts read_sysctls(const NodeDocuments& out);

}  // namespace bulwark::scan
