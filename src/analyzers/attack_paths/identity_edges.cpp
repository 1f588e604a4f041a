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
    for (const Holder& holder : holdings.holders()) find_administered(holder);
    any_namespace_ = open_.has_value() || namespaces_of(world).empty();
  }

  void add(const Holder& holder) {
    who_ = identity_vertex(world_, names_.text(holder.meets), holder.group);
    groups_ = holdings_.groups_of(holder, names_);
    holder_ = &holder;
    Hand cluster;
    take(holder, rbac::kEmpty, cluster);
    if (!add_moves(moves_in_cluster(), cluster, "")) add_moves(moves_in_namespace(), cluster, "");
    add_more(cluster, "");
    for (const NameId scope : scopes_of(holder)) {
      Hand hand = cluster;
      take(holder, scope, hand);
      if (has_no_workload(names_.text(scope))) hand.drop(Part::change_workloads);
      scope_ = scope;
      add_moves(moves_in_namespace(), hand, names_.text(scope));
      add_system_moves(hand, scope);
      add_more(hand, names_.text(scope));
    }
    scope_ = rbac::kEmpty;
  }

 private:
  void find_administered(const Holder& holder) {
    for (const Held& one : holdings_.held(holder)) {
      const rbac::Binding& binding = world_.rbac.bindings()[one.grant.binding];
      if (one.part == Part::everything && !one.limited() && one.scope != rbac::kEmpty &&
          world_.rbac.text(binding.role_kind) == "ClusterRole")
        administered_.insert(names_.text(one.scope));
    }
  }

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

  void add_more(const Hand& hand, std::string_view space) {
    add_privileged_pod(hand, space);
    add_debugging(hand, space);
    add_masters(hand);
    add_joined_bindings(hand, space);
    add_own_roles(hand, space);
  }

  // A group of his choice comes with a user; a service account of one namespace is one.
  void add_masters(const Hand& hand) {
    if (scope_ == rbac::kEmpty) return;  // told by the table
    const PartSet needs[] = {any_of({Part::impersonate_groups}),
                             any_of({Part::impersonate_accounts, Part::everything})};
    if (const auto evidence = evidence_of(needs, hand))
      world_.add(who_, Move::impersonate, world_.hub(VertexKind::cluster_admin),
                 world_.book.add(*evidence));
  }

  // The role of a binding that is there cannot be changed, but who has it.
  void add_joined_bindings(const Hand& hand, std::string_view space) {
    const PartSet needs[] = {any_of({Part::change_bindings}), any_of({Part::bind_cluster_roles})};
    const auto evidence = evidence_of(needs, hand);
    if (!evidence) return;
    for (const std::string_view one : administered_) {
      if (space.empty() || one == space)
        world_.add(who_, Move::bind, world_.hub(VertexKind::name_space, one),
                   world_.book.add(*evidence));
    }
  }

  // He must hold what he writes to: a Role in that namespace. ClusterRoles that are held for the
  // whole cluster everybody has whose right to change them is one.
  void add_own_roles(const Hand& hand, std::string_view space) {
    const PartSet needs[] = {any_of({Part::change_roles}), any_of({Part::escalate_roles})};
    const auto evidence = evidence_of(needs, hand);
    if (!evidence) return;
    for (const std::uint32_t number : bindings_of(world_.rbac, *holder_)) {
      const rbac::Binding& binding = world_.rbac.bindings()[number];
      const std::string_view where = world_.rbac.text(binding.name_space);
      if (world_.rbac.text(binding.role_kind) != "Role") continue;
      if (!space.empty() && where != space) continue;
      Evidence own = *evidence;
      if (own.caused < Evidence::kMost) own.causes[own.caused++] = number;
      world_.add(who_, Move::rewrite_role, world_.hub(VertexKind::name_space, where),
                 world_.book.add(own));
    }
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

  // An ephemeral container may be privileged where a pod may; it runs where its pod does.
  void add_debugging(const Hand& hand, std::string_view space) {
    const bool open = space.empty() || !is_guarded(world_, space);
    const PartSet needs[] = {any_of({Part::debug_pods}),
                             open ? 0 : any_of({Part::change_namespaces})};
    const auto evidence = evidence_of(needs, hand);
    if (evidence)
      world_.add(who_, Move::debug_on_node, world_.hub(VertexKind::pods_nodes, space),
                 world_.book.add(*evidence));
  }

  World& world_;
  const Holdings& holdings_;
  const rbac::Names& names_;
  bool aws_auth_ = false, any_namespace_ = false;
  std::optional<std::string> open_;  // a namespace that does not enforce Pod Security
  VertexId who_ = kNoVertex;
  std::vector<const Holder*> groups_;
  const Holder* holder_ = nullptr;
  std::set<std::string_view> administered_;  // with a binding to a ClusterRole for everything
  NameId scope_ = rbac::kEmpty;
};

}  // namespace

void add_identity_edges(World& world, const Holdings& holdings) {
  IdentityEdges edges(world, holdings);
  for (const Holder& holder : holdings.holders()) edges.add(holder);
}

}  // namespace bulwark::analyzers::attack_paths
