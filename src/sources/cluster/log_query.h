// SPDX-License-Identifier: Apache-2.0
// Log query: which of a node's logs its kubelet is asked for (NodeLogQuery), held against the
// kubelet's own rules before any request.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace bulwark::sources::cluster {

struct LogQuery {
  std::vector<std::string> queries = {};  ///< names of services, or one file below /var/log
  std::string since = {}, until = {};     ///< RFC 3339; empty: not limited
  std::optional<std::int64_t> tail = {};  ///< last lines
  std::optional<std::int64_t> boot = {};  ///< 0: this one, -1: the one before
  std::string pattern = {};               ///< a regular expression
};

/// What the kubelet would refuse, and what it would take for something else than a query. Errors
/// name the flag of `bulwark node logs`.
Result<void> check_log_query(const LogQuery& query);

/// Of a query that was checked: "/api/v1/nodes/n1/proxy/logs/?query=kubelet&tailLines=5".
std::string log_path(std::string_view node, const LogQuery& query);

/// A moment as the kubelet takes it, of RFC 3339 ("2026-11-24T10:25:16Z") or of so long before
/// `now`, which is RFC 3339 ("90m", "1h30m"). Error: it is neither.
Result<std::string> log_time(std::string_view text, std::string_view now);

/// What of a node decides on its logs: of its Node object's status.
struct LogNode {
  std::string version = {};  ///< of its kubelet: "v1.34.4"; empty: not known
  bool windows = false;
};

/// What only Linux has. Error: `boot` of a Windows node.
Result<void> check_for_node(const LogQuery& query, const LogNode& node);

/// Whether whoever may ask for its logs can run commands there (CVE-2024-9042): Windows, and a
/// kubelet up to 1.29.12, 1.30.8, 1.31.4 or 1.32.0.
bool runs_commands(const LogNode& node);

/// How to turn log queries on in such a kubelet: "set enableSystemLogQuery: true ...".
std::string how_to_turn_on(const LogNode& node);

}  // namespace bulwark::sources::cluster
