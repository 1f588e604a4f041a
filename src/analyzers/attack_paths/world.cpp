// SPDX-License-Identifier: Apache-2.0
// What the picture says of namespaces, and the edges of what stands for several.
#include "analyzers/attack_paths/world.h"

#include <algorithm>
#include <array>
#include <set>

#include "analyzers/rbac/subjects.h"
#include "analyzers/references/types.h"

namespace bulwark::analyzers::attack_paths {
namespace {

// The hub of all namespaces leads to that of each, and that to what is in it.
void add_namespaced(World& world, VertexKind all, VertexKind one, VertexId member) {
  const std::string_view space = world.graph.at(member).name_space;
  if (world.graph.at(member).kind != one) return;
  const VertexId hub = world.hub(all, space);
  world.add(world.hub(all), Move::one_of, hub);
  world.add(hub, Move::one_of, member);
}

void add_group(World& world, VertexId member, std::string_view group) {
  const VertexId to = world.graph.find(VertexKind::group, "", group);
  if (to != kNoVertex) world.add(member, Move::member, to);
}

// Whichever account it is, also where the picture names none.
void add_accounts_groups(World& world, VertexId at) {
  constexpr std::string_view kAccounts = "system:serviceaccounts";
  constexpr std::string_view kOfOne = "system:serviceaccounts:";
  const Vertex vertex = world.graph.at(at);
  if (vertex.kind == VertexKind::accounts) {
    add_group(world, at, kAccounts);
    add_group(world, at, rbac::kAuthenticated);
  }
  if (vertex.kind != VertexKind::group || !vertex.name.starts_with(kOfOne)) return;
  const VertexId hub = world.hub(VertexKind::accounts, vertex.name.substr(kOfOne.size()));
  world.add(world.hub(VertexKind::accounts), Move::one_of, hub);
  world.add(hub, Move::member, at);
}

void add_memberships(World& world, VertexId member) {
  const Vertex vertex = world.graph.at(member);
  if (vertex.kind != VertexKind::user && vertex.kind != VertexKind::service_account) return;
  const bool account = vertex.kind == VertexKind::service_account;
  const rbac::Identity identity = rbac::impersonated(
      account ? rbac::account_user(vertex.name_space, vertex.name) : std::string(vertex.name), {});
  for (const std::string& group : identity.groups) add_group(world, member, group);
  if (vertex.name.starts_with("system:node:") && !account) add_group(world, member, "system:nodes");
}

void add_any(World& world, VertexId member) {
  const Vertex vertex = world.graph.at(member);
  const bool masters = vertex.name == rbac::kMasters;
  if (vertex.kind == VertexKind::user)
    world.add(world.hub(VertexKind::any_user), Move::one_of, member);
  if (vertex.kind == VertexKind::group && !masters)
    world.add(world.hub(VertexKind::any_group), Move::one_of, member);
  if (vertex.kind == VertexKind::group && masters)
    world.add(member, Move::member, world.hub(VertexKind::cluster_admin));
  if (vertex.kind == VertexKind::node)
    world.add(world.hub(VertexKind::any_node), Move::one_of, member);
}

// Whoever may do everything in a namespace may also take its Pod Security off.
void add_everything(World& world, VertexId hub) {
  const Vertex vertex = world.graph.at(hub);
  const bool cluster = vertex.kind == VertexKind::cluster_admin;
  if (!cluster && vertex.kind != VertexKind::name_space) return;
  const std::string_view space = vertex.name_space;
  world.add(hub, Move::request_token, world.hub(VertexKind::accounts, space));
  world.add(hub, Move::read_secret, world.hub(VertexKind::secrets, space));
  world.add(hub, Move::enter_pod, world.hub(VertexKind::workloads, space));
  world.add(hub, Move::open_and_create_pod, world.hub(VertexKind::any_node));
  if (!cluster && !space.empty()) world.add(world.hub(VertexKind::name_space), Move::one_of, hub);
  if (!cluster) return;
  world.add(hub, Move::impersonate, world.hub(VertexKind::any_user));
  world.add(hub, Move::impersonate, world.hub(VertexKind::any_group));
}

}  // namespace

VertexId identity_vertex(World& world, std::string_view name, bool group) {
  if (group) return world.graph.vertex(VertexKind::group, "", name);
  if (const auto account = rbac::account_of(name))
    return world.account(account->name_space, account->name);
  return world.graph.vertex(VertexKind::user, "", name);
}

std::vector<std::uint32_t> bindings_of(const rbac::Model& rbac, const Holder& holder) {
  const rbac::Range all{0, static_cast<std::uint32_t>(rbac.bindings().size())};
  std::vector<std::uint32_t> out;
  const auto take = [&](rbac::NameId meets, bool group) {
    if (meets == rbac::kUnknown) return;
    for (const auto& entry : rbac.by_subject().find(meets, group, all)) {
      if (!rbac.bindings()[entry.binding].dangling()) out.push_back(entry.binding);
    }
  };
  take(holder.meets, holder.group);
  if (holder.group) return out;
  for (const std::string& group :
       rbac::impersonated(std::string(rbac.text(holder.meets)), {}).groups)
    take(rbac.names().find(group), true);
  return out;
}

bool is_guarded(const World& world, std::string_view name_space) {
  for (const model::Resource* one : world.picture.find(references::kNamespace, "", name_space)) {
    const formats::Value* level = one->root.at("metadata", "labels",
                                               "pod-security.kubernetes.io/enforce");
    if (level == nullptr || !level->is_string()) return false;
    if (level->as_string() != "baseline" && level->as_string() != "restricted") return false;
  }
  return !world.picture.find(references::kNamespace, "", name_space).empty();
}

std::vector<std::string> namespaces_of(const World& world) {
  std::set<std::string> out;
  for (const auto& [name, one] : world.picture.namespaces()) out.insert(name);
  for (const model::Resource* one : world.picture.all(references::kNamespace))
    out.emplace(one->name());
  for (const model::Resource* one : world.picture.all(references::kServiceAccount))
    out.emplace(references::namespace_of(*one));
  for (const rbac::Binding& one : world.rbac.bindings())
    out.emplace(world.rbac.text(one.name_space));
  out.erase("");
  return {out.begin(), out.end()};
}

void add_hub_edges(World& world) {
  for (const std::string& space : namespaces_of(world)) {
    if (world.graph.find(VertexKind::name_space) != kNoVertex)
      world.hub(VertexKind::name_space, space);
  }
  world.hub(VertexKind::cluster_admin);
  world.hub(VertexKind::any_node);
  // Hubs are added while this runs; each of them is met.
  for (VertexId i = 0; i < world.graph.vertices().size(); ++i) {
    add_namespaced(world, VertexKind::accounts, VertexKind::service_account, i);
    add_namespaced(world, VertexKind::workloads, VertexKind::workload, i);
    add_namespaced(world, VertexKind::secrets, VertexKind::secret, i);
    add_memberships(world, i);
    add_accounts_groups(world, i);
    add_any(world, i);
    add_everything(world, i);
  }
}

}  // namespace bulwark::analyzers::attack_paths
