// SPDX-License-Identifier: Apache-2.0
// What the Node authorizer decides by the request alone, without looking at any object, as it does
// in Kubernetes 1.27 to 1.37.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "analyzers/rbac/node_graph.h"
#include "analyzers/rbac/rules.h"

namespace bulwark::analyzers::rbac {

inline constexpr std::uint32_t kOldestNodeRules = 27, kNewestNodeRules = 37;

struct NodeRule {
  enum class Is : std::uint8_t {
    no,
    allowed_to_all,  ///< to every kubelet
    own,             ///< allowed, since it is the node's own object
    related,         ///< when the object is related to the node
  };
  Is is = Is::no;
  Related type = Related::pod;  ///< of what must be related
};

/// `node` is not empty; `minor`: of Kubernetes 1.N, within the bounds above.
NodeRule node_rule(std::string_view node, const Attributes& asked, std::uint32_t minor);

}  // namespace bulwark::analyzers::rbac
