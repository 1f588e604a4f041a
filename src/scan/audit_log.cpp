// SPDX-License-Identifier: Apache-2.0
// What an event says is copied out of its line.
#include "scan/audit_log.h"

#include <fmt/core.h>

#include "formats/value_fields.h"

namespace bulwark::scan {
namespace {

constexpr std::string_view kVersion = "audit.k8s.io/v1";

void record(const formats::Value& event, AuditLog& log, const Fault& fault) {
  const auto read = analyzers::rbac::read_audit_event(event);
  if (!read) return fault(read.error().message);
  ++log.events;
  log.usage.record(*read);
}

void take(const formats::Value& root, AuditLog& log, const Fault& fault) {
  const std::string_view kind = root.text("kind");
  if (root.text("apiVersion") != kVersion || (kind != "Event" && kind != "EventList"))
    return fault(fmt::format("no Event of {}", kVersion));
  if (kind == "Event") return record(root, log, fault);
  for (const formats::Value& event : formats::items_of(root, "items")) record(event, log, fault);
}

}  // namespace

Result<std::unique_ptr<AuditLog>> read_audit_log(const LineFiles& files) {
  auto log = std::make_unique<AuditLog>();
  log->faults = TRY(read_json_lines(
      files, [&](const formats::Value& root, const Fault& fault) { take(root, *log, fault); }));
  return log;
}

}  // namespace bulwark::scan
