// SPDX-License-Identifier: Apache-2.0
// Model: the roles and bindings of one cluster, or of all manifests together, ready to be asked.
//
// Roles are sorted by namespace and name (ClusterRoles, which have none, first), bindings likewise,
// so that whatever one namespace binds is one range. From each subject to its bindings, from each
// role to its bindings, and from each resource to the rules that speak of it leads an index: no
// question looks at all bindings.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analyzers/rbac/index.h"
#include "analyzers/rbac/names.h"
#include "analyzers/rbac/rules.h"
#include "analyzers/rbac/subjects.h"
#include "model/inventory.h"

namespace bulwark::analyzers::rbac {

/// A Role, or (without a namespace) a ClusterRole.
struct Role {
  const model::Resource* object = nullptr;  ///< null: cluster-admin, which every API server has
  bool built_in = false;                    ///< of the API server: not in the picture
  NameId name_space = kEmpty, name = kEmpty;
  Range rules;              ///< of Rules::all
  bool aggregated = false;  ///< its rules are those of others
};

/// A RoleBinding, or (without a namespace) a ClusterRoleBinding.
struct Binding {
  const model::Resource* object = nullptr;
  NameId name_space = kEmpty, name = kEmpty;
  NameId role_kind = kEmpty, role_name = kEmpty;
  Range roles;  ///< of Model::roles, all of that name: manifests may give several; none: dangling
  Range subjects;  ///< of Model::subjects
  bool dangling() const { return roles.count == 0; }
};

/// What may be missing from the picture, or of it could not be understood.
struct Gap {
  std::string what;  ///< "clusterroles.rbac.authorization.k8s.io", "Role shop/x rules[3]"
  std::string reason;
  std::string name_space;  ///< only questions about this one are touched; empty: all

  bool of_object = false;  ///< an object was read, but not understood
  /// Whether it may hide a grant in that namespace (empty: a grant for the whole cluster).
  bool touches(std::string_view space) const { return name_space.empty() || name_space == space; }
};

/// Const once built, and then safe to ask from several threads. Not movable: it is pointed into.
class Model {
 public:
  /// `cluster`: its name; empty for the manifests. `built_in`: the ClusterRoles that an API server
  /// makes by itself; manifests need not bring them. Both must outlive the model.
  static std::unique_ptr<const Model> build(const model::Inventory& inventory,
                                            std::string_view cluster,
                                            const model::Segment* built_in = nullptr);
  Model(const Model&) = delete;
  Model& operator=(const Model&) = delete;

  const Names& names() const { return names_; }
  const Rules& rules() const { return rules_; }
  std::span<const Role> roles() const { return roles_; }
  std::span<const Binding> bindings() const { return bindings_; }
  std::span<const Subject> subjects() const { return subjects_; }
  std::string_view text(NameId id) const { return names_.text(id); }

  /// The bindings of one namespace; of the cluster when `name_space` is empty.
  Range bindings_in(std::string_view name_space) const;
  const SubjectIndex& by_subject() const { return by_subject_; }
  const RoleIndex& by_role() const { return by_role_; }
  const RuleIndex& by_resource() const { return by_resource_; }

  bool is_cluster() const { return cluster_; }
  /// Everything that leaves a "no" open.
  const std::vector<Gap>& gaps() const { return gaps_; }
  bool hides_from(std::string_view name_space) const;
  /// Whether a role that is not in the picture is known not to exist: of a cluster that was read
  /// whole. Beside manifests a cluster has roles of its own.
  bool knows_roles() const { return knows_roles_; }
  /// Aggregated roles that gather each other: "a, b". Their rules are the union of all.
  const std::vector<std::string>& cycles() const { return cycles_; }

 private:
  friend class ModelBuilder;
  Model() = default;

  Names names_;
  Rules rules_;
  std::vector<Role> roles_;
  std::vector<Binding> bindings_;
  std::vector<Subject> subjects_;
  SubjectIndex by_subject_;
  RoleIndex by_role_;
  RuleIndex by_resource_;
  std::vector<Gap> gaps_;
  std::vector<std::string> cycles_;
  bool cluster_ = false, knows_roles_ = false;
};

}  // namespace bulwark::analyzers::rbac
