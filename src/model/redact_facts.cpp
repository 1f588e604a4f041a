// SPDX-License-Identifier: Apache-2.0
// Tables of Kubernetes' own fields; names of all others are read as formats/secret_key.h does.
#include "model/redact_facts.h"

#include <algorithm>
#include <array>

#include "formats/resource_level.h"
#include "formats/secret_key.h"
#include "model/kinds.h"

namespace bulwark::model {
namespace {

template <std::size_t N>
bool among(const std::array<std::string_view, N>& keys, std::string_view key) {
  return std::find(keys.begin(), keys.end(), key) != keys.end();
}

// Names by which objects are found; another name would find others.
constexpr std::array<std::string_view, 6> kIdentities{
    "labels", "matchLabels", "nodeSelector", "matchExpressions", "selector", "ownerReferences"};
constexpr std::array<std::string_view, 3> kNames{"name", "key", "Name"};
constexpr std::array<std::string_view, 5> kValues{"value", "Value", "defaultValue", "default",
                                                  "literal"};
constexpr std::array<std::string_view, 3> kContainers{"containers", "initContainers",
                                                      "ephemeralContainers"};
constexpr std::array<std::string_view, 5> kTalking{"env", "lifecycle", "livenessProbe",
                                                   "readinessProbe", "startupProbe"};
constexpr std::array<std::string_view, 12> kPlainVolumes{
    "name",     "configMap",   "secret",   "projected",
    "emptyDir", "downwardAPI", "hostPath", "persistentVolumeClaim",
    "nfs",      "image",       "gitRepo",  "ephemeral"};
constexpr std::array<std::string_view, 2> kWords{"command", "args"};

Place in_workload(std::string_view key) {
  if (key == "spec" || key == "jobTemplate") return Place::workload;
  if (key == "template") return Place::pod_template;
  if (key == "metadata") return Place::metadata;
  return key == "status" ? Place::anywhere : Place::nothing;
}

Place in_pod_template(std::string_view key) {
  if (key == "metadata") return Place::metadata;
  if (key == "spec") return Place::pod_spec;
  return key == "status" ? Place::anywhere : Place::nothing;
}

Place in_pod_spec(std::string_view key) {
  if (among(kContainers, key)) return Place::container;
  return key == "volumes" ? Place::volume : Place::nothing;
}

Place in_container(std::string_view key) {
  if (among(kWords, key)) return Place::words;
  return among(kTalking, key) ? Place::anywhere : Place::nothing;
}

std::string_view behind_domain(std::string_view key) {
  return key.substr(key.rfind('/') == std::string_view::npos ? 0 : key.rfind('/') + 1);
}

Place anywhere(std::string_view key) {
  if (among(kIdentities, key)) return Place::names;
  if (among(kWords, key)) return Place::words;
  if (key == "annotations") return Place::annotations;
  return formats::names_secret(key) ? Place::secret : Place::anywhere;
}

Place place_under(Place place, std::string_view key) {
  switch (place) {
    case Place::anywhere: return anywhere(key);
    case Place::secret: return among(kValues, key) ? Place::secret : anywhere(key);
    case Place::workload: return in_workload(key);
    case Place::pod_template: return in_pod_template(key);
    case Place::metadata: return key == "annotations" ? Place::annotations : Place::nothing;
    case Place::pod_spec: return in_pod_spec(key);
    case Place::container: return in_container(key);
    case Place::volume: return among(kPlainVolumes, key) ? Place::nothing : Place::anywhere;
    case Place::annotations:
      return formats::names_secret(behind_domain(key)) ? Place::secret : Place::anywhere;
    case Place::words:
    case Place::names:
    case Place::nothing: break;
  }
  return Place::nothing;
}

bool speaks_of_password(std::string_view key) {
  std::string lower(key);
  std::transform(key.begin(), key.end(), lower.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return lower.contains("passw") || lower.ends_with("pwd") || lower.ends_with("pass");
}

bool looks_everywhere(Place place) { return place == Place::anywhere || place == Place::secret; }

ShapeFacts find_facts(const formats::Shape& shape, Place place) {
  ShapeFacts facts;
  bool kind = false;
  bool data = false;
  for (std::uint32_t i = 0; i < shape.count; ++i) {
    const std::string_view key = shape.keys[i];
    KeyFacts entry{.place = place_under(place, key)};
    entry.dropped = key == formats::kLastApplied;
    entry.password = entry.place == Place::secret && speaks_of_password(key);
    facts.quiet &= entry.place == Place::nothing && !entry.dropped;
    facts.keys.push_back(entry);
    if (!looks_everywhere(place)) continue;
    if (among(kNames, key)) facts.name = static_cast<int>(i);
    if (among(kValues, key)) facts.values.push_back(i);
    kind |= key == "kind";
    data |= key == "data" || key == "stringData";
  }
  facts.may_be_secret = kind && data;
  return facts;
}

bool is_quiet_core_kind(std::string_view kind) {
  constexpr std::array<std::string_view, 8> kQuiet{
      "Namespace", "Node",          "ServiceAccount", "Service",
      "Endpoints", "ResourceQuota", "LimitRange",     "PersistentVolumeClaim"};
  return among(kQuiet, kind);
}

// Groups whose kinds have no field for free text.
bool is_quiet_group(std::string_view group) {
  constexpr std::array<std::string_view, 7> kQuiet{
      "rbac.authorization.k8s.io", "discovery.k8s.io", "coordination.k8s.io", "policy",
      "scheduling.k8s.io",         "node.k8s.io",      "autoscaling"};
  return among(kQuiet, group);
}

}  // namespace

Place place_of(std::string_view api_version, std::string_view kind) {
  const std::string_view group = split_api_version(api_version).group;
  if (group.empty()) {
    if (kind == "Pod") return Place::pod_template;
    if (kind == "PodTemplate" || kind == "ReplicationController") return Place::workload;
    return is_quiet_core_kind(kind) ? Place::nothing : Place::anywhere;
  }
  if (group == "apps" || group == "batch") return Place::workload;
  return is_quiet_group(group) ? Place::nothing : Place::anywhere;
}

const ShapeFacts& FactBook::find(std::uint64_t id, const formats::Shape& shape, Place place) {
  std::unique_ptr<ShapeFacts>& facts = known_[id];
  if (facts == nullptr) facts = std::make_unique<ShapeFacts>(find_facts(shape, place));
  return *facts;
}

}  // namespace bulwark::model
