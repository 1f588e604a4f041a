// SPDX-License-Identifier: Apache-2.0
// Builds the picture in one pass over the inventory, with hash maps by type and by name.
#include "analyzers/references/picture.h"

#include <algorithm>
#include <array>

#include "analyzers/references/types.h"
#include "formats/path.h"
#include "model/gap.h"

namespace bulwark::analyzers::references {
namespace {

using formats::Value;
using model::Resource;

constexpr std::array<Type, 8> kPodMakers{kPod,       kDeployment,           kStatefulSet,
                                         kDaemonSet, kReplicaSet,           kJob,
                                         kCronJob,   kReplicationController};
// Whoever may do one of these can bring an object into being, or change its labels.
constexpr std::array<std::string_view, 4> kMakingVerbs{"create", "patch", "update", "*"};
// Custom resources that only say something about objects which exist.
constexpr std::array<std::string_view, 11> kMakesNothing{
    "ServiceMonitor", "PodMonitor", "PrometheusRule", "Probe",          "HTTPRoute", "GRPCRoute",
    "TCPRoute",       "TLSRoute",   "UDPRoute",       "ReferenceGrant", "AppProject"};

std::string type_key(std::string_view group, std::string_view kind) {
  std::string out(group);
  return out.append("/").append(kind);
}

std::string name_key(std::string_view group, std::string_view kind, std::string_view name_space,
                     std::string_view name) {
  return type_key(group, kind).append("\n").append(name_space).append("\n").append(name);
}

std::string maker_key(std::string_view scope, std::string_view group, std::string_view resource) {
  std::string out(scope);
  return out.append(" ").append(group).append(" ").append(resource);
}

std::string group_of(const Resource& resource) {
  return std::string(model::split_api_version(resource.api_version()).group);
}

// Of types without a namespace none is invented.
bool has_no_namespace(std::string_view group, std::string_view kind) {
  return (group == "rbac.authorization.k8s.io" && kind.starts_with("Cluster")) ||
         (group.empty() && (kind == "Namespace" || kind == "Node" || kind == "PersistentVolume")) ||
         (model::is_own_group(group) && kind.ends_with("Class")) ||
         kind.ends_with("WebhookConfiguration");
}

bool holds_text(const Value* list, std::string_view text) {
  if (list == nullptr) return false;
  const auto items = list->items();
  return std::any_of(items.begin(), items.end(), [&](const Value& item) {
    return item.is_string() && item.as_string() == text;
  });
}

bool makes_something(const Value& rule) {
  return std::any_of(kMakingVerbs.begin(), kMakingVerbs.end(),
                     [&](auto verb) { return holds_text(rule.find("verbs"), verb); });
}

// Anything but users and groups of people.
bool binds_programs(const Resource& binding) {
  const Value* subjects = binding.root.find("subjects");
  if (subjects == nullptr) return false;
  const auto items = subjects->items();
  return std::any_of(items.begin(), items.end(), [](const Value& subject) {
    return subject.text("kind") == "ServiceAccount" ||
           subject.text("name").starts_with("system:serviceaccount");
  });
}

}  // namespace

const Value* controller_of(const Value& root) {
  const Value* references = root.at("metadata", "ownerReferences");
  if (references == nullptr) return nullptr;
  for (const Value& reference : references->items()) {
    const Value* controller = reference.find("controller");
    if (controller != nullptr && controller->is_bool() && controller->as_bool()) return &reference;
  }
  return references->items().size() == 1 ? &references->items()[0] : nullptr;
}

std::string_view namespace_of(const Resource& resource) {
  const std::string_view own = resource.name_space();
  return own.empty() ? std::string_view("default") : own;
}

const Value* Workload::labels() const { return pod.value->at("metadata", "labels"); }
const Value* Workload::spec() const { return pod.value->find("spec"); }
std::string Workload::spec_path() const { return formats::join_path(pod.path, "spec"); }

bool Workload::on_host_network() const {
  const Value* host = pod.value->at("spec", "hostNetwork");
  return host != nullptr && host->is_bool() && host->as_bool();
}

Picture::Picture(const model::Inventory& inventory, std::string_view cluster, bool complete)
    : cluster_(cluster) {
  const auto each = [&](const auto& work) {
    for (const model::Segment& segment : inventory.segments) {
      for (const Resource& resource : segment.resources) {
        if (inventory.cluster_of(resource) == cluster) work(resource);
      }
    }
  };
  each([&](const Resource& resource) { take(resource); });
  each([&](const Resource& resource) {
    const model::PodTemplate pod = model::pod_template_of(resource.root);
    if (pod.value == nullptr || resource.kind() == "PodTemplate") return;
    take_workload(resource, namespaces_[std::string(namespace_of(resource))]);
  });
  for (auto& [name, one] : namespaces_) one.name = name;
  find_completeness(inventory, complete);
  if (!is_cluster() && complete_) find_makers();
}

void Picture::take(const Resource& resource) {
  const std::string group = group_of(resource);
  const std::string_view kind = resource.kind();
  if (kind == "Pod" && group.empty()) return;  // nobody refers to one by name
  by_type_[type_key(group, kind)].push_back(&resource);
  const std::string_view space = has_no_namespace(group, kind) ? "" : namespace_of(resource);
  by_name_[name_key(group, kind, space, resource.name())].push_back(&resource);
}

// A pod whose owner is in the picture is told by its owner's template; several of an owner that is
// not there are one.
void Picture::take_workload(const Resource& resource, Namespace& space) {
  const model::PodTemplate pod = model::pod_template_of(resource.root);
  if (const Value* owner = controller_of(resource.root)) {
    const std::string_view group = model::split_api_version(owner->text("apiVersion")).group;
    const std::string key = name_key(group, owner->text("kind"), namespace_of(resource),
                                     owner->text("name"));
    space.pods.add(pod.value->at("metadata", "labels"));
    const auto known = by_name_.find(key);
    if (known != by_name_.end()) {
      const Resource& parent = *known->second.front();
      if (model::pod_template_of(parent.root).value != nullptr) return;
    }
    const auto [first, is_new] = orphans_.try_emplace(
        key, static_cast<std::uint32_t>(space.workloads.size()));
    if (!is_new) {
      ++space.workloads[first->second].instances;
      return;
    }
  }
  space.templates.add(pod.value->at("metadata", "labels"));
  space.workloads.push_back({&resource, pod, 1});
}

void Picture::find_completeness(const model::Inventory& inventory, bool complete) {
  complete_ = is_cluster() || complete;
  for (const model::Cluster& one : inventory.clusters) {
    if (inventory.sources[one.source].name != cluster_) continue;
    only_.insert(only_.end(), one.namespaces.begin(), one.namespaces.end());
  }
  for (const model::Problem& problem : inventory.problems) {
    if (!problem.control.empty()) continue;
    if (!is_cluster() && problem.cluster.empty()) complete_ = false;
    if (is_cluster() && problem.cluster == cluster_) gaps_.push_back(problem.what);
  }
}

const Picture::Objects& Picture::find(const Type& type, std::string_view name_space,
                                      std::string_view name) const {
  static const Objects kNone;
  const auto found = by_name_.find(name_key(type.group, type.kind, name_space, name));
  return found == by_name_.end() ? kNone : found->second;
}

const Picture::Objects& Picture::all(const Type& type) const {
  static const Objects kNone;
  const auto found = by_type_.find(type_key(type.group, type.kind));
  return found == by_type_.end() ? kNone : found->second;
}

const Namespace* Picture::name_space(std::string_view name) const {
  const auto found = namespaces_.find(name);
  return found == namespaces_.end() ? nullptr : &found->second;
}

bool Picture::knows_all(const Type& type, std::string_view name_space) const {
  return holds_all(type, name_space) && (is_cluster() || !may_be_made(type, name_space));
}

bool Picture::holds_all(const Type& type, std::string_view name_space) const {
  if (!complete_) return false;
  if (is_cluster()) {
    if (!only_.empty() && std::find(only_.begin(), only_.end(), name_space) == only_.end())
      return false;
    return std::none_of(gaps_.begin(), gaps_.end(), [&](std::string_view gap) {
      return model::gap_may_hide(gap, type.group, type.resource);
    });
  }
  // Kubernetes itself fills these.
  return !name_space.starts_with("kube-");
}

bool Picture::knows_all_pods(std::string_view name_space) const {
  return std::all_of(kPodMakers.begin(), kPodMakers.end(),
                     [&](const Type& type) { return knows_all(type, name_space); });
}

bool Picture::surely_together(const Resource& a, const Resource& b) const {
  if (namespace_of(a) != namespace_of(b)) return false;
  if (is_cluster() || complete_ || a.source == b.source) return true;
  return !a.name_space().empty() && !b.name_space().empty();
}

void Picture::find_makers() {
  for (const auto& [key, objects] : by_type_) {
    const std::string_view group = std::string_view(key).substr(0, key.find('/'));
    if (model::is_own_group(group)) continue;
    for (const Resource* one : objects) {
      const auto kind = std::find(kMakesNothing.begin(), kMakesNothing.end(), one->kind());
      if (kind != kMakesNothing.end()) continue;
      const bool wide = one->name_space().empty();
      makers_.insert(maker_key(wide ? "*" : one->name_space(), "*", "*"));
    }
  }
  for (const Resource* binding : all(kClusterRoleBinding)) grant_role(*binding, "*");
  for (const Resource* binding : all(kRoleBinding)) grant_role(*binding, namespace_of(*binding));
}

void Picture::grant_role(const Resource& binding, std::string_view scope) {
  const Value* reference = binding.root.find("roleRef");
  if (reference == nullptr || !binds_programs(binding)) return;
  const bool wide = reference->text("kind") == "ClusterRole";
  const Objects& roles = find(wide ? kClusterRole : kRole, wide ? "" : namespace_of(binding),
                              reference->text("name"));
  // What a built-in or aggregated role holds is not in the manifests.
  const std::string_view name = reference->text("name");
  if (wide && (name == "cluster-admin" || name == "admin" || name == "edit"))
    makers_.insert(maker_key(scope, "*", "*"));
  for (const Resource* role : roles) {
    if (role->root.find("aggregationRule") != nullptr) makers_.insert(maker_key(scope, "*", "*"));
    const Value* rules = role->root.find("rules");
    if (rules == nullptr) continue;
    for (const Value& rule : rules->items()) {
      const Value* groups = rule.find("apiGroups");
      const Value* resources = rule.find("resources");
      if (!makes_something(rule) || groups == nullptr || resources == nullptr) continue;
      for (const Value& group : groups->items()) {
        for (const Value& resource : resources->items()) {
          if (group.is_string() && resource.is_string())
            makers_.insert(maker_key(scope, group.as_string(), resource.as_string()));
        }
      }
    }
  }
}

bool Picture::may_be_made(const Type& type, std::string_view name_space) const {
  for (const std::string_view scope : {name_space, std::string_view("*")}) {
    for (const std::string_view group : {type.group, std::string_view("*")}) {
      for (const std::string_view resource : {type.resource, std::string_view("*")}) {
        if (makers_.contains(maker_key(scope, group, resource))) return true;
      }
    }
  }
  return false;
}

}  // namespace bulwark::analyzers::references
