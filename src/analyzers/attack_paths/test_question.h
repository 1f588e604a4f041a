// SPDX-License-Identifier: Apache-2.0
// For tests: roles and bindings in a few words, and the shortest way from one to another.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "analyzers/attack_paths/explain.h"
#include "analyzers/rbac/test_model.h"

namespace bulwark::analyzers::attack_paths {

inline constexpr std::uint32_t kMinor = 37;

inline std::string binding(const std::string& who, const std::string& role) {
  return "kind: ClusterRoleBinding, metadata: {name: '" + role + "-of-" + who +
         "'}, roleRef: {kind: ClusterRole, name: " + role + "}, subjects: [{kind: User, name: '" +
         who + "'}]";
}
inline std::string cluster_role(const std::string& name, const std::string& rules) {
  return "kind: ClusterRole, metadata: {name: " + name + "}, rules: [" + rules + "]";
}
inline std::string rule(const std::string& verbs, const std::string& group,
                        const std::string& resources, const std::string& names = {}) {
  std::string out = "{verbs: [" + verbs + "], apiGroups: ['" + group + "'], resources: [" +
                    resources + "]";
  return out + (names.empty() ? "}" : ", resourceNames: [" + names + "]}");
}
// An account with a Role that is bound to it there.
inline std::vector<std::string> with_role(const std::string& space, const std::string& account,
                                          const std::string& rules) {
  const std::string meta = "metadata: {name: " + account + ", namespace: " + space + "}";
  return {"kind: Role, " + meta + ", rules: [" + rules + "]",
          "kind: RoleBinding, " + meta + ", roleRef: {kind: Role, name: " + account +
              "}, subjects: [{kind: ServiceAccount, name: " + account + "}]"};
}
inline const std::string kAdmin =
    "kind: ClusterRoleBinding, metadata: {name: admins}, roleRef: {kind: ClusterRole, name: "
    "cluster-admin}, subjects: [{kind: ServiceAccount, name: admin, namespace: ops}]";
inline const std::string kRbac = "rbac.authorization.k8s.io";

class Question {
 public:
  explicit Question(const std::vector<std::string>& objects, const std::string& cluster = {},
                    std::uint32_t minor = kMinor, bool network = false)
      : estate_(objects, cluster), model_(estate_.model()) {
    analysis = Analysis::build(estate_.inventory, cluster, *model_,
                               {.minor = minor, .network = network});
  }

  // What is done, step by step; nothing where no path leads there.
  std::vector<std::string> way(std::string_view from, std::string_view to = "cluster-admin") const {
    std::vector<std::string> out;
    for (const Step& step : steps(from, to)) out.push_back(step.does);
    return out;
  }

  std::vector<Step> steps(std::string_view from, std::string_view to = "cluster-admin") const {
    const auto source = analysis->find(from);
    const auto target = analysis->find(to);
    if (!source || !target) return {};
    const Distances distances = distances_to(analysis->graph(), *target);
    return explain(*analysis, shortest_path(analysis->graph(), distances, *source));
  }

  std::unique_ptr<const Analysis> analysis;

 private:
  rbac::Estate estate_;
  std::unique_ptr<const rbac::Model> model_;
};

inline std::vector<std::string> both(std::vector<std::string> a,
                                     const std::vector<std::string>& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

// One user, with these rules for the whole cluster.
inline Question jane(const std::string& rules, const std::vector<std::string>& more = {}) {
  return Question(both({cluster_role("r", rules), binding("jane", "r")}, more));
}

}  // namespace bulwark::analyzers::attack_paths
