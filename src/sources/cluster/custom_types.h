// SPDX-License-Identifier: Apache-2.0
// Which custom types of a cluster may carry pod templates, where their definitions themselves are
// not wanted.
#pragma once

#include <stop_token>

#include "base/result.h"
#include "sources/cluster/api_client.h"
#include "sources/cluster/discovery.h"
#include "sources/cluster/wanted.h"

namespace bulwark::sources::cluster {

/// Lists the CustomResourceDefinitions; an error where that is not allowed or does not work.
Result<CustomTypes> custom_types(ApiClient& client, const Discovery& discovery,
                                 const std::stop_token& stop);

}  // namespace bulwark::sources::cluster
