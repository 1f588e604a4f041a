// SPDX-License-Identifier: Apache-2.0
// projectcalico.org/v3, and crd.projectcalico.org/v1, in which a cluster keeps the same.
#include "analyzers/network/calico_objects.h"

#include <fmt/core.h>

#include <algorithm>
#include <limits>
#include <tuple>

#include "analyzers/network/rule_reader.h"
#include "analyzers/references/picture.h"
#include "formats/path.h"
#include "formats/value_fields.h"
#include "model/kinds.h"

namespace bulwark::analyzers::network {
namespace {

using formats::Value;
using model::Resource;

constexpr std::string_view kShown = "projectcalico.org", kKept = "crd.projectcalico.org";
constexpr double kLast = std::numeric_limits<double>::infinity();

std::string twin_key(const Resource& one) {
  return fmt::format("{} {}/{}", one.kind(), references::namespace_of(one),
                     CalicoObjects::name_of(one));
}

bool is_global(const Resource& one) { return one.kind().starts_with("Global"); }

}  // namespace

std::vector<PolicyTier> built_in_tiers() {
  return {{"kube-admin", Tier::admin, 1'000, false},
          {"default", Tier::network_policy, 1'000'000, true},
          {"kube-baseline", Tier::baseline, 10'000'000, false}};
}

bool CalicoObjects::is_policy(std::string_view group, std::string_view kind) {
  return (group == kShown || group == kKept) &&
         (kind == "NetworkPolicy" || kind == "GlobalNetworkPolicy");
}

std::string_view CalicoObjects::name_of(const Resource& resource) {
  std::string_view name = resource.name();
  const Value* spec = resource.root.find("spec");
  const std::string_view tier = spec == nullptr ? "" : spec->text("tier");
  const std::string_view written = tier.empty() ? "default" : tier;
  if (name.starts_with(written) && name.substr(written.size()).starts_with('.'))
    name.remove_prefix(written.size() + 1);
  return name;
}

bool CalicoObjects::is_twin(const Resource& resource) const {
  return model::split_api_version(resource.api_version()).group == kKept &&
         shown_.contains(twin_key(resource));
}

void CalicoObjects::take(RuleReader& reader) {
  const Resource& one = reader.resource();
  const std::string_view group = model::split_api_version(one.api_version()).group;
  if (group != kShown && group != kKept) return;
  if (is_policy(group, one.kind())) {
    has_policies_ = true;
    if (group == kShown) shown_.insert(twin_key(one));
  }
  if (one.kind() == "Tier") take_tier(reader);
  if (one.kind() == "NetworkSet" || one.kind() == "GlobalNetworkSet") take_set(reader);
}

void CalicoObjects::take_tier(RuleReader& reader) {
  const Value* spec = reader.resource().root.find("spec");
  PolicyTier out{std::string(reader.resource().name()), Tier::named, kLast, true};
  if (spec != nullptr) {
    const auto order = reader.number(spec->find("order"), "spec.order");
    if (order) out.order = *order;
    const std::string_view action = spec->text("defaultAction");
    out.ends_in_deny = action != "Pass";
    if (!action.empty() && action != "Pass" && action != "Deny")
      reader.refuse("spec.defaultAction", fmt::format("'{}' is neither Deny nor Pass", action));
    const PolicyTier* known = tier(out.name);
    if (order && known != nullptr && known->kind != Tier::named && known->order != *order)
      reader.refuse("spec.order", fmt::format("must be {} for this tier", known->order));
  }
  if (!reader.refused() && tier(out.name) == nullptr) tiers_.push_back(std::move(out));
}

void CalicoObjects::take_set(RuleReader& reader) {
  Set out;
  out.resource = &reader.resource();
  out.labels = reader.resource().root.at("metadata", "labels");
  if (!is_global(reader.resource())) {
    const std::string_view space = references::namespace_of(reader.resource());
    out.known = reader.labelled().name_space(space);
    out.name_space.name = space;
  }
  const Value* spec = reader.resource().root.find("spec");
  const auto nets = spec == nullptr ? std::span<const Value>() : formats::items_of(*spec, "nets");
  for (std::size_t i = 0; i < nets.size(); ++i) {
    auto block = reader.block_or_address(nets[i], "spec.nets" + formats::item_step(i));
    if (block) out.blocks.push_back(std::move(*block));
  }
  if (spec != nullptr && !formats::items_of(*spec, "allowedEgressDomains").empty())
    reader.not_modelled("spec.allowedEgressDomains", "names of domains are not followed");
  if (!reader.refused()) sets_.push_back(std::move(out));
}

std::vector<PolicyTier> CalicoObjects::tiers() const {
  std::vector<PolicyTier> out = tiers_;
  std::ranges::stable_sort(out, [](const PolicyTier& a, const PolicyTier& b) {
    return std::tie(a.order, a.name) < std::tie(b.order, b.name);
  });
  return out;
}

const PolicyTier* CalicoObjects::tier(std::string_view name) const {
  const auto found = std::ranges::find(tiers_, name, &PolicyTier::name);
  return found == tiers_.end() ? nullptr : &*found;
}

std::uint32_t CalicoObjects::place_of(const PolicyTier& tier) const {
  return static_cast<std::uint32_t>(std::ranges::count_if(tiers_, [&](const PolicyTier& other) {
    return std::tie(other.order, other.name) < std::tie(tier.order, tier.name);
  }));
}

std::vector<Block> CalicoObjects::blocks(const LabelExpression& expression) const {
  std::vector<Block> out;
  for (const Set& set : sets_) {
    Labelled labelled;
    labelled.labels = set.labels;
    if (!is_global(*set.resource))
      labelled.name_space = set.known != nullptr ? set.known : &set.name_space;
    if (expression.holds(labelled)) out.insert(out.end(), set.blocks.begin(), set.blocks.end());
  }
  return out;
}

}  // namespace bulwark::analyzers::network
