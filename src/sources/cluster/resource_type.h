// SPDX-License-Identifier: Apache-2.0
// ResourceType: one kind of object as an API server serves it.
#pragma once

#include <string>
#include <string_view>

namespace bulwark::sources::cluster {

struct ResourceType {
  std::string group;     ///< empty for the core group
  std::string version;   ///< "v1"
  std::string resource;  ///< "deployments"
  std::string kind;      ///< "Deployment"
  bool namespaced = false;
  bool listable = false;  ///< the verb list is served

  std::string api_version() const { return group.empty() ? version : group + "/" + version; }
  /// As kubectl and RBAC messages name it: "pods", "deployments.apps".
  std::string full_name() const { return group.empty() ? resource : resource + "." + group; }
  bool operator==(const ResourceType&) const = default;
};

/// "/api/v1/pods", "/apis/apps/v1/namespaces/shop/deployments"; `name_space` empty: all of them.
std::string list_path(const ResourceType& type, std::string_view name_space);

/// `text` as it may stand in a URL's path or query: everything but letters, digits and -._~ is
/// percent-encoded.
std::string url_encoded(std::string_view text);

}  // namespace bulwark::sources::cluster
