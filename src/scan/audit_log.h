// SPDX-License-Identifier: Apache-2.0
// The audit log of an API server, read line by line: files of any size, of which only distinct
// requests are kept.
#pragma once

#include <cstdint>
#include <memory>

#include "analyzers/rbac/usage.h"
#include "base/result.h"
#include "scan/json_lines.h"

namespace bulwark::scan {

struct AuditLog {
  analyzers::rbac::Usage usage;
  std::uint64_t events = 0;  ///< that were understood, whatever they say
  LineFaults faults;         ///< events and lines that were not
};

/// Each line is an Event of audit.k8s.io/v1 or an EventList; empty ones are passed over. Errors: a
/// file that cannot be read, `cancelled`.
Result<std::unique_ptr<AuditLog>> read_audit_log(const LineFiles& files);

}  // namespace bulwark::scan
