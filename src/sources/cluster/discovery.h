// SPDX-License-Identifier: Apache-2.0
// Discovery: which kinds of object an API server serves.
//
// Asks for the aggregated form (apidiscovery.k8s.io/v2, v2beta1: two requests) and falls back to
// one request for each group and version where a server or a proxy does not know it.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "model/problem.h"
#include "sources/cluster/api_client.h"
#include "sources/cluster/resource_type.h"

namespace bulwark::sources::cluster {

struct Discovery {
  /// Group by group; within one, the version that the server prefers comes first. Without
  /// subresources.
  std::vector<ResourceType> types;
  /// A group and version whose own server does not answer (an aggregated API that is down).
  struct Unavailable {
    std::string group, version;
    Error error;
  };
  std::vector<Unavailable> unavailable;
};

/// An error only where nothing can be said: no connection, not known to the server, no answer that
/// is discovery.
Result<Discovery> discover(ApiClient& client);

/// What /version says: "v1.34.4"; empty where the server keeps it to itself. An error where nobody
/// answers, the server does not know us, or what answers is no API server.
Result<std::string> server_version(ApiClient& client);

}  // namespace bulwark::sources::cluster
