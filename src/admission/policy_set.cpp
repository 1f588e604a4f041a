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
constexpr std::string_view kPolicy = "ValidatingAdmissionPolicy";
constexpr std::string_view kBinding = "ValidatingAdmissionPolicyBinding";
constexpr std::array<std::string_view, 3> kVersions{"v1", "v1beta1", "v1alpha1"};

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
  return is_of(document, kPolicy) || is_of(document, kBinding);
}

void PolicySet::add(const Value& document, std::string file) {
  if (is_of(document, kPolicy)) {
    if (const Value* metadata = document.find("metadata"))
      names_.emplace_back(metadata->text("name"));
    Result<Policy> policy = read_policy(document, minor_);
    if (!policy) {
      unusable_.push_back({std::move(file), title(document), policy.error().text()});
      return;
    }
    policy->file = std::move(file);
    policies_.push_back(std::move(*policy));
  } else if (is_of(document, kBinding)) {
    Result<Binding> binding = read_binding(document);
    if (!binding) {
      unusable_.push_back({std::move(file), title(document), binding.error().text()});
      return;
    }
    binding->file = std::move(file);
    bindings_.push_back(std::move(*binding));
  } else {
    others_.push_back(document);
  }
}

void PolicySet::finish() {
  for (const Binding& binding : bindings_) {
    if (std::ranges::find(names_, binding.policy) != names_.end()) continue;
    unusable_.push_back(
        {binding.file, std::string(kBinding) + " " + binding.name,
         "there is no policy '" + binding.policy + "'" + did_you_mean(binding.policy, names_)});
  }
  std::vector<Binding> made;
  for (const Policy& policy : policies_) {
    if (!bindings_of(policy).empty()) continue;
    Binding binding;
    binding.name = policy.name;
    binding.policy = policy.name;
    binding.file = policy.file;
    binding.denies = true;
    binding.actions = {"Deny"};
    made.push_back(std::move(binding));
  }
  std::ranges::move(made, std::back_inserter(bindings_));
}

std::vector<const Binding*> PolicySet::bindings_of(const Policy& policy) const {
  std::vector<const Binding*> out;
  for (const Binding& binding : bindings_) {
    if (binding.policy == policy.name) out.push_back(&binding);
  }
  return out;
}

}  // namespace bulwark::admission
