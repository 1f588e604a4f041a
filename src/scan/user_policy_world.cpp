// SPDX-License-Identifier: Apache-2.0
// Parameters and namespaces of one cluster are none of another's.
#include "scan/user_policy_world.h"

#include <fmt/core.h>

#include <algorithm>

#include "admission/scope.h"

namespace bulwark::scan {
namespace {

using admission::Binding;
using admission::ParamKind;
using admission::Policy;
using formats::Value;
using model::Resource;

constexpr std::string_view kDefault = "default";  // where kubectl puts what names none

/// What was read of one cluster.
struct Found {
  std::vector<Value> params;
  std::map<std::string, const Value*, std::less<>> namespaces;
};

std::map<std::string, Found, std::less<>> look_through(const UserPolicies& policies,
                                                       const model::Inventory& inventory) {
  std::map<std::string, Found, std::less<>> out;
  for (const model::Segment& segment : inventory.segments) {
    for (const Resource& resource : segment.resources) {
      const std::string_view cluster = inventory.cluster_of(resource);
      auto at = out.find(cluster);
      if (at == out.end()) at = out.emplace(cluster, Found()).first;
      if (resource.kind() == "Namespace" && resource.api_version() == "v1")
        at->second.namespaces.emplace(resource.name(), &resource.root);
      const auto is_this = [&](const ParamKind& kind) {
        return kind.kind == resource.kind() && kind.api_version == resource.api_version();
      };
      if (std::ranges::any_of(policies.param_kinds(), is_this))
        at->second.params.push_back(resource.root);
    }
  }
  return out;
}

bool has_params(const Policy& policy, const Binding& binding, const std::vector<Value>& all) {
  return std::ranges::any_of(all, [&](const Value& object) {
    if (!object.is_map() || object.text("apiVersion") != policy.param_kind->api_version ||
        object.text("kind") != policy.param_kind->kind)
      return false;
    const Value* metadata = object.find("metadata");
    const Value* labels = metadata == nullptr ? nullptr : metadata->find("labels");
    if (binding.params->name.empty()) return binding.params->selector.matches(labels);
    return metadata != nullptr && metadata->text("name") == binding.params->name;
  });
}

// It may well exist beyond what was read: neither "nothing to say" nor a denial.
void find_missing_params(const std::string& cluster, World& world) {
  for (const admission::ValidatingPolicy& policy : world.policies.validating()) {
    for (const Binding* binding : world.policies.bindings_of(policy)) {
      if (!policy.param_kind || !binding->params ||
          has_params(policy, *binding, world.policies.others()))
        continue;
      world.without_params.insert(binding);
      const std::string id = std::string(kPolicyPrefix) + policy.name;
      const std::string& name = binding->params->name;
      model::Problem problem;
      problem.what = fmt::format("control {} by binding {}", id, binding->name);
      problem.reason = fmt::format("no {} {} was read for its parameters", policy.param_kind->kind,
                                   name.empty() ? "that its selector matches" : name);
      problem.code = ErrorCode::not_found;
      problem.control = id;
      problem.cluster = cluster;
      world.problems.push_back(std::move(problem));
    }
  }
}

}  // namespace

admission::Request World::request_for(const Resource& resource, Value& object,
                                      formats::Pool& pool) const {
  admission::Request out = admission::Request::about(resource.root, admission::Operation::create);
  out.secret_values_dropped = true;
  if (out.name_space.empty() && admission::lives_in_namespace(out.kind)) {
    out.name_space = kDefault;
    object = admission::in_namespace(resource.root, out.name_space, pool);
    out.object = &object;
  }
  if (const auto at = namespaces.find(out.name_space); at != namespaces.end())
    out.name_space_object = at->second;
  return out;
}

Worlds make_worlds(const UserPolicies& policies, const model::Inventory& inventory) {
  Worlds out;
  for (auto& [cluster, found] : look_through(policies, inventory)) {
    World& world = out.emplace(cluster, World(policies.with_params(found.params))).first->second;
    world.namespaces = std::move(found.namespaces);
    find_missing_params(cluster, world);
  }
  return out;
}

}  // namespace bulwark::scan
