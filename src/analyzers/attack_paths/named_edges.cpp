// SPDX-License-Identifier: Apache-2.0
// Rights that are limited by `resourceNames` lead to the objects of those names.
#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "analyzers/attack_paths/identity_moves.h"
#include "analyzers/attack_paths/partners.h"
#include "analyzers/attack_paths/world.h"
#include "analyzers/references/types.h"

namespace bulwark::analyzers::attack_paths {
namespace {

using rbac::NameId;

class NamedEdges {
 public:
  NamedEdges(World& world, const Holdings& holdings)
      : world_(world),
        holdings_(holdings),
        partners_(holdings),
        all_spaces_(namespaces_of(world)) {}

  void add(const Holder& holder) {
    if (!partners_.take(holder, holdings_.groups_of(holder, world_.rbac.names()))) return;
    holder_ = &holder;
    minted_.clear();
    who_ = identity_vertex(world_, world_.rbac.text(holder.meets), holder.group);
    for (const NamedCard& one : partners_.limited()) add(one);
  }

 private:
  using Spaces = std::unordered_map<std::string_view, std::vector<std::string_view>>;

  void add(const NamedCard& card) {
    const Held& one = *card.held;
    if (card.own) add_alone(one);
    switch (one.part) {
      case Part::read_secrets: return mint(card);
      case Part::impersonate_users:
      case Part::impersonate_accounts: return masters(card);
      case Part::impersonate_groups:
        return with_somebody(card, identity_vertex(world_, world_.rbac.text(one.only), true));
      case Part::bind_cluster_roles: return bind(card);
      case Part::change_cluster_roles: return rewrite(card, Part::escalate_cluster_roles);
      case Part::escalate_cluster_roles: return rewrite(card, Part::change_cluster_roles);
      case Part::change_roles: return rewrite(card, Part::escalate_roles);
      case Part::escalate_roles: return rewrite(card, Part::change_roles);
      default: return;  // a name makes no move of it, or it is left out: docs/rbac-paths.md
    }
  }

  void add_alone(const Held& one) {
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
      default: return;
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

  // In which namespaces the picture has an object of that name, or names a service account so.
  const std::vector<std::string_view>& spaces_of(const references::Type& type,
                                                 std::string_view name) {
    const auto [known, is_new] = spaces_.try_emplace(std::string(type.kind));
    if (is_new) {
      for (const model::Resource* one : world_.picture.all(type))
        known->second[one->name()].push_back(references::namespace_of(*one));
      if (type.kind == references::kServiceAccount.kind) add_accounts(known->second);
    }
    return known->second[name];
  }

  // Those that have objects too; vertices that bindings and pods name were added before.
  void add_accounts(Spaces& out) const {
    out.clear();
    for (const Vertex& one : world_.graph.vertices()) {
      if (one.kind == VertexKind::service_account) out[one.name].push_back(one.name_space);
    }
  }

  // A new Secret that is called as he may read it: where none is called so.
  void mint(const NamedCard& card) {
    const Held& one = *card.held;
    const auto& taken = spaces_of(references::kSecret, world_.rbac.text(one.only));
    for (const NamedCard& also : partners_.of(Part::create_secrets)) {
      const auto scope = common_scope(one, *also.held);
      if (!scope || !(card.own || also.own)) continue;
      const auto add = [&](std::string_view space) {
        const bool is_free = std::ranges::find(taken, space) == taken.end();
        if (is_free && minted_.emplace(space).second)
          to(one, Move::mint_token, world_.hub(VertexKind::accounts, space), also.held);
      };
      if (minted_.contains("")) return;
      if (*scope != rbac::kEmpty || taken.empty()) {
        add(world_.rbac.text(*scope));
      } else {
        for (const std::string& space : all_spaces_) add(space);
      }
    }
  }

  // As whichever user or account, in whichever group.
  void masters(const NamedCard& card) {
    for (const NamedCard& also : partners_.of(Part::impersonate_groups)) {
      if (card.own || also.own)
        return to(*card.held, Move::impersonate, world_.hub(VertexKind::cluster_admin), also.held);
    }
  }

  // The place where both are held: a namespace, or kEmpty for the whole cluster.
  static std::optional<NameId> common_scope(const Held& one, const Held& also) {
    if (one.scope == also.scope || also.scope == rbac::kEmpty) return one.scope;
    if (one.scope == rbac::kEmpty) return also.scope;
    return std::nullopt;
  }

  // The other part is not limited, or limited to whatever it is: one is enough.
  void with_somebody(const NamedCard& card, VertexId where) {
    for (const Part part : {Part::impersonate_users, Part::impersonate_accounts}) {
      for (const auto& cards : {partners_.of(part), partners_.named(part)}) {
        for (const NamedCard& also : cards) {
          if (card.own || also.own) return to(*card.held, Move::impersonate, where, also.held);
        }
      }
    }
  }

  // Of roles that may be bound, those that may do everything. The others' rights are not followed.
  void bind(const NamedCard& card) {
    const Held& one = *card.held;
    if (!grants_everything(world_.rbac.text(one.only))) return;
    for (const NamedCard& also : partners_.of(Part::write_cluster_bindings)) {
      if (one.scope == rbac::kEmpty && (card.own || also.own))
        return to(one, Move::bind, world_.hub(VertexKind::cluster_admin), also.held);
    }
    for (const NamedCard& also : partners_.of(Part::create_bindings)) {
      const auto scope = common_scope(one, *also.held);
      if (scope && (card.own || also.own))
        to(one, Move::bind, world_.hub(VertexKind::name_space, world_.rbac.text(*scope)),
           also.held);
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

  // He must be bound to it: to a ClusterRole for the whole cluster, to a Role in its namespace.
  void rewrite(const NamedCard& card, Part other) {
    for (const auto& cards : {partners_.of(other), partners_.named(other, card.held->only)}) {
      for (const NamedCard& also : cards) {
        if (card.own || also.own) rewrite(*card.held, *also.held);
      }
    }
  }

  void rewrite(const Held& one, const Held& also) {
    const auto scope = common_scope(one, also);
    if (!scope) return;
    const bool wide = one.part == Part::escalate_cluster_roles ||
                      one.part == Part::change_cluster_roles;
    for (const NameId space : bound_in(one.only, wide)) {
      if (wide) return to(one, Move::rewrite_role, world_.hub(VertexKind::cluster_admin), &also);
      if (*scope == rbac::kEmpty || *scope == space)
        to(one, Move::rewrite_role, world_.hub(VertexKind::name_space, world_.rbac.text(space)),
           &also);
    }
  }

  // The namespaces in which he has the Role of that name; kEmpty for a ClusterRole.
  std::vector<NameId> bound_in(NameId role, bool cluster_role) const {
    std::vector<NameId> out;
    for (const std::uint32_t number : bindings_of(world_.rbac, *holder_)) {
      const rbac::Binding& binding = world_.rbac.bindings()[number];
      if (binding.role_name != role) continue;
      const bool is_role = world_.rbac.text(binding.role_kind) == "Role";
      if (cluster_role ? !is_role && binding.name_space == rbac::kEmpty : is_role)
        out.push_back(binding.name_space);
    }
    return out;
  }

  World& world_;
  const Holdings& holdings_;
  const Holder* holder_ = nullptr;
  Partners partners_;
  std::set<std::string, std::less<>> minted_;  // where he mints tokens; "": everywhere
  const std::vector<std::string> all_spaces_;
  VertexId who_ = kNoVertex;
  std::unordered_map<std::string, Spaces> spaces_;  // by kind and name
};

}  // namespace

void add_named_edges(World& world, const Holdings& holdings) {
  NamedEdges edges(world, holdings);
  for (const Holder& holder : holdings.holders()) edges.add(holder);
}

}  // namespace bulwark::analyzers::attack_paths
