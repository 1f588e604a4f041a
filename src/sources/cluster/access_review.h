// SPDX-License-Identifier: Apache-2.0
// SubjectAccessReview: what the API server itself answers, all of its authorizers asked.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "sources/cluster/api_client.h"

namespace bulwark::sources::cluster {

struct AccessReview {
  std::string user;
  std::vector<std::string> groups;
  std::string verb;
  std::string group, resource, subresource, name_space, name;
  std::string path;  ///< instead of a resource, when not empty
};

struct AccessAnswer {
  bool allowed = false;
  bool denied = false;  ///< some authorizer said no, so that none after it was asked
  std::string reason;   ///< the server's words
  std::string error;    ///< what went wrong meanwhile, such as a role that does not exist
};

Result<AccessAnswer> review_access(ApiClient& client, const AccessReview& review);

/// The same of ourselves (SelfSubjectAccessReview), which everybody may ask; `user` and `groups`
/// are passed over.
Result<AccessAnswer> review_own_access(ApiClient& client, const AccessReview& review);

}  // namespace bulwark::sources::cluster
