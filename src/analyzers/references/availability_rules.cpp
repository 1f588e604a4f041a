// SPDX-License-Identifier: Apache-2.0
// Budgets for disruptions against the replicas that there are, and autoscalers without a target.
#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <optional>

#include "analyzers/references/rules.h"

namespace bulwark::analyzers::references {
namespace {

using formats::Value;
using model::Resource;

constexpr std::array<Type, 4> kScalable{kDeployment, kStatefulSet, kReplicaSet,
                                        kReplicationController};

void autoscaler_targets(Judge& judge) {
  for (const Resource* scaler : judge.picture().all(kAutoscaler)) {
    const Value* target = scaler->root.at("spec", "scaleTargetRef");
    if (target == nullptr) continue;
    const std::string_view kind = target->text("kind");
    const auto type = std::find_if(kScalable.begin(), kScalable.end(),
                                   [&](const Type& one) { return one.kind == kind; });
    // A custom resource may not have been read.
    if (type == kScalable.end() ||
        type->group != model::split_api_version(target->text("apiVersion")).group)
      continue;
    judge.refer(*type, namespace_of(*scaler), target->text("name"), *scaler, "spec.scaleTargetRef",
                "scales");
  }
}

std::optional<std::int64_t> whole(const Value* value) {
  if (value == nullptr || !value->is_int()) return std::nullopt;
  return value->as_int();
}

// "50%" -> 50.
std::optional<std::int64_t> percent(const Value& value) {
  if (!value.is_string() || !value.as_string().ends_with('%')) return std::nullopt;
  const std::string_view text = value.as_string();
  std::int64_t out = 0;
  const auto end = std::from_chars(text.data(), text.data() + text.size() - 1, out);
  if (end.ec != std::errc{} || end.ptr != text.data() + text.size() - 1) return std::nullopt;
  if (out < 0 || out > 100) return std::nullopt;
  return out;
}

// As the disruption controller rounds: up, for both.
std::optional<std::int64_t> scaled(const Value* value, std::int64_t of) {
  if (value == nullptr) return std::nullopt;
  if (value->is_int()) return value->as_int();
  const auto share = percent(*value);
  if (!share) return std::nullopt;
  return (*share * of + 99) / 100;
}

using Scalers = std::map<std::tuple<std::string_view, std::string_view, std::string_view>,
                         const Resource*>;

Scalers scalers_of(const Picture& picture) {
  Scalers out;
  for (const Resource* scaler : picture.all(kAutoscaler)) {
    const Value* target = scaler->root.at("spec", "scaleTargetRef");
    if (target == nullptr) continue;
    out.emplace(std::tuple{namespace_of(*scaler), target->text("kind"), target->text("name")},
                scaler);
  }
  return out;
}

/// How many pods a workload has at least, and what says so.
struct Least {
  std::int64_t pods = 0;
  const Resource* scaler = nullptr;
};

// Nothing: the workload does not say (a DaemonSet), or stands still.
std::optional<Least> least_pods(const Workload& workload, const Scalers& scalers) {
  const Resource& one = *workload.resource;
  const bool scalable = one.kind() == "Deployment" || one.kind() == "StatefulSet" ||
                        one.kind() == "ReplicaSet";
  if (!scalable) return std::nullopt;
  const auto scaler = scalers.find({namespace_of(one), one.kind(), one.name()});
  if (scaler != scalers.end()) {
    const auto least = whole(scaler->second->root.at("spec", "minReplicas"));
    return Least{least.value_or(1), scaler->second};
  }
  const std::int64_t replicas = whole(one.root.at("spec", "replicas")).value_or(1);
  if (replicas <= 0) return std::nullopt;
  return Least{replicas, nullptr};
}

// How many of `pods` a budget lets go; nothing when it does not say it in a way that is known.
std::optional<std::int64_t> allowed(const Value& spec, std::int64_t pods) {
  if (const Value* most = spec.find("maxUnavailable")) return scaled(most, pods);
  const auto least = scaled(spec.find("minAvailable"), pods);
  if (!least) return std::nullopt;
  return pods - *least;
}

// maxUnavailable: 0 and minAvailable: 100% block whatever there is: disruption-budget-blocks tells
// of them.
bool blocks_by_itself(const Value& spec) {
  for (const auto& [field, number, share] :
       {std::tuple{"maxUnavailable", 0, 0}, std::tuple{"minAvailable", -1, 100}}) {
    const Value* value = spec.find(field);
    if (value == nullptr) continue;
    if (value->is_int() ? value->as_int() == number : percent(*value) == share) return true;
  }
  return false;
}

void judge_budget(Judge& judge, const Resource& budget, const Namespace& space,
                  const Scalers& scalers) {
  const Value* spec = budget.root.find("spec");
  if (spec == nullptr || blocks_by_itself(*spec)) return;
  const Selection selection = selection_of(spec->find("selector"));
  if (selection.is_empty()) return;
  std::int64_t pods = 0;
  const Resource* scaler = nullptr;
  for (const std::uint32_t at : space.templates.find(selection)) {
    const Workload& one = space.workloads[at];
    const auto least = least_pods(one, scalers);
    if (!least || !judge.picture().surely_together(budget, *one.resource)) return;
    pods += least->pods;
    if (least->scaler != nullptr) scaler = least->scaler;
  }
  const auto may_go = pods == 0 ? std::nullopt : allowed(*spec, pods);
  if (!may_go || *may_go > 0) return;
  const std::string_view field = spec->find("maxUnavailable") != nullptr ? "maxUnavailable"
                                                                         : "minAvailable";
  judge.found(budget, fmt::format("spec.{}", field),
              scaler == nullptr
                  ? fmt::format("lets none of the {} pods that it selects be evicted", pods)
                  : fmt::format("lets none of {} pods be evicted, the least that {} scales to",
                                pods, scaler->title()));
}

void budgets(Judge& judge) {
  const Scalers scalers = scalers_of(judge.picture());
  for (const Resource* budget : judge.picture().all(kBudget)) {
    const Namespace* space = judge.picture().name_space(namespace_of(*budget));
    if (space != nullptr) judge_budget(judge, *budget, *space, scalers);
  }
}

void without_budget(Judge& judge) {
  std::map<std::string_view, std::vector<const Resource*>> budgets;
  for (const Resource* one : judge.picture().all(kBudget))
    budgets[namespace_of(*one)].push_back(one);
  const Scalers scalers = scalers_of(judge.picture());
  for (const auto& [name, space] : judge.picture().namespaces()) {
    std::vector<bool> selected(space.workloads.size(), false);
    for (const Resource* budget : budgets[name]) {
      for (const std::uint32_t at :
           space.templates.find(selection_of(budget->root.at("spec", "selector"))))
        selected[at] = true;
    }
    for (std::size_t i = 0; i < selected.size(); ++i) {
      const Workload& workload = space.workloads[i];
      const auto least = least_pods(workload, scalers);
      // Of a single pod a budget could only block the eviction.
      if (selected[i] || !least || least->pods < 2) continue;
      judge.lacks(kBudget, name, *workload.resource, "metadata.name",
                  "no PodDisruptionBudget selects its pods: a drain may take all at once");
    }
  }
}

constexpr std::array<Rule, 3> kRules{{{"autoscaler-target-missing", autoscaler_targets},
                                      {"disruption-budget-missing", without_budget},
                                      {"disruption-budget-replicas", budgets}}};

}  // namespace

std::span<const Rule> availability_rules() { return kRules; }

}  // namespace bulwark::analyzers::references
