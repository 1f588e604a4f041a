// SPDX-License-Identifier: Apache-2.0
// Analysis: who can get how far in one picture.
//
// It joins what roles allow (analyzers/rbac) with pods, Secrets, nodes and namespaces. What was not
// read leaves paths out; Model::gaps and the inventory's problems tell of it.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "analyzers/attack_paths/evidence.h"
#include "analyzers/attack_paths/graph.h"
#include "analyzers/rbac/model.h"
#include "base/result.h"
#include "model/inventory.h"

namespace bulwark::analyzers::attack_paths {

struct Options {
  std::uint32_t minor = 0;  ///< Kubernetes 1.N; what newer releases refuse counts before
  bool network = false;     ///< whoever may connect to a workload may take it over
};

/// Const once built. Points into the inventory and the model, which must outlive it.
class Analysis {
 public:
  static std::unique_ptr<const Analysis> build(const model::Inventory& inventory,
                                               std::string_view cluster, const rbac::Model& rbac,
                                               const Options& options);
  Analysis(const Analysis&) = delete;
  Analysis& operator=(const Analysis&) = delete;

  const Graph& graph() const { return graph_; }
  const EvidenceBook& book() const { return book_; }
  const rbac::Model& rbac() const { return rbac_; }
  /// Paths are missing: rights that are limited to names, or connections, are too many to follow
  /// all.
  bool cut_short() const { return cut_short_; }
  /// What of network policies could not be followed.
  const std::vector<std::string>& unknown() const { return unknown_; }

  /// "anonymous", "cluster-admin", "node", "internet" (with the network), or KIND/NAME and
  /// KIND/NAMESPACE/NAME: "user/jane", "serviceaccount/shop/cart", "secret/shop/db",
  /// "deployment/shop/cart", "pod/shop/cart-x1" (of which what made it is told). Errors: no such
  /// kind, or nothing of that name in the picture (with a suggestion).
  Result<VertexId> find(std::string_view text) const;

  /// Whatever an attacker may begin as. Without `system` those that a cluster cannot do without are
  /// left out: the control plane's users, and what is in namespaces that begin with kube-.
  std::vector<VertexId> sources(bool system) const;

 private:
  Analysis(const model::Inventory& inventory, std::string_view cluster, const rbac::Model& rbac)
      : inventory_(inventory),
        cluster_(cluster),
        rbac_(rbac),
        book_(static_cast<std::uint32_t>(rbac.bindings().size())) {}

  const model::Resource* object(std::string_view kind, std::string_view name_space,
                                std::string_view name) const;
  VertexId workload_of_pod(std::string_view name_space, std::string_view name) const;

  const model::Inventory& inventory_;
  std::string cluster_;
  const rbac::Model& rbac_;
  bool cut_short_ = false;
  std::vector<std::string> unknown_;
  Graph graph_;
  EvidenceBook book_;
};

/// What a cluster cannot do without.
bool is_system(const Vertex& vertex);

}  // namespace bulwark::analyzers::attack_paths
