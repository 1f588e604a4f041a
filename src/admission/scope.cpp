// SPDX-License-Identifier: Apache-2.0
// A list of the built-in kinds that live in no namespace.
#include "admission/scope.h"

#include <algorithm>
#include <array>
#include <vector>

namespace bulwark::admission {
namespace {

using formats::Value;

constexpr std::array<std::string_view, 24> kClusterKinds{"APIService",
                                                         "CSIDriver",
                                                         "CSINode",
                                                         "CertificateSigningRequest",
                                                         "ClusterRole",
                                                         "ClusterRoleBinding",
                                                         "ClusterTrustBundle",
                                                         "CustomResourceDefinition",
                                                         "DeviceClass",
                                                         "FlowSchema",
                                                         "IPAddress",
                                                         "IngressClass",
                                                         "MutatingAdmissionPolicy",
                                                         "MutatingAdmissionPolicyBinding",
                                                         "MutatingWebhookConfiguration",
                                                         "Namespace",
                                                         "Node",
                                                         "PersistentVolume",
                                                         "PriorityClass",
                                                         "PriorityLevelConfiguration",
                                                         "RuntimeClass",
                                                         "ServiceCIDR",
                                                         "StorageClass",
                                                         "VolumeAttachment"};

Value with_entry(const Value& map, std::string_view key, const Value& value, formats::Pool& pool) {
  std::vector<std::pair<std::string_view, Value>> entries;
  for (std::size_t i = 0; map.is_map() && i < map.size(); ++i) {
    if (map.shape()->keys[i] != key)
      entries.emplace_back(pool.key(map.shape()->keys[i]), map.values()[i]);
  }
  entries.emplace_back(pool.key(key), value);
  std::ranges::sort(entries, {}, [](const auto& entry) { return entry.first; });
  std::vector<std::string_view> keys;
  std::vector<Value> values;
  for (const auto& [name, kept] : entries) {
    keys.push_back(name);
    values.push_back(kept);
  }
  return pool.unique_map(pool.shape(keys), values);
}

}  // namespace

bool lives_in_namespace(const GroupVersionKind& kind) {
  const bool builtin = kind.group.find('.') == std::string::npos || kind.group.ends_with(".k8s.io");
  return builtin && !kind.kind.starts_with("ValidatingAdmission") &&
         !kind.kind.starts_with("ValidatingWebhook") &&
         std::ranges::find(kClusterKinds, kind.kind) == kClusterKinds.end();
}

Value in_namespace(const Value& object, std::string_view name_space, formats::Pool& pool) {
  const Value* metadata = object.find("metadata");
  const Value placed = with_entry(metadata == nullptr ? Value() : *metadata, "namespace",
                                  pool.unique_string(name_space), pool);
  return with_entry(object, "metadata", placed, pool);
}

}  // namespace bulwark::admission
