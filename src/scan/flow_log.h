// SPDX-License-Identifier: Apache-2.0
// Observed flows, read line by line: files of any size, of which only distinct connections are
// kept.
#pragma once

#include <memory>

#include "analyzers/network/observed.h"
#include "base/result.h"
#include "scan/json_lines.h"

namespace bulwark::scan {

struct FlowLog {
  analyzers::network::ObservedFlows flows;
  LineFaults faults;
};

/// Each line is what read_flow() reads. Errors as those of read_json_lines().
Result<std::unique_ptr<FlowLog>> read_flow_log(const LineFiles& files);

}  // namespace bulwark::scan
