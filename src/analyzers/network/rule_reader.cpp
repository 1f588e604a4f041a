// SPDX-License-Identifier: Apache-2.0
// Fields that no schema vouches for.
#include "analyzers/network/rule_reader.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
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

// Kinds that decide on connections, or have some, and are not modelled.
struct Foreign {
  std::string_view group, kind;
};
constexpr std::array<Foreign, 14> kForeign{{{"cilium.io", "CiliumNetworkPolicy"},
                                            {"cilium.io", "CiliumClusterwideNetworkPolicy"},
                                            {"crd.projectcalico.org", "NetworkPolicy"},
                                            {"crd.projectcalico.org", "GlobalNetworkPolicy"},
                                            {"projectcalico.org", "NetworkPolicy"},
                                            {"projectcalico.org", "GlobalNetworkPolicy"},
                                            {"security.istio.io", "AuthorizationPolicy"},
                                            {"k8s.cni.cncf.io", "MultiNetworkPolicy"},
                                            {"k8s.cni.cncf.io", "NetworkAttachmentDefinition"},
                                            {"k8s.ovn.org", "UserDefinedNetwork"},
                                            {"k8s.ovn.org", "ClusterUserDefinedNetwork"},
                                            {"k8s.ovn.org", "EgressFirewall"},
                                            {"kubevirt.io", "VirtualMachine"},
                                            {"kubevirt.io", "VirtualMachineInstance"}}};

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
  for (const Foreign& one : kForeign) {
    if (one.group == group && one.kind == kind)
      reader.not_modelled("", "what is of this kind is not modelled");
  }
}

}  // namespace

void RuleReader::refuse(std::string path, std::string reason) {
  refused_ = true;
  faults_.push_back({&resource_, std::move(path), std::move(reason), true});
}

void RuleReader::not_modelled(std::string path, std::string reason) {
  faults_.push_back({&resource_, std::move(path), std::move(reason), false});
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

Policies read_policies(const model::Inventory& inventory, std::string_view cluster,
                       const Endpoints& endpoints) {
  Policies out;
  PodSets pods(endpoints);
  for (const model::Segment& segment : inventory.segments) {
    for (const Resource& resource : segment.resources) {
      if (inventory.cluster_of(resource) != cluster) continue;
      RuleReader reader(resource, pods, out.faults);
      read(resource, reader, out);
    }
  }
  std::stable_sort(out.all.begin(), out.all.end(), [](const Policy& a, const Policy& b) {
    const auto key = [](const Policy& one) {
      return std::tuple(one.tier, one.priority, references::namespace_of(*one.resource),
                        one.resource->name());
    };
    return key(a) < key(b);
  });
  return out;
}

}  // namespace bulwark::analyzers::network
