// SPDX-License-Identifier: Apache-2.0
// A list of needs, each asked as who can.
#include "analyzers/rbac/scheduling.h"

#include <algorithm>
#include <array>
#include <set>
#include <tuple>

#include "analyzers/rbac/authorizer.h"
#include "analyzers/rbac/need.h"
#include "analyzers/rbac/powers.h"

namespace bulwark::analyzers::rbac {
namespace {

// Whose bindings are not told again below.
constexpr std::string_view kEverythingThere = "do everything";

struct Choice {
  std::string_view may, need;
};

// Strongest first. A pod that is created may name its node (spec.nodeName).
constexpr auto kChoices = std::to_array<Choice>({
    {kEverythingThere, "* * *"},
    {"bind pods to nodes", "create pods/binding,bindings"},
    {"lead in the scheduler's place",
     "kube-system: update,patch coordination.k8s.io leases named kube-scheduler"},
    {"make nodes", "cluster: create nodes"},
    {"change nodes: labels, taints, cordon", "cluster: update,patch nodes"},
    {"change the status of nodes", "cluster: update,patch nodes/status"},
    {"delete nodes", "cluster: delete,deletecollection nodes"},
    {"write priorities that evict others",
     "cluster: create,update,patch scheduling.k8s.io priorityclasses"},
    {"evict pods", "create pods/eviction"},
    {"delete pods", "delete,deletecollection pods"},
    {"change the status of pods", "update,patch pods/status"},
    {"create pods for a node of their choice",
     "create pods; create,update,patch apps deployments,daemonsets,statefulsets,replicasets; "
     "create,update,patch batch jobs,cronjobs; create,update,patch replicationcontrollers"},
});

bool grants_here(const Model& model, const Grant& grant, Place place,
                 const std::optional<std::string>& name_space) {
  const std::string_view space = model.text(model.bindings()[grant.binding].name_space);
  if (name_space && !space.empty() && space != *name_space) return false;
  return grants_in(place, reach_of(space));
}

std::vector<Attributes> questions_of(const NeededRight& right) {
  std::vector<Attributes> out;
  for (const std::string& verb : right.verbs) {
    for (const std::string& resource : right.resources) {
      Attributes one;
      one.verb = verb;
      one.group = right.group;
      const std::size_t slash = resource.find('/');
      one.resource = resource.substr(0, slash);
      if (slash != std::string::npos) one.subresource = resource.substr(slash + 1);
      if (!right.names.empty()) one.name = right.names.front();
      out.push_back(std::move(one));
    }
  }
  return out;
}

}  // namespace

std::vector<SchedulingGrant> scheduling_grants(const Model& model,
                                               const std::optional<std::string>& name_space) {
  std::vector<SchedulingGrant> out;
  std::set<std::uint32_t> everything;  // bindings
  for (const Choice& choice : kChoices) {
    std::set<std::tuple<std::uint32_t, NameId, bool>> told;  // binding, subject
    std::vector<Grant> grants;
    for (const NeededRight& right : parse_need(choice.need)) {
      for (const Attributes& question : questions_of(right)) {
        for (const Grant& grant : who_can(model, question, Scope::anywhere).grants) {
          const Subject& subject = model.subjects()[grant.subject];
          if (grants_here(model, grant, right.place, name_space) &&
              !everything.contains(grant.binding) &&
              told.emplace(grant.binding, subject.meets, subject.kind == Subject::Kind::group)
                  .second)
            grants.push_back(grant);
        }
      }
    }
    std::sort(grants.begin(), grants.end(), [](const Grant& a, const Grant& b) {
      return std::pair(a.binding, a.subject) < std::pair(b.binding, b.subject);
    });
    for (const Grant& grant : grants) {
      out.push_back({choice.may, explain(model, grant)});
      if (choice.may == kEverythingThere) everything.insert(grant.binding);
    }
  }
  return out;
}

}  // namespace bulwark::analyzers::rbac
