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

Setting in_workload(std::string_view key) {
  if (key == "spec" || key == "jobTemplate") return Setting::workload;
  if (key == "template") return Setting::pod_template;
  if (key == "metadata") return Setting::metadata;
  return key == "status" ? Setting::anywhere : Setting::nothing;
}

Setting in_pod_template(std::string_view key) {
  if (key == "metadata") return Setting::metadata;
  if (key == "spec") return Setting::pod_spec;
  return key == "status" ? Setting::anywhere : Setting::nothing;
}

Setting in_pod_spec(std::string_view key) {
  if (among(kContainers, key)) return Setting::container;
  return key == "volumes" ? Setting::volume : Setting::nothing;
}

Setting in_container(std::string_view key) {
  if (among(kWords, key)) return Setting::words;
  return among(kTalking, key) ? Setting::anywhere : Setting::nothing;
}

std::string_view behind_domain(std::string_view key) {
  return key.substr(key.rfind('/') == std::string_view::npos ? 0 : key.rfind('/') + 1);
}

Setting anywhere(std::string_view key) {
  if (among(kIdentities, key)) return Setting::names;
  if (among(kWords, key)) return Setting::words;
  if (key == "annotations") return Setting::annotations;
  return formats::names_secret(key) ? Setting::secret : Setting::anywhere;
}

Setting place_under(Setting place, std::string_view key) {
  switch (place) {
    case Setting::anywhere: return anywhere(key);
    case Setting::secret: return among(kValues, key) ? Setting::secret : anywhere(key);
    case Setting::workload: return in_workload(key);
    case Setting::pod_template: return in_pod_template(key);
    case Setting::metadata: return key == "annotations" ? Setting::annotations : Setting::nothing;
    case Setting::pod_spec: return in_pod_spec(key);
    case Setting::container: return in_container(key);
    case Setting::volume: return among(kPlainVolumes, key) ? Setting::nothing : Setting::anywhere;
    case Setting::annotations:
      return formats::names_secret(behind_domain(key)) ? Setting::secret : Setting::anywhere;
    case Setting::words:
    case Setting::names:
    case Setting::nothing: break;
  }
  return Setting::nothing;
}

bool speaks_of_password(std::string_view key) {
  std::string lower(key);
  std::transform(key.begin(), key.end(), lower.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return lower.contains("passw") || lower.ends_with("pwd") || lower.ends_with("pass");
}

bool looks_everywhere(Setting place) {
  return place == Setting::anywhere || place == Setting::secret;
}

ShapeFacts find_facts(const formats::Shape& shape, Setting place) {
  ShapeFacts facts;
  bool kind = false;
  bool data = false;
  for (std::uint32_t i = 0; i < shape.count; ++i) {
    const std::string_view key = shape.keys[i];
    KeyFacts entry{.place = place_under(place, key)};
    entry.dropped = key == formats::kLastApplied;
    entry.password = entry.place == Setting::secret && speaks_of_password(key);
    facts.quiet &= entry.place == Setting::nothing && !entry.dropped;
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

Setting place_of(std::string_view api_version, std::string_view kind) {
  const std::string_view group = split_api_version(api_version).group;
  if (group.empty()) {
    if (kind == "Pod") return Setting::pod_template;
    if (kind == "PodTemplate" || kind == "ReplicationController") return Setting::workload;
    return is_quiet_core_kind(kind) ? Setting::nothing : Setting::anywhere;
  }
  if (group == "apps" || group == "batch") return Setting::workload;
  return is_quiet_group(group) ? Setting::nothing : Setting::anywhere;
}

const ShapeFacts& FactBook::find(std::uint64_t id, const formats::Shape& shape, Setting place) {
  std::unique_ptr<ShapeFacts>& facts = known_[id];
  if (facts == nullptr) facts = std::make_unique<ShapeFacts>(find_facts(shape, place));
  return *facts;
}

}  // namespace bulwark::model
