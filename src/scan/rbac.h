// SPDX-License-Identifier: Apache-2.0
// The picture that questions about RBAC are asked of: manifests, a snapshot, or a live cluster, of
// which nothing else is read.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "analyzers/rbac/node_authorizer.h"
#include "analyzers/rbac/resource_names.h"
#include "base/progress.h"
#include "base/result.h"
#include "scan/bring_in.h"

namespace bulwark::scan {

/// What of a live cluster is read.
enum class RbacReading : std::uint8_t {
  roles,          ///< roles and bindings
  secret_names,   ///< besides, Secrets
  nodes,          ///< besides, what the Node authorizer goes by: pods, persistent volumes, ...
  attack_paths,   ///< besides, what paths lead over: pods and what makes them, service accounts,
                  ///< Secrets, nodes and namespaces
  network_paths,  ///< besides, what decides on connections between pods
};

struct RbacOptions : PictureOptions {
  RbacReading reading = RbacReading::roles;  ///< nodes: of a snapshot it is asked for too
  std::optional<std::uint32_t> minor;  ///< Kubernetes 1.N to judge for; unset: the server's own, of
                                       ///< manifests the newest
};

/// The model points into the inventory and the built-in roles.
struct RbacPicture {
  RbacPicture() = default;
  RbacPicture(const RbacPicture&) = delete;
  RbacPicture& operator=(const RbacPicture&) = delete;

  model::Inventory inventory;
  std::string cluster;                 ///< its name; empty: manifests
  std::string other_authorizer;        ///< beside RBAC and Node, where there is a sign of one
  std::optional<std::uint32_t> minor;  ///< Kubernetes 1.N that is judged for; unset: not known
  model::Segment built_in_roles;       ///< of the server that manifests are meant for
  std::unique_ptr<const analyzers::rbac::Model> model;
  std::unique_ptr<const analyzers::rbac::ResourceNames> names;
  /// Of a cluster, when it was asked to read for it; else null.
  std::unique_ptr<const analyzers::rbac::NodeAuthorizer> node_authorizer;
};

/// Errors: a target that does not exist or is no picture, several pictures at once, `cancelled`.
/// What could not be read leaves a gap in the model.
Result<std::unique_ptr<RbacPicture>> read_rbac(const RbacOptions& options);

}  // namespace bulwark::scan
