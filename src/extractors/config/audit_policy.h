// SPDX-License-Identifier: Apache-2.0
// Audit policy: how much of a request the API server writes to its audit log, by a Policy of
// audit.k8s.io/v1. The first rule that matches decides; without one nothing is written. As
// k8s.io/apiserver/pkg/audit/policy decides, against which tests/oracle/audit holds it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "formats/value.h"

namespace bulwark::extractors::config {

enum class AuditLevel : std::uint8_t { none, metadata, request, request_response };

/// As policies write it: "RequestResponse"
std::string_view name_of(AuditLevel level);

/// A set of the stages of a request.
struct AuditStages {
  bool request_received = false;
  bool response_started = false;
  bool response_complete = false;
  bool panic = false;
  bool operator==(const AuditStages&) const = default;
};

struct AuditRule {
  /// Resources of one group; no resources: all of it.
  struct Resources {
    std::string group;
    std::vector<std::string> resources, names;
  };
  AuditLevel level = AuditLevel::none;
  std::vector<std::string> users, user_groups, verbs, namespaces, urls;
  std::vector<Resources> resources;
  AuditStages omitted;  ///< those of the policy too
};

struct AuditPolicy {
  std::vector<AuditRule> rules;
  AuditStages omitted;
};

struct AuditRequest {
  std::string user;
  std::vector<std::string> groups;
  std::string verb;
  bool is_resource = true;
  std::string group, resource, subresource, name_space, name;
  std::string path;  ///< of one that is no resource
};

struct AuditDecision {
  AuditLevel level = AuditLevel::none;
  AuditStages omitted;
  std::optional<std::size_t> rule;  ///< the number of the one that decides
};

/// Error: an API server would not start with it.
Result<AuditPolicy> read_audit_policy(const formats::Value& file);

AuditDecision decide(const AuditPolicy& policy, const AuditRequest& request);

/// Whether the rule is about a resource like that at all, whoever asks and wherever it is.
bool is_about(const AuditRule& rule, const AuditRequest& request);

}  // namespace bulwark::extractors::config
