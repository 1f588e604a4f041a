// SPDX-License-Identifier: Apache-2.0
// Workload by workload, container by container.
#include "analyzers/lifecycle/workload_features.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <tuple>

#include "analyzers/attack_paths/escapes.h"
#include "analyzers/references/picture.h"
#include "base/arena.h"
#include "formats/value_fields.h"

namespace bulwark::analyzers::lifecycle {
namespace {

using formats::is_true;
using formats::items_of;
using formats::Value;

constexpr std::array<std::string_view, 3> kLists{"containers", "initContainers",
                                                 "ephemeralContainers"};
// Kinds of volumes whose file systems may not be mounted with other ids.
constexpr std::array<std::string_view, 5> kMayNotMap{"nfs", "glusterfs", "cephfs", "flexVolume",
                                                     "iscsi"};

bool is_windows(const Value& spec) {
  const Value* os = spec.find("os");
  return os != nullptr && os->text("name") == "windows";
}

bool is_privileged(const Value& container) {
  return is_true(container.at("securityContext", "privileged"));
}

std::vector<std::string> without_profile(const Value& spec) {
  std::vector<std::string> out;
  if (is_windows(spec) || spec.at("securityContext", "seccompProfile") != nullptr) return out;
  for (const std::string_view list : kLists) {
    for (const Value& container : items_of(spec, list)) {
      if (!is_privileged(container) && container.at("securityContext", "seccompProfile") == nullptr)
        out.emplace_back(container.text("name"));
    }
  }
  return out;
}

bool has_host_path(const Value& spec) {
  return std::ranges::any_of(items_of(spec, "volumes"), [](const Value& volume) {
    return volume.find("hostPath") != nullptr;
  });
}

// Whether the API server would take hostUsers: false, and the pod does not live from the host.
bool could_have_users(const Value& spec) {
  if (is_windows(spec)) return false;
  for (const std::string_view host : {"hostNetwork", "hostPID", "hostIPC"}) {
    if (is_true(spec.find(host))) return false;
  }
  const Value* users = spec.find("hostUsers");
  if (users != nullptr && users->is_bool() && !users->as_bool()) return false;
  for (const std::string_view list : kLists) {
    for (const Value& container : items_of(spec, list)) {
      if (!items_of(container, "volumeDevices").empty()) return false;
      if (is_privileged(container) && has_host_path(spec)) return false;
    }
  }
  return true;
}

// The same pod with hostUsers: false.
Value with_own_users(const Value& spec, Arena& arena) {
  constexpr std::string_view kKey = "hostUsers";
  std::vector<std::string_view> keys;
  std::vector<Value> values;
  const auto add_users = [&] {
    keys.push_back(kKey);
    values.push_back(Value::boolean(false));
  };
  bool added = false;
  for (std::size_t i = 0; i < spec.size(); ++i) {
    const std::string_view key = spec.shape()->keys[i];
    if (!added && key >= kKey) {
      add_users();
      added = true;
    }
    if (key == kKey) continue;
    keys.push_back(key);
    values.push_back(spec.values()[i]);
  }
  if (!added) add_users();
  return Value::map_in(arena, keys, values);
}

std::vector<std::string> ended_by_users(const Value& spec) {
  Arena arena(4096);
  const auto left = attack_paths::escapes_of(with_own_users(spec, arena));
  std::vector<std::string> out;
  for (const attack_paths::Escape& one : attack_paths::escapes_of(spec)) {
    const bool stays = std::ranges::any_of(left, [&](const attack_paths::Escape& other) {
      return other.path == one.path && other.why == one.why;
    });
    if (!stays) out.push_back(one.why);
  }
  std::ranges::sort(out);
  const auto twice = std::ranges::unique(out);
  out.erase(twice.begin(), twice.end());
  return out;
}

std::vector<std::string> cautions_of(const Value& spec) {
  std::vector<std::string> out;
  for (const Value& volume : items_of(spec, "volumes")) {
    for (const std::string_view kind : kMayNotMap) {
      if (volume.find(kind) != nullptr)
        out.push_back(fmt::format("volume {}: {} may not be mounted with other ids",
                                  volume.text("name"), kind));
    }
    if (volume.find("hostPath") != nullptr)
      out.push_back(
          fmt::format("volume {}: files of the host keep their owners", volume.text("name")));
    if (volume.find("persistentVolumeClaim") != nullptr)
      out.push_back(
          fmt::format("volume {}: its file system must be one that can be mounted with "
                      "other ids",
                      volume.text("name")));
  }
  return out;
}

void count_pods(const model::Inventory& inventory, std::string_view cluster,
                WorkloadFeatures& out) {
  for (const model::Segment& segment : inventory.segments) {
    for (const model::Resource& resource : segment.resources) {
      if (resource.kind() != "Pod" || inventory.cluster_of(resource) != cluster) continue;
      const Value* spec = resource.root.find("spec");
      if (spec == nullptr || spec->text("nodeName").empty() || without_profile(*spec).empty())
        continue;
      ++out.pods_without_profile[std::string(spec->text("nodeName"))];
    }
  }
}

}  // namespace

WorkloadFeatures workload_features(const model::Inventory& inventory, std::string_view cluster) {
  const references::Picture picture(inventory, cluster, /*complete=*/false);
  WorkloadFeatures out;
  count_pods(inventory, cluster, out);
  for (const auto& [name, space] : picture.namespaces()) {
    for (const references::Workload& workload : space.workloads) {
      const Value* spec = workload.spec();
      if (spec == nullptr || !spec->is_map()) continue;
      ++out.workloads;
      auto containers = without_profile(*spec);
      if (!containers.empty())
        out.without_profile.push_back({workload.resource, std::move(containers)});
      if (could_have_users(*spec))
        out.without_users.push_back({workload.resource, ended_by_users(*spec), cautions_of(*spec)});
    }
  }
  const auto order = [](const auto& one) {
    return std::tuple(one.workload->name_space(), one.workload->name(), one.workload->kind(),
                      one.workload->source, one.workload->offset);
  };
  std::ranges::sort(out.without_profile, {}, order);
  std::ranges::sort(out.without_users, {}, order);
  return out;
}

}  // namespace bulwark::analyzers::lifecycle
