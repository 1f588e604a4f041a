// SPDX-License-Identifier: Apache-2.0
// By names: bindings of an API server bear its label and say in their name whom they are for.
#include "analyzers/rbac/entitled.h"

#include <algorithm>
#include <array>

#include "analyzers/rbac/powers.h"

namespace bulwark::analyzers::rbac {
namespace {

using Kind = Subject::Kind;

constexpr std::string_view kAccounts = "system:serviceaccounts";
constexpr std::string_view kKubeadm = "kubeadm:";
constexpr std::string_view kSystemSpace = "kube-system";

bool is_bootstrapped(const model::Resource& binding) {
  const formats::Value* label = binding.root.at("metadata", "labels",
                                                "kubernetes.io/bootstrapping");
  return label != nullptr && label->is_string() && label->as_string() == "rbac-defaults" &&
         binding.name().starts_with("system:");
}

// "system:controller:job-controller" is for the account job-controller, and
// "system::leader-locking-kube-scheduler" for kube-scheduler.
bool is_for_account(std::string_view binding, std::string_view account) {
  constexpr std::string_view kLocking = "leader-locking-";
  if (binding == "system::leader-locking-kube-controller-manager" &&
      account == "leader-election-controller")
    return true;
  if (!binding.ends_with(account)) return false;
  binding.remove_suffix(account.size());
  return binding.ends_with(':') || binding.ends_with(kLocking);
}

bool is_own(const Model& model, std::string_view binding, const Subject& subject) {
  constexpr std::array<std::string_view, 3> kUsers{"system:kube-controller-manager",
                                                   "system:kube-scheduler", "system:kube-proxy"};
  constexpr std::array<std::string_view, 2> kGroups{"system:nodes", "system:monitoring"};
  const std::string_view name = model.text(subject.name);
  switch (subject.kind) {
    case Kind::user: return std::find(kUsers.begin(), kUsers.end(), name) != kUsers.end();
    case Kind::group: return std::find(kGroups.begin(), kGroups.end(), name) != kGroups.end();
    case Kind::service_account:
      return model.text(subject.name_space) == kSystemSpace && is_for_account(binding, name);
    case Kind::unknown: break;
  }
  return false;
}

bool is_of_kubeadm(const Model& model, const Subject& subject) {
  const std::string_view name = model.text(subject.name);
  if (subject.kind == Kind::group)
    return name.starts_with(kKubeadm) || name.starts_with("system:bootstrappers:") ||
           name == "system:nodes";
  return subject.kind == Kind::service_account && name == "kube-proxy" &&
         model.text(subject.name_space) == kSystemSpace;
}

}  // namespace

bool is_entitled(const Model& model, const Binding& binding, const Subject& subject) {
  if (subject.kind == Kind::group && model.text(subject.name) == kMasters) return true;
  const std::string_view name = binding.object->name();
  if (name.starts_with(kKubeadm) && is_of_kubeadm(model, subject)) return true;
  return is_bootstrapped(*binding.object) && is_own(model, name, subject);
}

bool is_broad(const Model& model, const Subject& subject) {
  const std::string_view name = model.text(subject.name);
  if (subject.kind == Kind::user) return name == "system:anonymous";
  return subject.kind == Kind::group &&
         (name == kAuthenticated || name == kUnauthenticated || name.starts_with(kAccounts));
}

bool is_told(const Model& model, const Binding& binding, const Subject& subject) {
  if (subject.meets == kUnknown || is_entitled(model, binding, subject)) return false;
  if (reach_of(model.text(binding.name_space)) != Reach::name_space) return true;
  return subject.kind == Kind::service_account || is_broad(model, subject) ||
         account_of(model.text(subject.name)).has_value();
}

}  // namespace bulwark::analyzers::rbac
