// SPDX-License-Identifier: Apache-2.0
#include "scan/flow_log.h"

namespace bulwark::scan {

Result<std::unique_ptr<FlowLog>> read_flow_log(const LineFiles& files) {
  auto log = std::make_unique<FlowLog>();
  log->faults = TRY(read_json_lines(files, [&](const formats::Value& root, const Fault& fault) {
    const auto line = analyzers::network::read_flow(root);
    if (!line) return fault(line.error().message);
    log->flows.take(*line);
  }));
  return log;
}

}  // namespace bulwark::scan
