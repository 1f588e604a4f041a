// SPDX-License-Identifier: Apache-2.0
// Measures a model of 50,000 service accounts, Roles and RoleBindings each, questions to it, and
// the search for dangerous grants, which builds a model of its own.
#include <fmt/core.h>

#include <algorithm>
#include <cstdio>
#include <string>
#include <vector>

#include "analyzers/rbac/authorizer.h"
#include "analyzers/rbac/difference.h"
#include "analyzers/rbac/grants.h"
#include "formats/measure.h"
#include "model/bench_objects.h"

namespace bulwark::analyzers::rbac {
namespace {

namespace measure = formats::measure;

constexpr int kNamespaces = 5'000;
constexpr int kAccounts = 10;  // in each namespace, with a Role and a RoleBinding each
constexpr int kClusterRoles = 200;

constexpr const char* kHead = R"({"apiVersion":"rbac.authorization.k8s.io/v1","kind":)";

class Estate : public model::BenchObjects {
 public:
  /// `change_every`: one Role in so many says something else; 0: none.
  explicit Estate(int change_every = 0) : change_every_(change_every) {
    for (int space = 0; space < kNamespaces; ++space) {
      for (int account = 0; account < kAccounts; ++account) add_account(space, account);
    }
    for (int i = 0; i < kClusterRoles; ++i) add_cluster_role(i);
  }

 private:
  void add_account(int space, int account) {
    const std::string metadata = fmt::format(
        R"("metadata":{{"name":"app-{0}","namespace":"team-{1}"}})", account, space);
    add(R"({"apiVersion":"v1","kind":"ServiceAccount",)" + metadata + "}");
    add(fmt::format(
        R"({}"Role",{},"rules":[{{"verbs":["get","list","watch"],"apiGroups":[""],"resources":["pods","services","endpoints"]}},)"
        R"({{"verbs":["get","update"],"apiGroups":[""],"resources":["configmaps"],"resourceNames":["app-{}-settings"]}},)"
        R"({{"verbs":["create"],"apiGroups":["apps"],"resources":["deployments{}"]}}]}})",
        kHead, metadata, account, subresource(account)));
    add(fmt::format(
        R"({}"RoleBinding",{},"roleRef":{{"kind":"Role","name":"app-{}"}},"subjects":[{{"kind":"ServiceAccount","name":"app-{}"}}]}})",
        kHead, metadata, account, account));
  }

  const char* subresource(int account) {
    if (change_every_ > 0 && ++accounts_ % change_every_ == 0) return "/scale";
    return account == 0 ? "" : "/status";
  }

  void add_cluster_role(int i) {
    add(fmt::format(
        R"({}"ClusterRole","metadata":{{"name":"wide-{}"}},"rules":[{{"verbs":["*"],"apiGroups":["group-{}"],"resources":["*"]}},)"
        R"({{"verbs":["get"],"nonResourceURLs":["/metrics","/team-{}/*"]}}]}})",
        kHead, i, i, i));
    add(fmt::format(
        R"({}"ClusterRoleBinding","metadata":{{"name":"wide-{}"}},"roleRef":{{"kind":"ClusterRole","name":"wide-{}"}},"subjects":[{{"kind":"Group","name":"group-{}"}}]}})",
        kHead, i, i, i));
  }

  int change_every_;
  int accounts_ = 0;
};

Attributes asked(std::string verb, std::string group, std::string resource,
                 std::string name_space = {}) {
  Attributes out;
  out.verb = std::move(verb);
  out.group = std::move(group);
  out.resource = std::move(resource);
  out.name_space = std::move(name_space);
  return out;
}

template <class Work>
double best_ms(const Work& work) {
  double best = 1e9;
  for (int i = 0; i < 20; ++i) best = std::min(best, measure::seconds(work) * 1e3);
  return best;
}

void tell(std::string_view what, const Model& model, const Attributes& question, Scope scope) {
  const std::size_t found = who_can(model, question, scope).grants.size();
  const double took = best_ms([&] { static_cast<void>(who_can(model, question, scope)); });
  fmt::print("who_can_{}_ms {:.3f}\nwho_can_{}_grants {}\n", what, took, what, found);
}

void tell_difference(std::string_view what, const Model& model, int change_every) {
  const Estate other(change_every);
  const auto after = Model::build(other.inventory, "bench");
  std::size_t changes = 0;
  double best = 1e9;
  for (int i = 0; i < 5; ++i) {
    best = std::min(
        best, measure::seconds([&] { changes = find_differences(model, *after).changes.size(); }));
  }
  fmt::print("difference_{}_seconds {:.3f}\ndifference_{}_changes {}\n", what, best, what, changes);
}

int run() {
  const Estate estate;
  const double before = model::resident_mb();
  std::unique_ptr<const Model> model;
  double build = 1e9;
  double memory = 0;
  for (int i = 0; i < 5; ++i) {
    model.reset();
    build = std::min(build,
                     measure::seconds([&] { model = Model::build(estate.inventory, "bench"); }));
    if (i == 0) memory = model::resident_mb() - before;
  }
  fmt::print("objects {}\nmodel_build_seconds {:.3f}\nmodel_mb {:.0f}\n",
             estate.inventory.resources(), build, memory);
  tell("everywhere", *model, asked("get", "", "pods"), Scope::anywhere);
  tell("namespace", *model, asked("get", "", "pods", "team-77"), Scope::one);
  tell("some", *model, asked("create", "apps", "deployments"), Scope::anywhere);
  tell("nobody", *model, asked("delete", "", "nodes"), Scope::anywhere);
  Attributes path;
  path.verb = "get";
  path.path = "/metrics";
  path.is_resource = false;
  tell("path", *model, path, Scope::one);
  const Identity account = impersonated("system:serviceaccount:team-77:app-3", {});
  const Attributes question = asked("delete", "", "nodes", "team-77");
  constexpr int kTimes = 1000;
  const double can = best_ms([&] {
    for (int i = 0; i < kTimes; ++i) static_cast<void>(authorize(*model, account, question));
  });
  fmt::print("can_i_us {:.2f}\n", can * 1e3 / kTimes);
  tell_difference("none", *model, 0);
  tell_difference("few", *model, 100);
  tell_difference("all", *model, 1);
  std::size_t findings = 0;
  double grants = 1e9;
  for (int i = 0; i < 5; ++i) {
    grants = std::min(
        grants, measure::seconds([&] {
          findings = find_grants(estate.inventory, {grant_controls(), true, 37}).found.size();
        }));
  }
  fmt::print("find_grants_seconds {:.3f}\nfind_grants_findings {}\n", grants, findings);
  return 0;
}

}  // namespace
}  // namespace bulwark::analyzers::rbac

int main() { return bulwark::analyzers::rbac::run(); }
