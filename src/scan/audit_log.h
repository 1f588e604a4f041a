// SPDX-License-Identifier: Apache-2.0
// The audit log of an API server, read line by line: files of any size, of which only distinct
// requests are kept.
#pragma once

#include <cstdint>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "analyzers/rbac/usage.h"
#include "base/progress.h"
#include "base/result.h"

namespace bulwark::scan {

struct AuditLogOptions {
  std::vector<std::string> files;  ///< "-": standard input
  std::uint64_t seed = 0;
  std::stop_token stop;
  Progress* progress = nullptr;
};

/// A line that is no event, or an event that is not understood.
struct AuditFault {
  std::string file;
  std::uint64_t line = 0;  ///< from 1
  std::string reason;
};

struct AuditLog {
  analyzers::rbac::Usage usage;
  std::uint64_t events = 0;       ///< that were understood, whatever they say
  std::uint64_t faults = 0;       ///< events and lines that were not
  std::vector<AuditFault> first;  ///< of them; not all
};

/// Each line is an Event of audit.k8s.io/v1 or an EventList; empty ones are passed over. Errors: a
/// file that cannot be read, `cancelled`.
Result<std::unique_ptr<AuditLog>> read_audit_log(const AuditLogOptions& options);

}  // namespace bulwark::scan
