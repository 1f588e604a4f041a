// SPDX-License-Identifier: Apache-2.0
// Node facts: what one node tells of itself, as a text that can be taken elsewhere.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "formats/builder.h"

namespace bulwark::scan {

struct NodeFacts {
  /// Something on the node that could not be read, and why.
  struct Gap {
    std::string what, reason;
    bool operator==(const Gap&) const = default;
  };
  std::string node;                       ///< its name in the cluster
  std::string taken_at;                   ///< RFC 3339, in UTC
  std::vector<formats::Value> documents;  ///< of bulwark.dev/v1; they live in somebody else's pool
  std::vector<Gap> gaps;
};

/// JSON: {"apiVersion": "bulwark.dev/v1", "kind": "NodeFacts", "metadata": {"name": NODE}, "spec":
/// {"takenAt", "documents", "gaps"}}.
std::string node_facts_text(const NodeFacts& facts);

/// The way back; documents live in the builder's pool. Error: it is no such text, whole and of a
/// version that is known.
Result<NodeFacts> read_node_facts(std::string text, formats::Builder& builder);

}  // namespace bulwark::scan
