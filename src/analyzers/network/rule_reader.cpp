// SPDX-License-Identifier: Apache-2.0
// Fields that no schema vouches for.
#include "analyzers/network/rule_reader.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <map>
#include <tuple>

#include "analyzers/references/picture.h"
#include "formats/path.h"
#include "formats/value_fields.h"
#include "model/kinds.h"

namespace bulwark::analyzers::network {
namespace {

using formats::Value;
using model::Resource;

constexpr std::array<std::string_view, 4> kOperators{"In", "NotIn", "Exists", "DoesNotExist"};

bool is_cilium(std::string_view group, std::string_view kind) {
  return group == "cilium.io" &&
         (kind == "CiliumNetworkPolicy" || kind == "CiliumClusterwideNetworkPolicy");
}

void read(const Resource& resource, RuleReader& reader, Policies& out) {
  const auto [group, version] = model::split_api_version(resource.api_version());
  const std::string_view kind = resource.kind();
  if (group == "networking.k8s.io" && kind == "NetworkPolicy")
    return read_network_policy(reader, out.all);
  if (group == "policy.networking.k8s.io") {
    if (kind == "AdminNetworkPolicy" || kind == "BaselineAdminNetworkPolicy")
      return read_admin_policy(reader, out.all);
    if (kind == "ClusterNetworkPolicy") return read_cluster_policy(reader, out.all);
  }
  if (is_cilium(group, kind)) {
    if (reader.calico().has_policies())
      reader.not_modelled("",
                          "policies of Cilium beside those of Calico are not modelled: they are "
                          "taken to be in the tier of NetworkPolicies");
    return read_cilium_policy(reader, out.all);
  }
  if (CalicoObjects::is_policy(group, kind)) return read_calico_policy(reader, out.all);
  read_foreign_policy(reader);
}

std::map<const Resource*, PodSet> subjects_of(const std::vector<Policy>& policies) {
  std::map<const Resource*, std::vector<EndpointId>> pods;
  for (const Policy& policy : policies) {
    auto& of_one = pods[policy.resource];
    of_one.insert(of_one.end(), policy.subjects->begin(), policy.subjects->end());
  }
  std::map<const Resource*, PodSet> out;
  for (auto& [resource, ids] : pods) {
    std::ranges::sort(ids);
    ids.erase(std::ranges::unique(ids).begin(), ids.end());
    out[resource] = std::make_shared<const std::vector<EndpointId>>(std::move(ids));
  }
  return out;
}

// What is not modelled of a policy may decide on the connections of all that it selects.
void touch_subjects(Policies& out) {
  if (out.faults.empty()) return;
  const auto subjects = subjects_of(out.all);
  for (PolicyFault& fault : out.faults) {
    const auto found = subjects.find(fault.resource);
    if (fault.refused || found == subjects.end()) continue;
    fault.touched = found->second;
    fault.ingress = !fault.path.contains("gress") || fault.path.contains("ingress");
    fault.egress = !fault.path.contains("gress") || fault.path.contains("egress");
    // Of these, what a rule allows is listed as open at most, and what it denies is not denied.
    fault.may_open = !is_of_plugin(*fault.resource) || fault.path.empty();
  }
}

// Of policies of one order Calico takes the name first; of the others the order is nobody's
// concern.
std::string tie_of(const CalicoObjects& calico, const Policy& policy) {
  const Resource& one = *policy.resource;
  const std::string_view space = references::namespace_of(one);
  if (!calico.has_policies()) return fmt::format("{}\n{}", space, one.name());
  const bool of_kubernetes = one.api_version().starts_with("networking.k8s.io/");
  return fmt::format("{}/{}/{}{}", CalicoObjects::name_of(one),
                     one.kind().starts_with("Global") ? "" : space,
                     of_kubernetes ? "Kubernetes" : "", one.kind());
}

void sort(const CalicoObjects& calico, Policies& out) {
  std::vector<std::pair<std::string, std::size_t>> ties;
  for (Policy& policy : out.all) {
    const auto place = std::ranges::find(out.tiers, policy.tier, &PolicyTier::kind);
    if (policy.tier != Tier::named)
      policy.place = static_cast<std::uint32_t>(place - out.tiers.begin());
    ties.emplace_back(tie_of(calico, policy), ties.size());
  }
  std::ranges::stable_sort(ties, [&](const auto& a, const auto& b) {
    const Policy& one = out.all[a.second];
    const Policy& other = out.all[b.second];
    return std::tie(one.place, one.priority, a.first) <
           std::tie(other.place, other.priority, b.first);
  });
  std::vector<Policy> sorted;
  for (const auto& [tie, at] : ties) sorted.push_back(std::move(out.all[at]));
  out.all = std::move(sorted);
}

}  // namespace

bool is_of_plugin(const Resource& policy) {
  const std::string_view group = model::split_api_version(policy.api_version()).group;
  return group == "cilium.io" || group.ends_with("projectcalico.org");
}

void RuleReader::refuse(std::string path, std::string reason) {
  refused_ = true;
  faults_.push_back({.resource = &resource_,
                     .path = std::move(path),
                     .reason = std::move(reason),
                     .refused = true});
}

void RuleReader::not_modelled(std::string path, std::string reason) {
  faults_.push_back({.resource = &resource_, .path = std::move(path), .reason = std::move(reason)});
}

void RuleReader::not_modelled(PolicyFault fault) {
  fault.resource = &resource_;
  faults_.push_back(std::move(fault));
}

void RuleReader::check_selector(const Value* selector, const std::string& path) {
  if (selector == nullptr || selector->is_null()) return;
  if (!selector->is_map()) return refuse(path, "is no selector");
  const auto expressions = formats::items_of(*selector, "matchExpressions");
  for (std::size_t i = 0; i < expressions.size(); ++i) {
    const std::string_view name = expressions[i].text("operator");
    const std::string at = path + ".matchExpressions" + formats::item_step(i);
    if (std::ranges::find(kOperators, name) == kOperators.end())
      refuse(at, fmt::format("no operator '{}'", name));
    const bool has_values = !formats::items_of(expressions[i], "values").empty();
    if ((name == "In" || name == "NotIn") && !has_values) refuse(at, "needs values");
    if ((name == "Exists" || name == "DoesNotExist") && has_values) refuse(at, "takes no values");
  }
}

std::optional<Protocol> RuleReader::protocol(const Value* value, const std::string& path) {
  if (value == nullptr || value->is_null()) return Protocol::tcp;
  Protocol out = Protocol::tcp;
  if (value->is_string() && protocol_from(value->as_string(), out)) return out;
  refuse(path, "is none of TCP, UDP and SCTP");
  return std::nullopt;
}

std::optional<std::uint16_t> RuleReader::port(const Value* value, const std::string& path) {
  if (value != nullptr && value->is_int() && value->as_int() >= kFirstPort &&
      value->as_int() <= kLastPort)
    return static_cast<std::uint16_t>(value->as_int());
  refuse(path, "is no port between 1 and 65535");
  return std::nullopt;
}

std::optional<PortRange> RuleReader::ports(const Value* first, const Value* last,
                                           const std::string& path) {
  const auto from = port(first, path);
  if (!from) return std::nullopt;
  if (last == nullptr || last->is_null()) return PortRange{*from, *from};
  const auto to = port(last, path);
  if (!to) return std::nullopt;
  if (*to >= *from) return PortRange{*from, *to};
  refuse(path, fmt::format("ends at {}, below its first port {}", *to, *from));
  return std::nullopt;
}

std::optional<Block> RuleReader::block(std::string_view cidr, const std::string& path) {
  const auto range = parse_block(cidr);
  if (range) return Block{*range, {}};
  refuse(path, fmt::format("'{}' is no block of addresses", cidr));
  return std::nullopt;
}

std::optional<Block> RuleReader::block_with_parts(const Value& value, const std::string& path,
                                                  bool strict) {
  auto out = block(value.text("cidr"), path + ".cidr");
  if (!out) return out;
  const auto parts = formats::items_of(value, "except");
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const std::string at = path + ".except" + formats::item_step(i);
    const auto part = block(parts[i].is_string() ? parts[i].as_string() : "", at);
    if (!part) continue;
    if (!out->range.contains(part->range) || (strict && part->range == out->range))
      refuse(at, "lies not within its cidr");
    out->except.push_back(part->range);
  }
  return out;
}

std::optional<Block> RuleReader::block_or_address(const Value& cidr, const std::string& path) {
  const std::string_view text = cidr.is_string() ? cidr.as_string() : "";
  if (text.contains('/')) return block(text, path);
  return block(fmt::format("{}/{}", text, text.contains(':') ? 128 : 32), path);
}

std::optional<double> RuleReader::number(const Value* value, const std::string& path) {
  if (!is_set(value)) return std::nullopt;
  if (value->is_int()) return static_cast<double>(value->as_int());
  if (value->is_double()) return value->as_double();
  refuse(path, "is no number");
  return std::nullopt;
}

Policies read_policies(const model::Inventory& inventory, std::string_view cluster,
                       const Endpoints& endpoints) {
  Policies out;
  PolicyScene scene{PodSets(endpoints), LabelledPods(inventory, cluster, endpoints)};
  const auto each = [&](const auto& work) {
    for (const model::Segment& segment : inventory.segments) {
      for (const Resource& resource : segment.resources) {
        if (inventory.cluster_of(resource) != cluster) continue;
        RuleReader reader(resource, scene, out.faults);
        work(reader);
      }
    }
  };
  each([&](RuleReader& reader) { scene.calico.take(reader); });
  out.tiers = scene.calico.tiers();
  each([&](RuleReader& reader) { read(reader.resource(), reader, out); });
  sort(scene.calico, out);
  touch_subjects(out);
  return out;
}

}  // namespace bulwark::analyzers::network
