// SPDX-License-Identifier: Apache-2.0
// What every namespace with workloads should have.
#include <algorithm>
#include <array>
#include <set>
#include <string>

#include "analyzers/references/rules.h"

namespace bulwark::analyzers::references {
namespace {

using formats::Value;

bool is_systems(std::string_view name) { return name.starts_with("kube-"); }

std::set<std::string_view> namespaces_with(const Picture& picture, const Type& type) {
  std::set<std::string_view> names;
  for (const model::Resource* one : picture.all(type)) names.insert(namespace_of(*one));
  return names;
}

// Told at the Namespace, which must be in the picture; once there is a workload in it.
template <class Lacks>
void each_namespace(Judge& judge, const Type& type, std::string_view message, const Lacks& lacks) {
  for (const model::Resource* one : judge.picture().all(kNamespace)) {
    const std::string_view name = one->name();
    const Namespace* space = judge.picture().name_space(name);
    if (space == nullptr || space->workloads.empty() || is_systems(name) || !lacks(name)) continue;
    judge.lacks(type, name, *one, "metadata.name", message);
  }
}

void without(Judge& judge, const Type& type, std::string_view message) {
  const auto having = namespaces_with(judge.picture(), type);
  each_namespace(judge, type, message,
                 [&](std::string_view name) { return !having.contains(name); });
}

void quotas(Judge& judge) {
  without(judge, kResourceQuota, "has no ResourceQuota: one tenant may use up the cluster");
}

void limit_ranges(Judge& judge) {
  without(judge, kLimitRange, "has no LimitRange: containers without limits get none");
}

constexpr std::array<std::string_view, 6> kDevices{"nvidia.com/",    "amd.com/gpu",
                                                   "gpu.intel.com/", "habana.ai/gaudi",
                                                   "google.com/tpu", "aws.amazon.com/neuron"};

// The resources of GPUs and their kind that a workload's containers ask for.
void add_devices(const Workload& workload, std::set<std::string>& devices) {
  for (const std::string_view list : {"containers", "initContainers"}) {
    const Value* containers = workload.spec() == nullptr ? nullptr : workload.spec()->find(list);
    if (containers == nullptr || !containers->is_list()) continue;
    for (const Value& container : containers->items()) {
      const Value* limits = container.at("resources", "limits");
      if (limits == nullptr || !limits->is_map()) continue;
      for (std::size_t i = 0; i < limits->size(); ++i) {
        const std::string_view name = limits->shape()->keys[i];
        if (std::ranges::any_of(kDevices, [&](std::string_view d) { return name.starts_with(d); }))
          devices.emplace(name);
      }
    }
  }
}

bool limits_device(const Judge& judge, std::string_view name_space, const std::string& device) {
  return std::ranges::any_of(judge.picture().all(kResourceQuota), [&](const auto* quota) {
    const Value* hard = quota->root.at("spec", "hard");
    return namespace_of(*quota) == name_space && hard != nullptr &&
           hard->find("requests." + device) != nullptr;
  });
}

void device_quotas(Judge& judge) {
  each_namespace(judge, kResourceQuota,
                 "its workloads ask for GPUs, and no ResourceQuota says how many they may have",
                 [&](std::string_view name) {
                   std::set<std::string> devices;
                   for (const Workload& one : judge.picture().name_space(name)->workloads)
                     add_devices(one, devices);
                   return std::ranges::any_of(devices, [&](const std::string& device) {
                     return !limits_device(judge, name, device);
                   });
                 });
}

bool says(const model::Resource& policy, std::string_view direction) {
  const Value* types = policy.root.at("spec", "policyTypes");
  if (types == nullptr)
    return direction == "Ingress" || policy.root.at("spec", "egress") != nullptr;
  for (const Value& type : types->items()) {
    if (type.is_string() && type.as_string() == direction) return true;
  }
  return false;
}

// Selects every pod and lets nothing in. Later policies add what is allowed.
bool denies_by_default(const model::Resource& policy) {
  const Value* rules = policy.root.at("spec", "ingress");
  return says(policy, "Ingress") &&
         selection_of(policy.root.at("spec", "podSelector")).is_empty() &&
         (rules == nullptr || rules->size() == 0);
}

void default_deny(Judge& judge) {
  std::set<std::string_view> having;
  for (const model::Resource* one : judge.picture().all(kNetworkPolicy)) {
    if (denies_by_default(*one)) having.insert(namespace_of(*one));
  }
  each_namespace(judge, kNetworkPolicy,
                 "has no NetworkPolicy that denies what no other one allows: a new pod is open to "
                 "everybody",
                 [&](std::string_view name) { return !having.contains(name); });
}

constexpr std::array<Rule, 4> kRules{{{"namespace-default-deny", default_deny},
                                      {"namespace-gpu-quota", device_quotas},
                                      {"namespace-limit-range", limit_ranges},
                                      {"namespace-quota", quotas}}};

}  // namespace

std::span<const Rule> namespace_rules() { return kRules; }

}  // namespace bulwark::analyzers::references
