// SPDX-License-Identifier: Apache-2.0
// NodeAuthorizer: what the Node authorizer of an API server allows a kubelet, which it asks beside
// RBAC: objects that the pods of its node name, its own ones, and what every kubelet needs.
//
// It is taken to run as `--authorization-mode=Node,RBAC` runs it, with the feature gates that are
// on by default. Requests are those without field selectors. It never refuses: what it does not
// allow, RBAC may.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analyzers/rbac/authorizer.h"
#include "analyzers/rbac/node_graph.h"

namespace bulwark::analyzers::rbac {

struct NodeAuthorizerOptions {
  std::optional<std::uint32_t> minor;  ///< Kubernetes 1.N; unset: not known
  /// Whether VolumeAttachments, ResourceSlices and PodCertificateRequests were looked for too,
  /// which no snapshot holds.
  bool other_types_read = false;
};

struct NodeAnswer {
  Verdict is = Verdict::no;
  std::string reason;  ///< why it is allowed, or why that is not known
};

/// Const once built, and then safe to ask from several threads.
class NodeAuthorizer {
 public:
  /// Of a cluster, by its name. `inventory` must outlive it.
  NodeAuthorizer(const model::Inventory& inventory, std::string_view cluster,
                 const NodeAuthorizerOptions& options);

  /// `node`: the name that the kubelet's user name ends with.
  NodeAnswer decide(std::string_view node, const Attributes& asked) const;

 private:
  NodeAnswer decide(std::string_view node, const Attributes& asked, std::uint32_t minor) const;
  NodeAnswer related(std::string_view node, Related type, const Attributes& asked) const;

  NodeGraph graph_;
  std::optional<std::uint32_t> minor_;
  std::vector<std::string> unread_;  ///< by Related: why a "no" about that type is not known
};

/// What RBAC and the Node authorizer answer together. Without `node_authorizer` a kubelet's "no" is
/// not known.
Decision authorize(const Model& model, const NodeAuthorizer* node_authorizer,
                   const Identity& identity, const Attributes& asked);

}  // namespace bulwark::analyzers::rbac
