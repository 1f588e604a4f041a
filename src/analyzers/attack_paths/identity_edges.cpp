// SPDX-License-Identifier: Apache-2.0
// Who holds the parts of a move makes it: by bindings of his own, of his groups, or both.
#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "analyzers/attack_paths/identity_moves.h"
#include "analyzers/attack_paths/world.h"
#include "analyzers/references/types.h"
#include "formats/value_fields.h"

namespace bulwark::analyzers::attack_paths {
namespace {

using rbac::NameId;

constexpr std::string_view kSystemNamespace = "kube-system";

// What an API server makes for itself and mends at every start is no cause that anybody removes.
bool is_default(const rbac::Binding& binding) {
  if (binding.object == nullptr) return false;
  const formats::Value* label = binding.object->root.at("metadata", "labels",
                                                        "kubernetes.io/bootstrapping");
  return label != nullptr && label->is_string();
}

class IdentityEdges {
 public:
  IdentityEdges(World& world, const Holdings& holdings)
      : world_(world), holdings_(holdings), names_(world.rbac.names()) {
    const references::Type map = references::kConfigMap;
    aws_auth_ = !world.picture.find(map, kSystemNamespace, "aws-auth").empty();
    for (const std::string& one : namespaces_of(world)) {
      if (!open_ && !is_guarded(world, one)) open_ = one;
    }
    any_namespace_ = open_.has_value() || namespaces_of(world).empty();
  }

  void add(const Holder& holder) {
    who_ = identity_vertex(world_, names_.text(holder.meets), holder.group);
    groups_.clear();
    if (!holder.group) {
      const rbac::Identity identity = rbac::impersonated(std::string(names_.text(holder.meets)),
                                                         {});
      for (const std::string& group : identity.groups) {
        const Holder* found = holdings_.find(names_.find(group), true);
        if (found != nullptr) groups_.push_back(found);
      }
    }
    Hand cluster;
    take(holder, rbac::kEmpty, cluster);
    if (!add_moves(moves_in_cluster(), cluster, "")) add_moves(moves_in_namespace(), cluster, "");
    add_privileged_pod(cluster, "");
    for (const NameId scope : scopes_of(holder)) {
      Hand hand = cluster;
      take(holder, scope, hand);
      if (has_no_workload(names_.text(scope))) hand.drop(Part::change_workloads);
      scope_ = scope;
      add_moves(moves_in_namespace(), hand, names_.text(scope));
      add_system_moves(hand, scope);
      add_privileged_pod(hand, names_.text(scope));
    }
    scope_ = rbac::kEmpty;
  }

 private:
  void take(const Holder& holder, NameId scope, Hand& hand) const {
    hand.take(holdings_.held_in(holder, scope), true);
    for (const Holder* group : groups_) hand.take(holdings_.held_in(*group, scope), false);
  }

  // Manifests may be joined by others.
  bool has_no_workload(std::string_view space) const {
    if (!world_.picture.is_cluster()) return false;
    const references::Namespace* one = world_.picture.name_space(space);
    return one == nullptr || one->workloads.empty();
  }

  // A namespace in which only a group has rights matters where he adds his own of the cluster.
  std::set<NameId> scopes_of(const Holder& holder) const {
    std::set<NameId> out;
    for (const Held& one : holdings_.held(holder)) out.insert(one.scope);
    if (out.contains(rbac::kEmpty)) {
      for (const Holder* group : groups_) {
        for (const Held& one : holdings_.held(*group)) out.insert(one.scope);
      }
    }
    out.erase(rbac::kEmpty);
    return out;
  }

  // The card of a set: his own before that of a group, and one of this place before one of the
  // whole cluster.
  const Hand::Card* pick(const Hand& hand, PartSet set) const {
    const Hand::Card* best = nullptr;
    for (std::size_t i = 0; i < kParts; ++i) {
      const Hand::Card& card = hand.card(static_cast<Part>(i));
      if (((set >> i) & 1U) == 0 || card.held == nullptr) continue;
      const bool better = best == nullptr || rank(card) > rank(*best);
      if (better) best = &card;
    }
    return best;
  }
  int rank(const Hand::Card& card) const {
    return (card.own ? 2 : 0) + (card.held->scope == scope_ ? 1 : 0);
  }

  // Nothing where a part is missing, or where all of it is already said of a group or of the whole
  // cluster.
  std::optional<Evidence> evidence_of(std::span<const PartSet> needs, const Hand& hand) const {
    Evidence out;
    bool own = false;
    bool here = false;
    for (const PartSet need : needs) {
      if (need == 0) continue;
      const Hand::Card* card = pick(hand, need);
      if (card == nullptr) return std::nullopt;
      own = own || card->own;
      here = here || card->held->scope == scope_;
      out.grants[out.granted++] = card->held->grant;
      add_cause(*card, hand, need, out);
    }
    if (!own || !here) return std::nullopt;
    return out;
  }

  void add_cause(const Hand::Card& card, const Hand& hand, PartSet set, Evidence& out) const {
    const std::uint32_t binding = card.held->grant.binding;
    for (std::size_t i = 0; i < kParts; ++i) {
      const Hand::Card& other = hand.card(static_cast<Part>(i));
      if (((set >> i) & 1U) == 0 || other.held == nullptr) continue;
      if (!other.alone || other.held->grant.binding != binding) return;
    }
    if (!is_default(world_.rbac.bindings()[binding])) out.causes[out.caused++] = binding;
  }

  // True where he may do everything: more need not be said.
  bool add_moves(std::span<const IdentityMove> moves, const Hand& hand, std::string_view space) {
    for (const IdentityMove& move : moves) {
      if (move.move == Move::aws_auth && !aws_auth_) continue;
      if (move.move == Move::rewrite_role && !may_rewrite(move, hand)) continue;
      const auto evidence = evidence_of(move.needs, hand);
      if (!evidence) continue;
      const bool one = move.to == VertexKind::cluster_admin || move.to == VertexKind::any_user ||
                       move.to == VertexKind::any_group || move.to == VertexKind::any_node;
      world_.add(who_, move.move, world_.hub(move.to, one ? "" : space),
                 world_.book.add(*evidence));
      if (move.move == Move::everything) return true;
    }
    return false;
  }

  // A right in kube-system that is as good as one for the whole cluster.
  void add_system_moves(const Hand& hand, NameId scope) {
    if (!aws_auth_ || names_.text(scope) != kSystemNamespace) return;
    const PartSet needs[] = {any_of({Part::change_aws_auth})};
    if (const auto evidence = evidence_of(needs, hand))
      world_.add(who_, Move::aws_auth, world_.hub(VertexKind::cluster_admin),
                 world_.book.add(*evidence));
  }

  // He must hold what he writes to: a Role in that namespace. ClusterRoles that are held for the
  // whole cluster everybody has whose right to change them is one.
  bool may_rewrite(const IdentityMove& move, const Hand& hand) const {
    if (move.to == VertexKind::cluster_admin) return true;
    const Hand::Card* card = pick(hand, move.needs[0]);
    if (card == nullptr || scope_ == rbac::kEmpty) return false;
    const rbac::Binding& binding = world_.rbac.bindings()[card->held->grant.binding];
    return world_.rbac.text(binding.role_kind) == "Role";
  }

  // Pod Security lets nobody do so in namespaces that enforce it, unless he may lift it.
  void add_privileged_pod(const Hand& hand, std::string_view space) {
    const bool open = space.empty() ? any_namespace_ : !is_guarded(world_, space);
    const PartSet opening = any_of({Part::change_namespaces});
    const PartSet needs[] = {kMakesPods, open ? 0 : opening};
    auto evidence = evidence_of(needs, hand);
    if (!evidence) return;
    if (open && space.empty() && open_) evidence->note = world_.book.keep("in namespace " + *open_);
    world_.add(who_, open ? Move::create_privileged_pod : Move::open_and_create_pod,
               world_.hub(VertexKind::any_node), world_.book.add(*evidence));
  }

  World& world_;
  const Holdings& holdings_;
  const rbac::Names& names_;
  bool aws_auth_ = false, any_namespace_ = false;
  std::optional<std::string> open_;  // a namespace that does not enforce Pod Security
  VertexId who_ = kNoVertex;
  std::vector<const Holder*> groups_;
  NameId scope_ = rbac::kEmpty;
};

}  // namespace

VertexId identity_vertex(World& world, std::string_view name, bool group) {
  if (group) return world.graph.vertex(VertexKind::group, "", name);
  if (const auto account = rbac::account_of(name))
    return world.account(account->name_space, account->name);
  return world.graph.vertex(VertexKind::user, "", name);
}

void add_identity_edges(World& world, const Holdings& holdings) {
  IdentityEdges edges(world, holdings);
  for (const Holder& holder : holdings.holders()) edges.add(holder);
}

}  // namespace bulwark::analyzers::attack_paths
