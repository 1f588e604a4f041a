// SPDX-License-Identifier: Apache-2.0
// Who the API server takes us for, and what it says this identity may do.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "sources/cluster/api_client.h"

namespace bulwark::sources::cluster {

struct UserInfo {
  bool known = false;       ///< false: the server answers no SelfSubjectReview (before 1.27)
  std::string api_version;  ///< of the review that answered: "authentication.k8s.io/v1"
  std::string user, uid;
  std::vector<std::string> groups;
  std::vector<std::pair<std::string, std::vector<std::string>>> extra;
};

/// By SelfSubjectReview in v1 (1.28), v1beta1 (1.27) or v1alpha1 (1.26). Under impersonation it is
/// the impersonated user.
Result<UserInfo> who_am_i(ApiClient& client);

struct ResourceRule {
  std::vector<std::string> groups, resources, names, verbs;  ///< `names` empty: all
  auto operator<=>(const ResourceRule&) const = default;
};
struct PathRule {
  std::vector<std::string> paths, verbs;
  auto operator<=>(const PathRule&) const = default;
};
struct Rules {
  std::string name_space;
  std::vector<ResourceRule> resources;
  std::vector<PathRule> paths;
  bool incomplete = false;  ///< authorizers that cannot list their rules (Node, webhooks) may allow
                            ///< more
  std::string evaluation_error;
};

/// By SelfSubjectRulesReview: what holds in one namespace, cluster-wide grants included. Sorted:
/// the server gives rules in any order.
Result<Rules> rules_in(ApiClient& client, const std::string& name_space);

}  // namespace bulwark::sources::cluster
