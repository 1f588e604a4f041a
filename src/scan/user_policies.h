// SPDX-License-Identifier: Apache-2.0
// UserPolicies: a user's ValidatingAdmissionPolicies as a scan runs them beside the catalogue, each
// as a control of its own.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <set>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "admission/policy_set.h"
#include "base/result.h"
#include "model/control.h"
#include "model/inventory.h"
#include "policy/catalogue.h"
#include "sources/cluster/load_live.h"

namespace bulwark::scan {

/// A policy's id as a control is this and its name. No control of the catalogue has a dot in its
/// id, and all of it may stand in the key of an annotation.
inline constexpr std::string_view kPolicyPrefix = "policy.";
inline bool is_policy_id(std::string_view glob) { return glob.starts_with(kPolicyPrefix); }

/// Pools of policies and of objects made for them have ids from here up: their values meet those of
/// the scan's inventory.
inline constexpr std::size_t kPolicyPools = 0x8000;
inline constexpr std::size_t kPlacedPools = 0xC000;

struct UserPolicyOptions {
  std::vector<std::string> paths;  ///< files, folders, or -: policies, bindings, parameters
  std::uint32_t minor = 0;         ///< Kubernetes 1.N, whose API server is to take them
  std::uint64_t seed = 0;
  std::string search_path;
  std::stop_token stop;
};

/// Not copyable or movable: sets and controls point into it.
class UserPolicies {
 public:
  /// Empty without paths. Errors: a path that does not exist, or no policy in any of them.
  static Result<std::unique_ptr<UserPolicies>> read(const UserPolicyOptions& options);
  UserPolicies(const UserPolicies&) = delete;
  UserPolicies& operator=(const UserPolicies&) = delete;

  /// Ids of all that were read, those that cannot be used among them.
  std::vector<std::string> ids() const;
  /// Drops those that a selection leaves out. To be called once, before all below.
  void choose(const policy::Selection& selection);

  bool empty() const { return controls_.empty(); }
  /// One for each policy that can be used.
  const std::deque<model::Control>& controls() const { return controls_; }
  const model::Control* control_of(const admission::Policy& policy) const;
  /// The kinds of which policies take parameters.
  const std::vector<admission::ParamKind>& param_kinds() const { return param_kinds_; }

  /// The types that policies name in their rules, and those of their parameters: what of a cluster
  /// must be read for them. A rule about every type names none.
  std::vector<sources::cluster::GroupResource> types() const;

  /// The policies with these parameters beside those that stand with them. What they point to, and
  /// this, must outlive it.
  admission::PolicySet with_params(std::span<const formats::Value> params) const;

  /// What could not be read or used, and what a person should know.
  const std::vector<model::Problem>& problems() const { return problems_; }
  const std::vector<std::string>& notices() const { return notices_; }

 private:
  UserPolicies() = default;
  Result<void> load(const UserPolicyOptions& options);
  bool is_wanted(const model::Resource& document, const policy::Selection& selection) const;
  void take(const admission::PolicySet& set, const admission::ValidatingPolicy& policy);
  void add_control(const admission::Policy& policy, const admission::PolicySet& set);
  void tell_unusable(const admission::PolicySet& set);
  void tell_mutating();
  const model::Resource* document_of(std::string_view title, std::string_view file) const;

  int minor_ = 0;
  model::Inventory inventory_;
  std::vector<const model::Resource*> documents_;  ///< in the order of the files
  std::deque<model::Control> controls_;
  std::vector<admission::ParamKind> param_kinds_;
  std::set<sources::cluster::GroupResource> types_;
  std::vector<model::Problem> problems_;
  std::vector<std::string> notices_;
};

}  // namespace bulwark::scan
