// SPDX-License-Identifier: Apache-2.0
// Rights that are limited by `resourceNames` lead to the objects of those names.
#include <algorithm>
#include <string>
#include <unordered_map>
#include <vector>

#include "analyzers/attack_paths/identity_moves.h"
#include "analyzers/attack_paths/world.h"
#include "analyzers/references/types.h"

namespace bulwark::analyzers::attack_paths {
namespace {

using rbac::NameId;

class NamedEdges {
 public:
  NamedEdges(World& world, const Holdings& holdings) : world_(world), holdings_(holdings) {}

  void add(const Holder& holder) {
    const auto held = holdings_.held(holder);
    if (std::ranges::none_of(held, &Held::limited)) return;
    who_ = identity_vertex(world_, world_.rbac.text(holder.meets), holder.group);
    holder_ = &holder;
    for (const Held& one : held) {
      if (one.limited()) add(one);
    }
  }

 private:
  void add(const Held& one) {
    const std::string_view name = world_.rbac.text(one.only);
    switch (one.part) {
      case Part::read_secrets:
        return to_object(one, Move::read_secret, VertexKind::secret, references::kSecret);
      case Part::create_tokens:
        return to_object(one, Move::request_token, VertexKind::service_account,
                         references::kServiceAccount);
      case Part::impersonate_accounts:
        return to_object(one, Move::impersonate, VertexKind::service_account,
                         references::kServiceAccount);
      case Part::impersonate_users:
        if (!rbac::account_of(name))
          to(one, Move::impersonate, identity_vertex(world_, name, false));
        return;
      case Part::impersonate_groups:
        return with(one, any_of({Part::impersonate_users, Part::impersonate_accounts}),
                    Move::impersonate, identity_vertex(world_, name, true));
      case Part::bind_cluster_roles: return bind(one);
      case Part::change_cluster_roles: return rewrite(one, Part::escalate_cluster_roles);
      case Part::escalate_cluster_roles: return rewrite(one, Part::change_cluster_roles);
      default: return;  // a name makes no move of it, or it is left out: see docs/rbac.md
    }
  }

  void to(const Held& one, Move move, VertexId where, const Held* other = nullptr) {
    Evidence evidence;
    evidence.grants[evidence.granted++] = one.grant;
    evidence.causes[evidence.caused++] = one.grant.binding;
    if (other != nullptr) {
      evidence.grants[evidence.granted++] = other->grant;
      evidence.causes[evidence.caused++] = other->grant.binding;
    }
    world_.add(who_, move, where, world_.book.add(evidence));
  }

  // Held for the whole cluster, the objects of that name in all namespaces that have one.
  void to_object(const Held& one, Move move, VertexKind kind, const references::Type& type) {
    const std::string_view name = world_.rbac.text(one.only);
    if (one.scope != rbac::kEmpty)
      return to(one, move, world_.graph.vertex(kind, world_.rbac.text(one.scope), name));
    for (const std::string_view space : spaces_of(type, name))
      to(one, move, world_.graph.vertex(kind, space, name));
  }

  // In which namespaces the picture has an object of that name.
  const std::vector<std::string_view>& spaces_of(const references::Type& type,
                                                 std::string_view name) {
    const auto [known, is_new] = spaces_.try_emplace(std::string(type.kind));
    if (is_new) {
      for (const model::Resource* one : world_.picture.all(type))
        known->second[one->name()].push_back(references::namespace_of(*one));
    }
    return known->second[name];
  }

  // The other part is not limited, or limited to whatever it is: one is enough.
  void with(const Held& one, PartSet other, Move move, VertexId where) {
    for (const Held& also : holdings_.held(*holder_)) {
      const bool fits = ((other >> static_cast<unsigned>(also.part)) & 1U) != 0;
      if (fits && (also.scope == rbac::kEmpty || also.part == Part::impersonate_accounts))
        return to(one, move, where, &also);
    }
  }

  // Of roles that may be bound, those that may do everything. The others' rights are not followed.
  void bind(const Held& one) {
    const std::string_view name = world_.rbac.text(one.only);
    if (!grants_everything(name)) return;
    const bool wide = one.scope == rbac::kEmpty;
    for (const Held& also : holdings_.held(*holder_)) {
      if (also.limited()) continue;
      if (wide && also.part == Part::write_cluster_bindings)
        return to(one, Move::bind, world_.hub(VertexKind::cluster_admin), &also);
      if (also.part != Part::write_bindings) continue;
      if (!wide && also.scope != one.scope && also.scope != rbac::kEmpty) continue;
      const NameId scope = wide ? also.scope : one.scope;
      to(one, Move::bind, world_.hub(VertexKind::name_space, world_.rbac.text(scope)), &also);
    }
  }

  bool grants_everything(std::string_view role) const {
    rbac::Attributes all;
    all.verb = all.group = all.resource = "*";
    const auto wanted = rbac::wanted(all, world_.rbac.names());
    if (role == "cluster-admin") return true;  // every API server has it
    const auto found = world_.rbac.by_resource().find(wanted, world_.rbac.rules(),
                                                      world_.rbac.names());
    return std::ranges::any_of(found, [&](std::uint32_t rule) {
      const rbac::Role& own = world_.rbac.roles()[world_.rbac.rules().all[rule].role];
      return own.name_space == rbac::kEmpty && world_.rbac.text(own.name) == role;
    });
  }

  // He must be bound to it for the whole cluster.
  void rewrite(const Held& one, Part other) {
    for (const Held& also : holdings_.held(*holder_)) {
      if (also.part != other) continue;
      if (also.limited() && also.only != one.only) continue;
      if (is_bound(one.only))
        return to(one, Move::rewrite_role, world_.hub(VertexKind::cluster_admin), &also);
    }
  }

  bool is_bound(NameId role) const {
    const rbac::Range cluster = world_.rbac.bindings_in("");
    const auto entries = world_.rbac.by_subject().find(holder_->meets, holder_->group, cluster);
    return std::ranges::any_of(entries, [&](const auto& entry) {
      return world_.rbac.bindings()[entry.binding].role_name == role;
    });
  }

  World& world_;
  const Holdings& holdings_;
  const Holder* holder_ = nullptr;
  VertexId who_ = kNoVertex;
  using Spaces = std::unordered_map<std::string_view, std::vector<std::string_view>>;
  std::unordered_map<std::string, Spaces> spaces_;  // by kind and name
};

}  // namespace

void add_named_edges(World& world, const Holdings& holdings) {
  NamedEdges edges(world, holdings);
  for (const Holder& holder : holdings.holders()) edges.add(holder);
}

}  // namespace bulwark::analyzers::attack_paths
