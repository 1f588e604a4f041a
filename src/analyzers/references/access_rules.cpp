// SPDX-License-Identifier: Apache-2.0
// Bindings to roles and accounts that do not exist: whoever may create one of that name gets what
// is bound.
#include <array>

#include "analyzers/references/rules.h"
#include "formats/path.h"

namespace bulwark::analyzers::references {
namespace {

using formats::Value;
using model::Resource;

// Made by every API server for itself.
bool is_built_in(std::string_view role) {
  return role == "cluster-admin" || role == "admin" || role == "edit" || role == "view" ||
         role.starts_with("system:");
}

// An API server brings bindings for every controller there may be, and their accounts come with the
// controllers: only those of a cloud provider have accounts for its.
bool is_own_of_server(const Resource& binding) {
  const Value* label = binding.root.at("metadata", "labels", "kubernetes.io/bootstrapping");
  return label != nullptr && label->is_string() && label->as_string() == "rbac-defaults" &&
         binding.name().starts_with("system:");
}

void roles(Judge& judge) {
  for (const Type& binding : {kRoleBinding, kClusterRoleBinding}) {
    for (const Resource* one : judge.picture().all(binding)) {
      const Value* reference = one->root.find("roleRef");
      if (reference == nullptr || reference->text("name").empty()) continue;
      const std::string_view name = reference->text("name");
      const bool wide = reference->text("kind") == "ClusterRole";
      if (wide && is_built_in(name) && !judge.picture().is_cluster()) continue;
      judge.refer(wide ? kClusterRole : kRole, wide ? "" : namespace_of(*one), name, *one,
                  "roleRef", "grants the rights of");
    }
  }
}

void accounts(Judge& judge) {
  for (const Type& binding : {kRoleBinding, kClusterRoleBinding}) {
    for (const Resource* one : judge.picture().all(binding)) {
      const Value* subjects = one->root.find("subjects");
      if (subjects == nullptr || is_own_of_server(*one)) continue;
      for (std::size_t i = 0; i < subjects->items().size(); ++i) {
        const Value& subject = subjects->items()[i];
        const std::string_view name = subject.text("name");
        const std::string_view space = subject.text("namespace");
        if (subject.text("kind") != "ServiceAccount" || name.empty() || name == "default") continue;
        judge.refer(kServiceAccount, space.empty() ? namespace_of(*one) : space, name, *one,
                    "subjects" + formats::item_step(i), "grants rights to");
      }
    }
  }
}

constexpr std::array<Rule, 2> kRules{
    {{"binding-account-missing", accounts}, {"role-missing", roles}}};

}  // namespace

std::span<const Rule> access_rules() { return kRules; }

}  // namespace bulwark::analyzers::references
