// SPDX-License-Identifier: Apache-2.0
// Measures the paths of 50,000 service accounts, Roles, RoleBindings and pods each, on 1,000 nodes.
#include <fmt/core.h>

#include <algorithm>
#include <cstdio>
#include <string>
#include <vector>

#include "analyzers/attack_paths/analysis.h"
#include "analyzers/attack_paths/cuts.h"
#include "analyzers/attack_paths/search.h"
#include "formats/measure.h"
#include "model/bench_objects.h"

namespace bulwark::analyzers::attack_paths {
namespace {

namespace measure = formats::measure;

constexpr int kNamespaces = 5'000;
constexpr int kAccounts = 10;  // in each namespace, with a Role, a RoleBinding and a pod each
constexpr int kNodes = 1'000;
constexpr int kAdmins = 50;  // accounts that may do everything
constexpr const char* kRbac = R"({"apiVersion":"rbac.authorization.k8s.io/v1","kind":)";

class Estate : public model::BenchObjects {
 public:
  Estate() {
    for (int space = 0; space < kNamespaces; ++space) {
      add(fmt::format(
          R"({{"apiVersion":"v1","kind":"Namespace","metadata":{{"name":"team-{}","labels":{{"pod-security.kubernetes.io/enforce":"{}"}}}}}})",
          space, space % 4 == 0 ? "privileged" : "restricted"));
      for (int account = 0; account < kAccounts; ++account) add_account(space, account);
    }
    for (int i = 0; i < kNodes; ++i)
      add(fmt::format(R"({{"apiVersion":"v1","kind":"Node","metadata":{{"name":"node-{}"}}}})", i));
    add(fmt::format(
        R"({}"ClusterRole","metadata":{{"name":"all"}},"rules":[{{"verbs":["*"],"apiGroups":["*"],"resources":["*"]}}]}})",
        kRbac));
    for (int i = 0; i < kAdmins; ++i) add_admin(i * (kNamespaces / kAdmins));
  }

 private:
  // Of ten accounts one creates pods, one requests tokens, one opens shells; three read something.
  static const char* rule(int account) {
    switch (account) {
      case 0: return R"({"verbs":["create"],"apiGroups":["apps"],"resources":["deployments"]})";
      case 1:
        return R"({"verbs":["create"],"apiGroups":[""],"resources":["serviceaccounts/token"]})";
      case 2: return R"({"verbs":["create"],"apiGroups":[""],"resources":["pods/exec"]})";
      default:
        return R"({"verbs":["get","list"],"apiGroups":[""],"resources":["pods","services"]})";
    }
  }

  void add_account(int space, int account) {
    const std::string metadata = fmt::format(
        R"("metadata":{{"name":"app-{0}","namespace":"team-{1}"}})", account, space);
    add(R"({"apiVersion":"v1","kind":"ServiceAccount",)" + metadata + "}");
    add(fmt::format(R"({}"Role",{},"rules":[{}]}})", kRbac, metadata, rule(account)));
    add(fmt::format(
        R"({}"RoleBinding",{},"roleRef":{{"kind":"Role","name":"app-{}"}},"subjects":[{{"kind":"ServiceAccount","name":"app-{}"}}]}})",
        kRbac, metadata, account, account));
    const int number = space * kAccounts + account;
    add(fmt::format(
        R"({{"apiVersion":"v1","kind":"Pod",{},"spec":{{"nodeName":"node-{}","serviceAccountName":"app-{}","containers":[{{"name":"c"{}}}]}}}})",
        metadata, number % kNodes, account,
        number % 500 == 0 ? R"(,"securityContext":{"privileged":true})" : ""));
  }

  void add_admin(int space) {
    add(fmt::format(
        R"({}"ClusterRoleBinding","metadata":{{"name":"admin-{}"}},"roleRef":{{"kind":"ClusterRole","name":"all"}},"subjects":[{{"kind":"ServiceAccount","name":"app-9","namespace":"team-{}"}}]}})",
        kRbac, space, space));
  }
};

int run() {
  const Estate estate;
  const double before = model::resident_mb();
  std::unique_ptr<const rbac::Model> model = rbac::Model::build(estate.inventory, "bench");
  std::unique_ptr<const Analysis> analysis;
  const double build = measure::seconds(
      [&] { analysis = Analysis::build(estate.inventory, "bench", *model, {.minor = 37}); });
  const VertexId target = *analysis->find("cluster-admin");
  const std::vector<VertexId> sources = analysis->sources(/*system=*/true);
  std::size_t reaching = 0;
  const double search = measure::seconds([&] {
    const Distances distances = distances_to(analysis->graph(), target);
    for (const VertexId source : sources)
      reaching += shortest_path(analysis->graph(), distances, source).empty() ? 0U : 1U;
  });
  std::size_t cuts = 0;
  const double cutting = measure::seconds([&] {
    const auto causes = [&](const Edge& edge) { return analysis->book().causes(edge); };
    cuts = best_cuts(analysis->graph(), target, sources, causes, 5).size();
  });
  fmt::print(
      "objects {}\nvertices {}\nedges {}\nsources {}\nreaching {}\nbuild_seconds {:.3f}\n"
      "search_seconds {:.3f}\ncuts {}\ncuts_seconds {:.3f}\nmb {:.0f}\n",
      estate.inventory.resources(), analysis->graph().vertices().size(),
      analysis->graph().edges().size(), sources.size(), reaching, build, search, cuts, cutting,
      model::resident_mb() - before);
  return 0;
}

}  // namespace
}  // namespace bulwark::analyzers::attack_paths

int main() { return bulwark::analyzers::attack_paths::run(); }
