// SPDX-License-Identifier: Apache-2.0
// Node logs: what a node's services and files have logged, from its kubelet through the node proxy
// of the API server (/api/v1/nodes/NAME/proxy/logs/).
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "sources/cluster/api_client.h"
#include "sources/cluster/log_query.h"

namespace bulwark::sources::cluster {

/// What the Node object says. Who may not read it learns nothing, and that is no error. Error:
/// there is no such node (`not_found`, with the name that may have been meant), or nobody answers.
Result<LogNode> look_at_node(ApiClient& client, const std::string& name);

/// Gets the log block by block; false: nobody wants the rest.
using LogTaker = std::function<bool(std::string_view block)>;

/// Asks once for what a checked query names. Errors say what is missing: the permission (`denied`),
/// the feature or its endpoint (`unsupported`), the node's answer; `cancelled` where the taker had
/// enough or somebody asked to stop.
Result<void> read_log(ApiClient& client, const std::string& name, const LogNode& node,
                      const LogQuery& query, const LogTaker& take);

}  // namespace bulwark::sources::cluster
