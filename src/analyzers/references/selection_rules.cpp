// SPDX-License-Identifier: Apache-2.0
// Selectors that select nothing, and selectors of two workloads that select each other's pods.
#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "analyzers/references/rules.h"

namespace bulwark::analyzers::references {
namespace {

using formats::Value;
using model::Resource;

bool selects_something(const Picture& picture, std::string_view name, const Selection& selection) {
  const Namespace* space = picture.name_space(name);
  if (space == nullptr) return false;
  return !space->templates.find(selection).empty() || !space->pods.find(selection).empty();
}

// Endpoints that somebody writes by hand need no pods; nor does a name outside.
void services(Judge& judge) {
  for (const Resource* service : judge.picture().all(kService)) {
    const Selection selection = selection_of_map(service->root.at("spec", "selector"));
    const Value* spec = service->root.find("spec");
    if (selection.is_empty() || spec->text("type") == "ExternalName") continue;
    const std::string_view space = namespace_of(*service);
    if (selects_something(judge.picture(), space, selection)) continue;
    judge.selects_nothing(judge.picture().knows_all_pods(space), *service, "spec.selector",
                          fmt::format("selects {}, which no pod has", text_of(selection)));
  }
}

void by_selector(Judge& judge, const Type& type, std::string_view field) {
  for (const Resource* one : judge.picture().all(type)) {
    const Value* selector = one->root.at("spec", field);
    const Selection selection = selection_of(selector);
    if (selection.is_empty()) continue;  // every pod, or told by a control of its own
    const std::string_view space = namespace_of(*one);
    if (selects_something(judge.picture(), space, selection)) continue;
    judge.selects_nothing(judge.picture().knows_all_pods(space), *one,
                          fmt::format("spec.{}", field),
                          fmt::format("selects {}, which no pod has", text_of(selection)));
  }
}

void network_policies(Judge& judge) { by_selector(judge, kNetworkPolicy, "podSelector"); }
void budgets(Judge& judge) { by_selector(judge, kBudget, "selector"); }

/// Where a monitor looks: its own namespace, some, or all.
struct Scope {
  bool all = false;
  std::vector<std::string_view> names;
};

Scope scope_of(const Resource& monitor) {
  const Value* selector = monitor.root.at("spec", "namespaceSelector");
  const Value* any = selector == nullptr ? nullptr : selector->find("any");
  if (any != nullptr && any->is_bool() && any->as_bool()) return {true, {}};
  Scope scope;
  const Value* names = selector == nullptr ? nullptr : selector->find("matchNames");
  if (names != nullptr) {
    for (const Value& name : names->items()) {
      if (name.is_string()) scope.names.push_back(name.as_string());
    }
  }
  if (scope.names.empty()) scope.names.push_back(namespace_of(monitor));
  return scope;
}

bool is_in(const Scope& scope, std::string_view name) {
  return scope.all || std::find(scope.names.begin(), scope.names.end(), name) != scope.names.end();
}

// Services that monitors could select, with their labels in one index.
struct Services {
  explicit Services(const Picture& picture) : objects(picture.all(kService)) {
    for (const Resource* one : objects) labels.add(one->root.at("metadata", "labels"));
  }
  const Picture::Objects& objects;
  LabelIndex labels{LabelsOf::objects};
};

bool monitors_service(const Services& services, const Scope& scope, const Selection& selection) {
  const auto found = services.labels.find(selection);
  return std::any_of(found.begin(), found.end(), [&](std::uint32_t at) {
    return is_in(scope, namespace_of(*services.objects[at]));
  });
}

bool monitors_pod(const Picture& picture, const Scope& scope, const Selection& selection) {
  if (!scope.all) {
    return std::any_of(scope.names.begin(), scope.names.end(), [&](std::string_view name) {
      return selects_something(picture, name, selection);
    });
  }
  return std::any_of(
      picture.namespaces().begin(), picture.namespaces().end(),
      [&](const auto& one) { return selects_something(picture, one.first, selection); });
}

void monitors(Judge& judge) {
  const Services services(judge.picture());
  for (const Type& type : {kServiceMonitor, kPodMonitor}) {
    const bool of_pods = type.kind == kPodMonitor.kind;
    for (const Resource* monitor : judge.picture().all(type)) {
      const Selection selection = selection_of(monitor->root.at("spec", "selector"));
      const Scope scope = scope_of(*monitor);
      if (of_pods ? monitors_pod(judge.picture(), scope, selection)
                  : monitors_service(services, scope, selection))
        continue;
      const auto knows = [&](std::string_view name) {
        return of_pods ? judge.picture().knows_all_pods(name)
                       : judge.picture().knows_all(kService, name);
      };
      const bool known = scope.all ? knows("")
                                   : std::all_of(scope.names.begin(), scope.names.end(), knows);
      judge.selects_nothing(known, *monitor, "spec.selector",
                            fmt::format("selects {}, which no {} has", text_of(selection),
                                        of_pods ? "pod" : "Service"));
    }
  }
}

// Two controllers with one selector delete each other's pods, or count them as their own. A
// ReplicaSet of a Deployment and pods of a ReplicaSet are owned, and so not among the workloads.
void overlaps(Judge& judge) {
  constexpr std::array<std::string_view, 4> kSelecting{"Deployment", "ReplicaSet", "StatefulSet",
                                                       "DaemonSet"};
  const auto selecting = [&](const Resource& one) {
    return std::find(kSelecting.begin(), kSelecting.end(), one.kind()) != kSelecting.end();
  };
  for (const auto& [name, space] : judge.picture().namespaces()) {
    for (const Workload& workload : space.workloads) {
      const Resource& own = *workload.resource;
      const Selection selection = selection_of(own.root.at("spec", "selector"));
      if (!selecting(own) || selection.is_empty()) continue;
      for (const std::uint32_t at : space.templates.find(selection)) {
        const Resource& other = *space.workloads[at].resource;
        const bool same = other.kind() == own.kind() && other.name() == own.name();
        if (same || !selecting(other) || !judge.picture().surely_together(own, other)) continue;
        judge.found(own, "spec.selector",
                    fmt::format("selects the pods of {} as well", other.title()));
        break;
      }
    }
  }
}

constexpr std::array<Rule, 5> kRules{{{"disruption-budget-selects-nothing", budgets},
                                      {"monitor-selects-nothing", monitors},
                                      {"network-policy-selects-nothing", network_policies},
                                      {"selector-overlap", overlaps},
                                      {"service-selects-nothing", services}}};

}  // namespace

std::span<const Rule> selection_rules() { return kRules; }

}  // namespace bulwark::analyzers::references
