// SPDX-License-Identifier: Apache-2.0
// Pull secret: the credentials for registries that a Secret of a cluster holds. Read on request
// alone, and kept nowhere.
#pragma once

#include <string>

#include "base/result.h"
#include "sources/cluster/api_client.h"

namespace bulwark::sources::cluster {

/// The text of docker's config.json that the Secret holds (of type kubernetes.io/dockerconfigjson,
/// or the older kubernetes.io/dockercfg). Errors: those of the server (`denied` where the
/// permission to get it is missing), `malformed` for a Secret of another type; none repeats what
/// the Secret holds.
Result<std::string> read_pull_secret(ApiClient& client, const std::string& name_space,
                                     const std::string& name);

}  // namespace bulwark::sources::cluster
