// SPDX-License-Identifier: Apache-2.0
// A rule has peers of one kind; an empty list selects nobody, a missing one anybody.
#include "analyzers/network/cilium_peers.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "analyzers/network/cilium_selector.h"
#include "formats/path.h"
#include "formats/value_fields.h"

namespace bulwark::analyzers::network {
namespace {

using formats::Value;

struct Member {
  std::string_view kind;  // after `from` or `to`
  bool egress_only = false;
  bool empty_is_nobody = false;
};
constexpr std::array<Member, 8> kMembers{{{"Endpoints", false, true},
                                          {"Nodes", false, true},
                                          {"Entities", false, true},
                                          {"CIDR", false, true},
                                          {"CIDRSet", false, true},
                                          {"Groups", false, false},
                                          {"Services", true, false},
                                          {"FQDNs", true, false}}};
// Those that are told apart; the last three are no pod, and no address outside.
constexpr std::array<std::string_view, 10> kEntities{
    "all",  "world",       "world-ipv4", "world-ipv6", "cluster",
    "host", "remote-node", "none",       "init",       "health"};

bool is_entity(std::string_view name) {
  return std::ranges::find(kEntities, name) != kEntities.end();
}

}  // namespace

std::string CiliumPeers::path(std::string_view member) const {
  return fmt::format("{}.{}{}", rule_.path, direction_ == Direction::ingress ? "from" : "to",
                     member);
}

CiliumPeersSaid CiliumPeers::read(const Value& value) {
  const std::string_view prefix = direction_ == Direction::ingress ? "from" : "to";
  bool nobody = false;
  if (is_set(value.find(fmt::format("{}Requires", prefix)))) {
    not_followed(path("Requires"), "what all rules require", {});
    nobody = rule_.action == Action::deny;
  }
  std::string_view first;
  for (const Member& member : kMembers) {
    if (member.egress_only && direction_ == Direction::ingress) continue;
    const Value* list = value.find(fmt::format("{}{}", prefix, member.kind));
    if (!is_set(list)) continue;
    if (!list->is_list()) {
      reader_.refuse(path(member.kind), "is no list");
      continue;
    }
    nobody = nobody || (list->size() == 0 && member.empty_is_nobody);
    if (list->size() == 0) continue;
    if (!first.empty())
      reader_.refuse(rule_.path,
                     fmt::format("combines {0}{1} with {0}{2}", prefix, first, member.kind));
    first = member.kind;
    add(member.kind, *list, path(member.kind));
  }
  if (nobody) return CiliumPeersSaid::nobody;
  return first.empty() ? CiliumPeersSaid::nothing : CiliumPeersSaid::some;
}

void CiliumPeers::add(std::string_view kind, const Value& list, const std::string& path) {
  if (kind == "Entities") return add_entities(list, path);
  if (kind == "Nodes") return not_followed(path, "selectors of nodes", of_nodes());
  if (kind == "Groups") return not_followed(path, "groups of providers", outside());
  if (kind == "FQDNs") return not_followed(path, "names of domains", outside());
  if (kind == "Services") {
    Peer anybody = outside();
    anybody.pods = reader_.labelled().all();
    return not_followed(path, "the pods of Services", std::move(anybody));
  }
  for (std::size_t i = 0; i < list.size(); ++i) {
    const std::string at = path + formats::item_step(i);
    kind == "Endpoints" ? add_endpoint(list.items()[i], at) : add_block(list.items()[i], at);
  }
}

void CiliumPeers::not_followed(const std::string& path, std::string_view what, Peer at_most) {
  const bool allows = rule_.action == Action::allow;
  reader_.not_modelled(
      path, fmt::format("{} are not followed: {}", what,
                        allows ? "what it allows is open at most" : "nobody is denied by them"));
  if (allows) rule_.peers.push_back(std::move(at_most));
}

Peer CiliumPeers::outside() const {
  Peer out;
  out.all_outside = true;
  return out;
}

Peer CiliumPeers::of_nodes() const {
  Peer out;
  out.pods = reader_.labelled().on_host_network();
  return out;
}

void CiliumPeers::add_endpoint(const Value& value, const std::string& path) {
  const CiliumSelector selector = read_cilium_peers(reader_, value, path, space_);
  Peer peer;
  peer.pods = reader_.labelled().select(selector.expression);
  peer.from_outside = LabelledPods::selects_unknown(selector.expression);
  if (selector.is_part) return not_followed(path, "names of clusters", std::move(peer));
  rule_.peers.push_back(std::move(peer));
  if (!selector.is_reserved) return;
  Peer rest = of_nodes();
  rest.all_outside = rest.from_outside = true;
  not_followed(path, "reserved labels", std::move(rest));
}

void CiliumPeers::add_entities(const Value& list, const std::string& path) {
  Peer peer;
  std::string host, remote;  // where they are named
  for (std::size_t i = 0; i < list.size(); ++i) {
    const Value& item = list.items()[i];
    const std::string_view name = item.is_string() ? item.as_string() : "";
    const std::string at = path + formats::item_step(i);
    if (name == "host") host = at;
    if (name == "remote-node") remote = at;
    add_entity(name, at, peer);
  }
  rule_.peers.push_back(std::move(peer));
  if (host.empty() && remote.empty()) return;
  // Which node a pod is on is not known: together they are all nodes.
  if ((!host.empty() && !remote.empty()) || reader_.labelled().on_host_network()->empty()) {
    rule_.peers.push_back(of_nodes());
  } else {
    not_followed(host.empty() ? remote : host, "nodes of pods in their node's network", of_nodes());
  }
}

void CiliumPeers::add_entity(std::string_view name, const std::string& at, Peer& peer) {
  if (name == "all") rule_.any_peer = true;
  if (name == "world") peer.all_outside = true;
  if (name == "world-ipv4") peer.blocks.push_back({all_of_family(/*v6=*/false), {}});
  if (name == "world-ipv6") peer.blocks.push_back({all_of_family(/*v6=*/true), {}});
  if (name == "cluster") {
    peer.pods = reader_.labelled().all();
    peer.from_outside = true;
  } else if (name == "unmanaged") {
    Peer pods;
    pods.pods = reader_.labelled().all();
    not_followed(at, "pods that Cilium does not manage", std::move(pods));
  } else if (name == "ingress") {
    Peer unknown;
    unknown.from_outside = true;
    not_followed(at, "ingresses that Cilium answers itself", std::move(unknown));
  } else if (name == "kube-apiserver") {
    Peer servers = of_nodes();
    servers.all_outside = true;
    not_followed(at, "addresses of the API server", std::move(servers));
  } else if (!is_entity(name)) {
    reader_.refuse(at, fmt::format("no entity '{}'", name));
  }
}

void CiliumPeers::add_block(const Value& value, const std::string& path) {
  Peer peer;
  if (!value.is_map()) {
    if (auto block = reader_.block_or_address(value, path))
      peer.blocks.push_back(std::move(*block));
    rule_.peers.push_back(std::move(peer));
    return;
  }
  if (!value.text("cidrGroupRef").empty() || is_set(value.find("cidrGroupSelector")))
    return not_followed(path, "groups of addresses", outside());
  auto block = reader_.block_with_parts(value, path, /*strict=*/false);
  if (!block) return;
  peer.blocks.push_back(std::move(*block));
  rule_.peers.push_back(std::move(peer));
}

}  // namespace bulwark::analyzers::network
