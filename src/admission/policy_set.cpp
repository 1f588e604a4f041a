// SPDX-License-Identifier: Apache-2.0
// Reads v1 and the versions before it, whose documents are the same.
#include "admission/policy_set.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "model/kinds.h"

namespace bulwark::admission {
namespace {

using formats::Value;

constexpr std::string_view kGroup = "admissionregistration.k8s.io";
constexpr std::array<std::string_view, 3> kVersions{"v1", "v1beta1", "v1alpha1"};

constexpr std::array kKinds{PolicyKind::validating, PolicyKind::mutating};

std::string binding_name(PolicyKind kind) { return std::string(name(kind)).append("Binding"); }

bool is_of(const Value& document, std::string_view kind) {
  const auto [group, version] = model::split_api_version(document.text("apiVersion"));
  return document.is_map() && group == kGroup && document.text("kind") == kind &&
         std::ranges::find(kVersions, version) != kVersions.end();
}

std::string title(const Value& document) {
  const Value* metadata = document.find("metadata");
  const std::string_view name = metadata == nullptr ? "" : metadata->text("name");
  return std::string(document.text("kind")).append(name.empty() ? "" : " ").append(name);
}

}  // namespace

bool PolicySet::is_policy(const Value& document) {
  return std::ranges::any_of(kKinds, [&](PolicyKind kind) {
    return is_of(document, name(kind)) || is_of(document, binding_name(kind));
  });
}

void PolicySet::add(const Value& document, std::string file) {
  for (const PolicyKind kind : kKinds) {
    if (is_of(document, name(kind))) return add_policy(document, kind, std::move(file));
    if (is_of(document, binding_name(kind))) return add_binding(document, kind, std::move(file));
  }
  others_.push_back(document);
}

void PolicySet::add_policy(const Value& document, PolicyKind kind, std::string file) {
  if (const Value* metadata = document.find("metadata"))
    names(kind).emplace_back(metadata->text("name"));
  const auto keep = [&](auto policy, auto& policies) {
    if (!policy) {
      unusable_.push_back({std::move(file), title(document), policy.error().text()});
      return;
    }
    policy->file = std::move(file);
    policies.push_back(*std::move(policy));
  };
  if (kind == PolicyKind::validating) {
    keep(read_validating_policy(document, minor_), validating_);
  } else {
    keep(read_mutating_policy(document, minor_), mutating_);
  }
}

void PolicySet::add_binding(const Value& document, PolicyKind kind, std::string file) {
  Result<Binding> binding = read_binding(document, kind);
  if (!binding) {
    unusable_.push_back({std::move(file), title(document), binding.error().text()});
    return;
  }
  binding->file = std::move(file);
  bindings_.push_back(*std::move(binding));
}

void PolicySet::finish() {
  for (const Binding& binding : bindings_) {
    const std::vector<std::string>& known = names(binding.kind);
    if (std::ranges::find(known, binding.policy) != known.end()) continue;
    unusable_.push_back(
        {binding.file, binding_name(binding.kind) + " " + binding.name,
         "there is no policy '" + binding.policy + "'" + did_you_mean(binding.policy, known)});
  }
  for (const ValidatingPolicy& policy : validating_) bind(policy);
  for (const MutatingPolicy& policy : mutating_) bind(policy);
}

void PolicySet::bind(const Policy& policy) {
  if (!bindings_of(policy).empty()) return;
  Binding binding;
  binding.kind = policy.kind;
  binding.name = policy.name;
  binding.policy = policy.name;
  binding.file = policy.file;
  if (policy.kind == PolicyKind::validating) {
    binding.denies = true;
    binding.actions = {"Deny"};
  }
  bindings_.push_back(std::move(binding));
}

std::vector<const Binding*> PolicySet::bindings_of(const Policy& policy) const {
  std::vector<const Binding*> out;
  for (const Binding& binding : bindings_) {
    if (binding.kind == policy.kind && binding.policy == policy.name) out.push_back(&binding);
  }
  return out;
}

}  // namespace bulwark::admission
