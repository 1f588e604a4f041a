// SPDX-License-Identifier: Apache-2.0
// All documents stay in one inventory; sets of policies are made from them as often as there are
// clusters with parameters of their own.
#include "scan/user_policies.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"
#include "model/kinds.h"
#include "scan/file_locator.h"
#include "scan/policy_documents.h"
#include "scan/policy_place.h"
#include "scan/user_policy_control.h"
#include "sources/code/load.h"

namespace bulwark::scan {
namespace {

using admission::PolicySet;
using model::Resource;

constexpr std::string_view kPolicy = "ValidatingAdmissionPolicy";

bool is_policy(const Resource& document) {
  return PolicySet::is_policy(document.root) && document.kind() == kPolicy;
}

bool is_mutating(const Resource& document) {
  return document.kind().starts_with("MutatingAdmissionPolicy") &&
         document.api_version().starts_with("admissionregistration.k8s.io/");
}

/// The name of the policy that a policy or a binding is about.
std::string_view policy_name(const Resource& document) {
  if (is_policy(document)) return document.name();
  const formats::Value* spec = document.root.find("spec");
  return spec == nullptr || !spec->is_map() ? std::string_view() : spec->text("policyName");
}

bool any_glob(const std::vector<std::string>& globs, std::string_view id) {
  return std::ranges::any_of(globs, [&](const std::string& glob) { return glob_match(glob, id); });
}

}  // namespace

Result<std::unique_ptr<UserPolicies>> UserPolicies::read(const UserPolicyOptions& options) {
  std::unique_ptr<UserPolicies> out(new UserPolicies());
  out->minor_ = static_cast<int>(options.minor);
  if (!options.paths.empty()) TRY_VOID(out->load(options));
  return out;
}

Result<void> UserPolicies::load(const UserPolicyOptions& options) {
  sources::code::LoadOptions load;
  load.workers = 1;
  load.seed = options.seed;
  load.search_path = options.search_path;
  load.stop = options.stop;
  load.pools_before = kPolicyPools;
  TRY_VOID(sources::code::load(options.paths, load, inventory_));
  documents_ = documents_from(inventory_);
  for (model::Problem& problem : inventory_.problems) {
    problem.document = false;  // the report counts those of the targets
    problems_.push_back(std::move(problem));
  }
  if (problems_.empty() &&
      std::ranges::none_of(documents_, [](auto* one) { return is_policy(*one); }))
    return fail(ErrorCode::not_found,
                "no ValidatingAdmissionPolicy found in " + join(options.paths, ", "));
  return {};
}

std::vector<std::string> UserPolicies::ids() const {
  std::vector<std::string> out;
  for (const Resource* document : documents_) {
    if (is_policy(*document)) out.push_back(std::string(kPolicyPrefix).append(document->name()));
  }
  return out;
}

bool UserPolicies::is_wanted(const Resource& document, const policy::Selection& selection) const {
  const std::string id = std::string(kPolicyPrefix).append(policy_name(document));
  if (!selection.controls.empty() && !any_glob(selection.controls, id)) return false;
  if (any_glob(selection.exclude, id)) return false;
  if (selection.layers.empty()) return true;
  const auto same = [&](const Resource* one) {
    return is_policy(*one) && one->name() == policy_name(document);
  };
  const auto policy = std::ranges::find_if(documents_, same);
  const model::Layer layer = policy == documents_.end() ? model::Layer::cluster
                                                        : layer_of(**policy);
  return any_glob(selection.layers, model::name(layer));
}

void UserPolicies::choose(const policy::Selection& selection) {
  tell_mutating();
  std::size_t left_out = 0;
  std::erase_if(documents_, [&](const Resource* document) {
    if (is_mutating(*document)) return true;
    if (!PolicySet::is_policy(document->root) || is_wanted(*document, selection)) return false;
    left_out += is_policy(*document) ? 1 : 0;
    return true;
  });
  if (left_out > 0) {
    notices_.push_back(fmt::format("{} of the policies given {} left out by what was chosen",
                                   left_out, left_out == 1 ? "is" : "are"));
  }
  const PolicySet set = with_params({});
  tell_unusable(set);
  for (const admission::ValidatingPolicy& policy : set.validating()) take(set, policy);
}

void UserPolicies::take(const PolicySet& set, const admission::ValidatingPolicy& policy) {
  if (control_of(policy) == nullptr) add_control(policy, set);
  if (policy.param_kind) {
    if (std::ranges::find(param_kinds_, *policy.param_kind) == param_kinds_.end())
      param_kinds_.push_back(*policy.param_kind);
    types_.insert({std::string(model::split_api_version(policy.param_kind->api_version).group),
                   model::resource_of(policy.param_kind->kind)});
  }
  bool creates = false;
  for (const admission::ResourceRule& rule : policy.match.rules) {
    creates = creates || std::ranges::any_of(rule.operations, [](const std::string& operation) {
                return operation == "*" || operation == "CREATE";
              });
    for (const std::string& group : rule.groups) {
      for (const std::string& resource : rule.resources) {
        if (group != "*" && !resource.contains('*') && !resource.contains('/'))
          types_.insert({group, resource});
      }
    }
  }
  if (!creates)
    notices_.push_back(std::string(kPolicyPrefix) + policy.name +
                       " is about no CREATE, and so was asked about nothing");
}

std::vector<sources::cluster::GroupResource> UserPolicies::types() const {
  return {types_.begin(), types_.end()};
}

const model::Control* UserPolicies::control_of(const admission::Policy& policy) const {
  const auto found = std::ranges::find_if(controls_, [&](const model::Control& control) {
    return std::string_view(control.id).substr(kPolicyPrefix.size()) == policy.name;
  });
  return found == controls_.end() ? nullptr : &*found;
}

PolicySet UserPolicies::with_params(std::span<const formats::Value> params) const {
  PolicySet set(minor_);
  for (const Resource* document : documents_)
    set.add(document->root, inventory_.sources[document->source].name);
  for (const formats::Value& param : params) set.add(param, {});
  set.finish();
  return set;
}

void UserPolicies::add_control(const admission::Policy& policy, const PolicySet& set) {
  const Resource* document = document_of(fmt::format("{} {}", kPolicy, policy.name), policy.file);
  if (document == nullptr) return;
  controls_.push_back(control_from(*document, policy.file, set.bindings_of(policy), notices_));
}

const Resource* UserPolicies::document_of(std::string_view title, std::string_view file) const {
  const auto found = std::ranges::find_if(documents_, [&](const Resource* document) {
    return document->title() == title && inventory_.sources[document->source].name == file;
  });
  return found == documents_.end() ? nullptr : *found;
}

void UserPolicies::tell_unusable(const PolicySet& set) {
  FileLocator locator(inventory_);
  for (const admission::Unusable& one : set.unusable()) {
    model::Problem problem;
    problem.what = one.file + ": " + one.what;
    problem.reason = one.why;
    problem.file = one.file;
    if (const Resource* document = document_of(one.what, one.file)) {
      const model::Place place = policy_spot(locator, *document, one.why);
      problem.line = place.line;
      problem.column = place.column;
      problem.control = std::string(kPolicyPrefix).append(policy_name(*document));
      if (place.line > 0)
        problem.what = fmt::format("{}:{}:{}: {}", one.file, place.line, place.column, one.what);
    }
    problems_.push_back(std::move(problem));
  }
}

// They change objects and judge none.
void UserPolicies::tell_mutating() {
  const auto count = std::ranges::count_if(
      documents_, [](const Resource* one) { return one->kind() == "MutatingAdmissionPolicy"; });
  if (count == 0) return;
  notices_.push_back(fmt::format(
      "{} not run: {} are judged as they stand, not as a MutatingAdmissionPolicy would leave them",
      count == 1 ? "1 MutatingAdmissionPolicy is"
                 : fmt::format("{} MutatingAdmissionPolicies are", count),
      "objects"));
}

}  // namespace bulwark::scan
