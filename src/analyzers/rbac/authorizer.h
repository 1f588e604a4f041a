// SPDX-License-Identifier: Apache-2.0
// Authorizer: what the RBAC authorizer of an API server would answer, and who would be allowed.
//
// It knows RBAC and the group system:masters. Other authorizers that a cluster may have (Node,
// which node_authorizer.h knows, webhooks) can only allow more, or deny; nothing is said about them
// here.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "analyzers/rbac/model.h"

namespace bulwark::analyzers::rbac {

/// One way in which something is granted.
struct Grant {
  std::uint32_t binding = 0;  ///< index into Model::bindings
  std::uint32_t subject = 0;  ///< index into Model::subjects: of the binding, whom it applies to
  std::uint32_t rule = 0;     ///< index into Rules::all; its role is one of the binding's
  bool operator==(const Grant&) const = default;
};

enum class Verdict : std::uint8_t {
  allowed,
  no,       ///< RBAC has no opinion: nothing in the picture allows it
  unknown,  ///< nothing that was read allows it, but something that was not may
};

struct Decision {
  Verdict is = Verdict::no;
  bool master = false;      ///< allowed to system:masters, which RBAC is not asked about
  std::optional<Grant> by;  ///< when allowed otherwise
  /// Bindings that apply and grant a role that is not in the picture; indexes into
  /// Model::bindings. Whoever makes the role decides what they grant.
  std::vector<std::uint32_t> dangling;
  std::string by_node{};    ///< why the Node authorizer allows it, where RBAC does not
  std::string node_open{};  ///< why it is not known whether it does
};

/// Of several grants the first: bindings of the whole cluster before those of the namespace, each
/// by name. `name_space` of the attributes counts for resources only.
Decision authorize(const Model& model, const Identity& identity, const Attributes& attributes);

/// All that bindings grant to somebody in a namespace (empty: in all of them at once), sorted by
/// binding and rule.
std::vector<Grant> grants_of(const Model& model, const Identity& identity,
                             std::string_view name_space);

/// The bindings that apply to him there and grant a role which is not in the picture.
std::vector<std::uint32_t> dangling_of(const Model& model, const Identity& identity,
                                       std::string_view name_space);

/// Where a grant may stand.
enum class Scope : std::uint8_t {
  one,       ///< in the attributes' namespace, or (when that is empty) for the whole cluster
  anywhere,  ///< in any namespace or for the whole cluster
};

/// Whether rules that list names count where the question names none.
enum class NamedRules : std::uint8_t { as_asked, all };

struct Holders {
  /// For each binding that grants it, its first such rule, and each of its subjects that can be
  /// somebody. Sorted.
  std::vector<Grant> grants;
  /// Bindings within the scope that grant a role which is not in the picture.
  std::vector<std::uint32_t> dangling;
};
Holders who_can(const Model& model, const Attributes& attributes, Scope scope,
                NamedRules named = NamedRules::as_asked);

/// The grants to somebody by which he may do it to some names, but not to whatever is asked for;
/// sorted by binding and rule.
std::vector<Grant> named_grants(const Model& model, const Identity& identity,
                                const Attributes& attributes);

}  // namespace bulwark::analyzers::rbac
