// SPDX-License-Identifier: Apache-2.0
#include "analyzers/network/workload_finder.h"

#include <fmt/core.h>

#include <algorithm>

#include "analyzers/references/picture.h"
#include "base/text.h"

namespace bulwark::analyzers::network {
namespace {

using formats::Value;
using model::Resource;

constexpr int kLongestChain = 16;
constexpr std::size_t kSuffix = 5;        // of what the API server generates
constexpr std::size_t kLongestHash = 10;  // of a Deployment's ReplicaSets

std::string title(std::string_view space, std::string_view name, std::string_view kind) {
  return fmt::format("{}/{}[{}]", space, name, kind);
}

bool is_generated(std::string_view text, std::size_t least, std::size_t most) {
  return text.size() >= least && text.size() <= most && std::ranges::all_of(text, [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
         });
}

bool is_number(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

// Whether a controller of that kind and name calls a pod so.
bool names(const Workload& workload, std::string_view pod) {
  if (workload.kind == "Pod") return workload.name == pod;
  if (!pod.starts_with(workload.name)) return false;
  const std::vector<std::string> rest = bulwark::split(pod.substr(workload.name.size()), '-');
  if (rest.size() < 2 || !rest[0].empty()) return false;
  if (workload.kind == "StatefulSet") return rest.size() == 2 && is_number(rest[1]);
  if (!is_generated(rest.back(), kSuffix, kSuffix)) return false;
  if (workload.kind == "Deployment")
    return rest.size() == 3 && is_generated(rest[1], 1, kLongestHash);
  if (workload.kind == "CronJob") return rest.size() == 3 && is_number(rest[1]);
  if (workload.kind == "Job")  // of an indexed one its number first
    return rest.size() == 2 || (rest.size() == 3 && is_number(rest[1]));
  return rest.size() == 2;
}

}  // namespace

WorkloadFinder::WorkloadFinder(const model::Inventory& inventory, std::string_view cluster,
                               const WantedConnections& wanted)
    : wanted_(wanted) {
  for (WorkloadId i = 0; i < wanted.workloads().size(); ++i) {
    const Workload& one = wanted.workloads()[i];
    by_title_[one.title] = i;
    by_namespace_[std::string(one.name_space)].push_back(i);
  }
  for (const model::Segment& segment : inventory.segments) {
    for (const Resource& one : segment.resources) {
      if (inventory.cluster_of(one) != cluster) continue;
      const Value* owner = references::controller_of(one.root);
      if (owner == nullptr) continue;
      const std::string_view space = references::namespace_of(one);
      owner_of_[title(space, one.name(), one.kind())] = title(space, owner->text("name"),
                                                              owner->text("kind"));
    }
  }
}

const std::vector<WorkloadId>* WorkloadFinder::of(std::string_view name_space) const {
  const auto found = by_namespace_.find(name_space);
  return found == by_namespace_.end() ? nullptr : &found->second;
}

std::optional<WorkloadId> WorkloadFinder::find(const FlowEnd& end) const {
  if (const auto owner = by_owner(end)) return owner;
  if (const auto pod = by_pod(end)) return pod;
  return by_labels(end);
}

std::optional<WorkloadId> WorkloadFinder::by_owner(const FlowEnd& end) const {
  if (end.workload.empty()) return std::nullopt;
  if (!end.kind.empty()) {
    std::string own = title(end.name_space, end.workload, end.kind);
    for (int i = 0; i < kLongestChain; ++i) {
      if (const auto found = by_title_.find(own); found != by_title_.end()) return found->second;
      const auto owner = owner_of_.find(own);
      if (owner == owner_of_.end()) return std::nullopt;
      own = owner->second;
    }
    return std::nullopt;
  }
  std::optional<WorkloadId> out;
  const auto* some = of(end.name_space);
  for (std::size_t i = 0; some != nullptr && i < some->size(); ++i) {
    if (wanted_.workloads()[(*some)[i]].name != end.workload) continue;
    if (out) return std::nullopt;
    out = (*some)[i];
  }
  return out;
}

std::optional<WorkloadId> WorkloadFinder::by_pod(const FlowEnd& end) const {
  if (end.pod.empty()) return std::nullopt;
  FlowEnd owner = end;
  owner.workload = end.pod;
  owner.kind = "Pod";
  if (const auto found = by_owner(owner)) return found;
  std::optional<WorkloadId> out;
  const auto* some = of(end.name_space);
  for (std::size_t i = 0; some != nullptr && i < some->size(); ++i) {
    if (!names(wanted_.workloads()[(*some)[i]], end.pod)) continue;
    if (out) return std::nullopt;
    out = (*some)[i];
  }
  return out;
}

std::optional<WorkloadId> WorkloadFinder::by_labels(const FlowEnd& end) const {
  const auto has = [&](const Endpoint& endpoint) {
    if (endpoint.labels == nullptr || endpoint.labels->size() == 0) return false;
    for (std::size_t i = 0; i < endpoint.labels->size(); ++i) {
      const Value& value = endpoint.labels->values()[i];
      const auto own = end.labels.find(std::string(endpoint.labels->shape()->keys[i]));
      if (own == end.labels.end() || !value.is_string() || own->second != value.as_string())
        return false;
    }
    return true;
  };
  std::optional<WorkloadId> out;
  const auto* some = end.labels.empty() ? nullptr : of(end.name_space);
  for (std::size_t i = 0; some != nullptr && i < some->size(); ++i) {
    const auto& endpoints = wanted_.workloads()[(*some)[i]].endpoints;
    const bool any = std::any_of(endpoints.begin(), endpoints.end(), [&](EndpointId one) {
      return has(wanted_.endpoints().all()[one]);
    });
    if (!any) continue;
    if (out) return std::nullopt;
    out = (*some)[i];
  }
  return out;
}

}  // namespace bulwark::analyzers::network
