// SPDX-License-Identifier: Apache-2.0
// Audit event: what an entry of an API server's audit log (audit.k8s.io/v1) says somebody asked
// for and was allowed, as the authorizer saw it, and what else the server asks the authorizer for
// such a request.
//
// An event's objectRef is what the authorizer was asked, but for a `create`, into which the server
// puts the name and namespace of the body. Besides, a patch or update that creates needs `create`,
// a shell opened by GET needs `create` since Kubernetes 1.35, and who acts as somebody else needs
// to be allowed that.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "analyzers/rbac/rules.h"
#include "analyzers/rbac/subjects.h"
#include "base/result.h"
#include "formats/value.h"

namespace bulwark::analyzers::rbac {

/// What one identity needs for one request; the first is the request itself.
struct Needed {
  Identity who;
  std::vector<Attributes> rights;
};

struct AuditEvent {
  /// Empty for what says nothing about rights: a stage before the answer, a panic, a refused
  /// request. Two where one identity acts as another.
  std::vector<Needed> needed;
  bool counts = false;    ///< it ends a request; false for one that has only begun to answer
  std::string received;   ///< when, RFC 3339; may be empty
  std::string_view also;  ///< what the server asks for besides that no event tells, or empty
};

/// Errors: no event, no user, no verb, no word of how it ended, a name that rules take for a
/// wildcard.
Result<AuditEvent> read_audit_event(const formats::Value& event);

}  // namespace bulwark::analyzers::rbac
