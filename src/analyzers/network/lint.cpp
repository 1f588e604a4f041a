// SPDX-License-Identifier: Apache-2.0
// What can be seen in one policy, or two, without asking what all of them give together.
#include "analyzers/network/lint.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "analyzers/references/picture.h"
#include "formats/value_fields.h"

namespace bulwark::analyzers::network {
namespace {

using formats::Value;

bool selects(const Peer& peer) {
  return !peer.pods->empty() || !peer.blocks.empty() || peer.all_outside || peer.from_outside;
}

bool is_network_policy(const Policy& policy) {
  return policy.resource->api_version() == "networking.k8s.io/v1";
}

bool share(const PodSet& a, const PodSet& b) {
  auto i = a->begin();
  auto j = b->begin();
  while (i != a->end() && j != b->end()) {
    if (*i == *j) return true;
    ++(*i < *j ? i : j);
  }
  return false;
}

void no_subject(const LintPicture& picture, const Policy& policy, std::vector<Lint>& out) {
  const std::string_view space = references::namespace_of(*policy.resource);
  const bool missing = is_network_policy(policy) && !picture.endpoints.namespaces().contains(space);
  out.push_back({"selects-nothing", policy.resource, "spec",
                 missing ? fmt::format("selects no pod: there is no namespace {}", space)
                         : "selects no pod, and has no effect"});
}

// Rules of a direction that is not decided on.
void unlisted_rules(const Policy& policy, std::string_view list, bool decided,
                    std::vector<Lint>& out) {
  const Value* spec = policy.resource->root.find("spec");
  if (decided || spec == nullptr || formats::items_of(*spec, list).empty()) return;
  out.push_back({"direction-not-listed", policy.resource, fmt::format("spec.{}", list),
                 fmt::format("policyTypes does not list {}, so these rules have no effect",
                             list == "ingress" ? "Ingress" : "Egress")});
}

void types_of(const Policy& policy, std::vector<Lint>& out) {
  const Value* spec = policy.resource->root.find("spec");
  if (spec == nullptr) return;
  unlisted_rules(policy, "ingress", policy.ingress, out);
  unlisted_rules(policy, "egress", policy.egress, out);
  if (!formats::items_of(*spec, "policyTypes").empty()) return;
  const bool ingress = spec->find("ingress") != nullptr;
  if (policy.egress && !ingress) {
    out.push_back({"ingress-by-default", policy.resource, "spec.egress",
                   "without policyTypes it isolates for ingress too, and lets nothing in"});
  }
  if (!policy.egress && spec->find("egress") != nullptr) {
    out.push_back({"egress-by-default", policy.resource, "spec.egress",
                   "without policyTypes an empty list of egress rules isolates nothing"});
  }
}

bool is_everywhere(const Block& block) {
  return block.range == all_of_family(false) || block.range == all_of_family(true);
}

// Whether pods are in such a block is left to the network plugin.
void blocks_of_everything(const Policy& policy, Direction direction, std::vector<Lint>& out) {
  for (const PolicyRule& rule : policy.rules(direction)) {
    const bool any = std::ranges::any_of(rule.peers, [](const Peer& peer) {
      return std::ranges::any_of(peer.blocks, is_everywhere);
    });
    if (any && !rule.any_peer) {
      out.push_back({"block-may-hold-pods", policy.resource, rule.path,
                     "a block of all addresses lets pods through too with some network plugins "
                     "(Calico), with others (Cilium) it does not"});
    }
  }
}

// An empty list of peers is no list.
void empty_peers(const Policy& policy, Direction direction, std::vector<Lint>& out) {
  const bool in = direction == Direction::ingress;
  const Value* spec = policy.resource->root.find("spec");
  if (spec == nullptr || !policy.decides(direction)) return;
  const auto items = formats::items_of(*spec, in ? "ingress" : "egress");
  for (std::size_t i = 0; i < items.size(); ++i) {
    const Value* peers = items[i].find(in ? "from" : "to");
    if (peers == nullptr || !peers->is_list() || peers->size() != 0) continue;
    out.push_back(
        {"empty-means-all", policy.resource, policy.rules(direction)[i].path,
         fmt::format("an empty list under {} is everybody, not nobody", in ? "from" : "to")});
  }
}

}  // namespace

bool has_peers(const PolicyRule& rule) {
  return rule.any_peer || std::ranges::any_of(rule.peers, selects);
}

void lint_selectors(const LintPicture& picture, std::vector<Lint>& out) {
  for (const Policy& policy : picture.policies.all) {
    if (policy.subjects->empty()) no_subject(picture, policy, out);
  }
  each_rule(picture.policies, [&](const Policy& policy, Direction, const PolicyRule& rule) {
    for (std::size_t i = 0; i < rule.peers.size(); ++i) {
      if (rule.any_peer || selects(rule.peers[i])) continue;
      out.push_back({"peer-selects-nothing", policy.resource, rule.path,
                     rule.peers.size() == 1
                         ? std::string("its peer selects no pod")
                         : fmt::format("peer {} of {} selects no pod", i + 1, rule.peers.size())});
    }
  });
}

void lint_types(const LintPicture& picture, std::vector<Lint>& out) {
  for (const Policy& policy : picture.policies.all) {
    if (!is_network_policy(policy)) continue;
    types_of(policy, out);
    empty_peers(policy, Direction::ingress, out);
    empty_peers(policy, Direction::egress, out);
    blocks_of_everything(policy, Direction::ingress, out);
    blocks_of_everything(policy, Direction::egress, out);
  }
}

// The API leaves open which of two such policies goes first.
void lint_priorities(const LintPicture& picture, std::vector<Lint>& out) {
  const auto& all = picture.policies.all;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (all[i].tier != Tier::admin && all[i].tier != Tier::baseline) continue;
    for (std::size_t j = i + 1; j < all.size(); ++j) {
      if (std::tie(all[j].place, all[j].priority) != std::tie(all[i].place, all[i].priority)) break;
      const bool same = (all[i].ingress && all[j].ingress) || (all[i].egress && all[j].egress);
      if (!same || !share(all[i].subjects, all[j].subjects)) continue;
      out.push_back({"equal-priority", all[j].resource, "spec.priority",
                     fmt::format("{} has the same priority and pods in common: which one goes "
                                 "first is not defined",
                                 all[i].resource->title())});
    }
  }
}

std::vector<Lint> lint(const LintPicture& picture) {
  std::vector<Lint> out;
  lint_selectors(picture, out);
  lint_types(picture, out);
  lint_priorities(picture, out);
  lint_ports(picture, out);
  lint_names(picture, out);
  // What has no effect for a reason is not called redundant too.
  std::set<std::pair<const model::Resource*, std::string>> told;
  for (const Lint& one : out) told.emplace(one.resource, one.path);
  std::vector<Lint> redundant;
  lint_redundant(picture, redundant);
  for (Lint& one : redundant) {
    if (!told.contains({one.resource, one.path})) out.push_back(std::move(one));
  }
  std::map<const model::Resource*, std::size_t> order;
  for (const Policy& policy : picture.policies.all)
    order.try_emplace(policy.resource, order.size());
  std::ranges::stable_sort(out, {}, [&](const Lint& one) { return order[one.resource]; });
  return out;
}

}  // namespace bulwark::analyzers::network
