// SPDX-License-Identifier: Apache-2.0
// What an expression cannot do without: `label in {one value}` or a namespace by name, alone or in
// a conjunction.
#include "analyzers/network/labelled_pods.h"

#include <fmt/core.h>

#include "analyzers/references/picture.h"

namespace bulwark::analyzers::network {
namespace {

using formats::Value;
using Operator = LabelExpression::Operator;

std::string label_key(std::string_view key, std::string_view value) {
  return fmt::format("{}\n{}", key, value);
}

std::string account_key(std::string_view space, std::string_view name) {
  return fmt::format("{}/{}", space, name);
}

}  // namespace

bool LabelledPods::selects_unknown(const LabelExpression& expression) {
  static const NamespaceOf kNobodys{.name = "\n", .members = {}};  // no selector can name it
  Labelled unknown;
  unknown.name_space = &kNobodys;
  unknown.is_pod = true;
  return expression.holds(unknown);
}

const NamespaceOf* LabelledPods::name_space(std::string_view name) const {
  const auto found = endpoints_.namespaces().find(name);
  return found == endpoints_.namespaces().end() ? nullptr : &found->second;
}

void LabelledPods::read_service_accounts() {
  for (const model::Segment& segment : inventory_.segments) {
    for (const model::Resource& one : segment.resources) {
      if (one.kind() != "ServiceAccount" || inventory_.cluster_of(one) != cluster_) continue;
      service_accounts_[account_key(references::namespace_of(one), one.name())] = one.root.at(
          "metadata", "labels");
    }
  }
}

Labelled LabelledPods::labelled(const Endpoint& endpoint) const {
  Labelled out;
  out.labels = endpoint.labels;
  out.name_space = &endpoints_.namespaces().find(endpoint.name_space)->second;
  out.service_account = endpoint.service_account;
  const auto account = service_accounts_.find(
      account_key(endpoint.name_space, endpoint.service_account));
  if (account != service_accounts_.end()) out.service_account_labels = account->second;
  out.is_pod = true;
  return out;
}

void LabelledPods::read() {
  if (is_read_) return;
  is_read_ = true;
  read_service_accounts();
  pods_.reserve(endpoints_.all().size());
  for (EndpointId i = 0; i < endpoints_.all().size(); ++i) {
    const Value* labels = endpoints_.all()[i].labels;
    pods_.push_back(labelled(endpoints_.all()[i]));
    if (labels == nullptr || !labels->is_map()) continue;
    for (std::size_t j = 0; j < labels->size(); ++j) {
      const Value& value = labels->values()[j];
      if (value.is_string())
        by_label_[label_key(labels->shape()->keys[j], value.as_string())].push_back(i);
    }
  }
}

// Null: all pods.
const std::vector<EndpointId>* LabelledPods::candidates(const LabelExpression& expression) const {
  static const std::vector<EndpointId> kNobody;
  if (expression.op == Operator::conjunction) {
    const std::vector<EndpointId>* best = nullptr;
    for (const LabelExpression& part : expression.parts) {
      const auto* some = candidates(part);
      if (some != nullptr && (best == nullptr || some->size() < best->size())) best = some;
    }
    return best;
  }
  if (expression.op != Operator::in || expression.values.size() != 1) return nullptr;
  if (expression.owner == LabelOwner::namespace_name) {
    const auto space = endpoints_.namespaces().find(expression.values.front());
    return space == endpoints_.namespaces().end() ? &kNobody : &space->second.members;
  }
  if (expression.owner != LabelOwner::own) return nullptr;
  const auto found = by_label_.find(label_key(expression.key, expression.values.front()));
  return found == by_label_.end() ? &kNobody : &found->second;
}

PodSet LabelledPods::select(const LabelExpression& expression) {
  read();
  const auto [at, is_new] = known_.try_emplace(expression.text());
  if (!is_new) return at->second;
  std::vector<EndpointId> out;
  const auto take = [&](EndpointId one) {
    if (!endpoints_.all()[one].host_network && expression.holds(pods_[one])) out.push_back(one);
  };
  if (const auto* some = candidates(expression)) {
    for (const EndpointId one : *some) take(one);
  } else {
    for (EndpointId one = 0; one < pods_.size(); ++one) take(one);
  }
  at->second = std::make_shared<const std::vector<EndpointId>>(std::move(out));
  return at->second;
}

PodSet LabelledPods::all() {
  std::vector<EndpointId> out(endpoints_.all().size());
  for (EndpointId i = 0; i < out.size(); ++i) out[i] = i;
  return keep("all", std::move(out));
}

PodSet LabelledPods::on_host_network() {
  std::vector<EndpointId> out;
  for (EndpointId i = 0; i < endpoints_.all().size(); ++i) {
    if (endpoints_.all()[i].host_network) out.push_back(i);
  }
  return keep("on host network", std::move(out));
}

PodSet LabelledPods::keep(const std::string& key, std::vector<EndpointId> pods) {
  const auto [at, is_new] = known_.try_emplace("kept " + key);
  if (is_new) at->second = std::make_shared<const std::vector<EndpointId>>(std::move(pods));
  return at->second;
}

}  // namespace bulwark::analyzers::network
