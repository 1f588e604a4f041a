// SPDX-License-Identifier: Apache-2.0
// Which pods a label expression selects: each distinct one asked once, and only of the pods that
// have a label or a namespace that it cannot do without.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "analyzers/network/label_expression.h"
#include "analyzers/network/pod_sets.h"
#include "model/inventory.h"

namespace bulwark::analyzers::network {

/// Pods as endpoints of Cilium and Calico: without those in their node's network.
class LabelledPods {
 public:
  /// Both must outlive it. Nothing is read before the first question.
  LabelledPods(const model::Inventory& inventory, std::string_view cluster,
               const Endpoints& endpoints)
      : inventory_(inventory), cluster_(cluster), endpoints_(endpoints) {}

  PodSet select(const LabelExpression& expression);
  /// All pods, with those in their node's network; and those alone.
  PodSet all();
  PodSet on_host_network();
  /// A set that was made of others, under a key that only equal sets have.
  PodSet keep(const std::string& key, std::vector<EndpointId> pods);

  /// Null where nothing of it was read.
  const NamespaceOf* name_space(std::string_view name) const;

  /// A pod without labels in a namespace that nobody knows.
  static bool selects_unknown(const LabelExpression& expression);

 private:
  void read();
  void read_service_accounts();
  Labelled labelled(const Endpoint& endpoint) const;
  const std::vector<EndpointId>* candidates(const LabelExpression& expression) const;

  const model::Inventory& inventory_;
  std::string cluster_;
  const Endpoints& endpoints_;
  bool is_read_ = false;
  std::vector<Labelled> pods_;
  std::unordered_map<std::string, std::vector<EndpointId>> by_label_;
  std::map<std::string, const formats::Value*, std::less<>> service_accounts_;
  std::map<std::string, PodSet, std::less<>> known_;
};

}  // namespace bulwark::analyzers::network
