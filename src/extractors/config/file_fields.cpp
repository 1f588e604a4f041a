// SPDX-License-Identifier: Apache-2.0
// Tables of fields, by k8s.io/apiserver/pkg/apis and the plugins' own types.
#include "extractors/config/file_fields.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "formats/path.h"

namespace bulwark::extractors::config {
namespace {

using enum FieldType;
using formats::Value;

constexpr std::size_t kMostFaults = 10;

constexpr auto kEncryption = std::to_array<Field>({
    {"resources", list},
    {"resources[]", map},
    {"resources[].resources", list},
    {"resources[].resources[]", text},
    {"resources[].providers", list},
    {"resources[].providers[]", map},
    {"resources[].providers[].aesgcm", map},
    {"resources[].providers[].aesgcm.keys", list},
    {"resources[].providers[].aesgcm.keys[]", map},
    {"resources[].providers[].aesgcm.keys[].name", text},
    {"resources[].providers[].aesgcm.keys[].secret", text},
    {"resources[].providers[].aescbc", map},
    {"resources[].providers[].aescbc.keys", list},
    {"resources[].providers[].aescbc.keys[]", map},
    {"resources[].providers[].aescbc.keys[].name", text},
    {"resources[].providers[].aescbc.keys[].secret", text},
    {"resources[].providers[].secretbox", map},
    {"resources[].providers[].secretbox.keys", list},
    {"resources[].providers[].secretbox.keys[]", map},
    {"resources[].providers[].secretbox.keys[].name", text},
    {"resources[].providers[].secretbox.keys[].secret", text},
    {"resources[].providers[].identity", map},
    {"resources[].providers[].kms", map},
    {"resources[].providers[].kms.apiVersion", text},
    {"resources[].providers[].kms.name", text},
    {"resources[].providers[].kms.cachesize", integer},
    {"resources[].providers[].kms.endpoint", text},
    {"resources[].providers[].kms.timeout", text},
});

constexpr auto kAudit = std::to_array<Field>({
    {"metadata", any},
    {"rules", list},
    {"rules[]", map},
    {"rules[].level", text},
    {"rules[].users", list},
    {"rules[].users[]", text},
    {"rules[].userGroups", list},
    {"rules[].userGroups[]", text},
    {"rules[].verbs", list},
    {"rules[].verbs[]", text},
    {"rules[].resources", list},
    {"rules[].resources[]", map},
    {"rules[].resources[].group", text},
    {"rules[].resources[].resources", list},
    {"rules[].resources[].resources[]", text},
    {"rules[].resources[].resourceNames", list},
    {"rules[].resources[].resourceNames[]", text},
    {"rules[].namespaces", list},
    {"rules[].namespaces[]", text},
    {"rules[].nonResourceURLs", list},
    {"rules[].nonResourceURLs[]", text},
    {"rules[].omitStages", list},
    {"rules[].omitStages[]", text},
    {"rules[].omitManagedFields", boolean},
    {"omitStages", list},
    {"omitStages[]", text},
    {"omitManagedFields", boolean},
});

constexpr auto kAdmission = std::to_array<Field>({
    {"plugins", list},
    {"plugins[]", map},
    {"plugins[].name", text},
    {"plugins[].path", text},
    {"plugins[].configuration", any},
});

constexpr auto kAuthentication = std::to_array<Field>({
    {"jwt", list},
    {"jwt[]", map},
    {"jwt[].issuer", map},
    {"jwt[].issuer.url", text},
    {"jwt[].issuer.discoveryURL", text},
    {"jwt[].issuer.certificateAuthority", text},
    {"jwt[].issuer.audiences", list},
    {"jwt[].issuer.audiences[]", text},
    {"jwt[].issuer.audienceMatchPolicy", text},
    {"jwt[].issuer.egressSelectorType", text},
    {"jwt[].claimValidationRules", list},
    {"jwt[].claimValidationRules[]", map},
    {"jwt[].claimValidationRules[].claim", text},
    {"jwt[].claimValidationRules[].requiredValue", text},
    {"jwt[].claimValidationRules[].expression", text},
    {"jwt[].claimValidationRules[].message", text},
    {"jwt[].claimMappings", map},
    {"jwt[].claimMappings.username", map},
    {"jwt[].claimMappings.username.claim", text},
    {"jwt[].claimMappings.username.prefix", text},
    {"jwt[].claimMappings.username.expression", text},
    {"jwt[].claimMappings.groups", map},
    {"jwt[].claimMappings.groups.claim", text},
    {"jwt[].claimMappings.groups.prefix", text},
    {"jwt[].claimMappings.groups.expression", text},
    {"jwt[].claimMappings.uid", map},
    {"jwt[].claimMappings.uid.claim", text},
    {"jwt[].claimMappings.uid.expression", text},
    {"jwt[].claimMappings.extra", list},
    {"jwt[].claimMappings.extra[]", map},
    {"jwt[].claimMappings.extra[].key", text},
    {"jwt[].claimMappings.extra[].valueExpression", text},
    {"jwt[].userValidationRules", list},
    {"jwt[].userValidationRules[]", map},
    {"jwt[].userValidationRules[].expression", text},
    {"jwt[].userValidationRules[].message", text},
    {"anonymous", map},
    {"anonymous.enabled", boolean},
    {"anonymous.conditions", list},
    {"anonymous.conditions[]", map},
    {"anonymous.conditions[].path", text},
});

constexpr auto kAuthorization = std::to_array<Field>({
    {"authorizers", list},
    {"authorizers[]", map},
    {"authorizers[].type", text},
    {"authorizers[].name", text},
    {"authorizers[].webhook", map},
    {"authorizers[].webhook.authorizedTTL", text},
    {"authorizers[].webhook.cacheAuthorizedRequests", boolean},
    {"authorizers[].webhook.unauthorizedTTL", text},
    {"authorizers[].webhook.cacheUnauthorizedRequests", boolean},
    {"authorizers[].webhook.timeout", text},
    {"authorizers[].webhook.subjectAccessReviewVersion", text},
    {"authorizers[].webhook.matchConditionSubjectAccessReviewVersion", text},
    {"authorizers[].webhook.failurePolicy", text},
    {"authorizers[].webhook.connectionInfo", map},
    {"authorizers[].webhook.connectionInfo.type", text},
    {"authorizers[].webhook.connectionInfo.kubeConfigFile", text},
    {"authorizers[].webhook.matchConditions", list},
    {"authorizers[].webhook.matchConditions[]", map},
    {"authorizers[].webhook.matchConditions[].expression", text},
});

constexpr auto kPodSecurity = std::to_array<Field>({
    {"defaults", map},
    {"defaults.enforce", text},
    {"defaults.enforce-version", text},
    {"defaults.audit", text},
    {"defaults.audit-version", text},
    {"defaults.warn", text},
    {"defaults.warn-version", text},
    {"exemptions", map},
    {"exemptions.usernames", list},
    {"exemptions.usernames[]", text},
    {"exemptions.namespaces", list},
    {"exemptions.namespaces[]", text},
    {"exemptions.runtimeClasses", list},
    {"exemptions.runtimeClasses[]", text},
});

constexpr auto kEventRateLimit = std::to_array<Field>({
    {"limits", list},
    {"limits[]", map},
    {"limits[].type", text},
    {"limits[].qps", integer},
    {"limits[].burst", integer},
    {"limits[].cacheSize", integer},
});

constexpr auto kImagePolicy = std::to_array<Field>({
    {"imagePolicy", map},
    {"imagePolicy.kubeConfigFile", text},
    {"imagePolicy.allowTTL", number},
    {"imagePolicy.denyTTL", number},
    {"imagePolicy.retryBackoff", number},
    {"imagePolicy.defaultAllow", boolean},
});

bool is_of(const Value& value, FieldType type) {
  switch (type) {
    case map: return value.is_map();
    case list: return value.is_list();
    case text: return value.is_string();
    case integer: return value.is_int();
    case number: return value.is_int() || value.is_double();
    case boolean: return value.is_bool();
    case any: return true;
  }
  return false;
}

std::string_view name_of(FieldType type) {
  constexpr std::array<std::string_view, 7> kNames{"map",    "list",    "text", "whole number",
                                                   "number", "boolean", ""};
  return kNames[static_cast<std::size_t>(type)];
}

class Walk {
 public:
  explicit Walk(std::span<const Field> fields) : fields_(fields) {}

  // `place` is the value's own path, `pattern` that of its field. Readers bound how deep it goes.
  void look(const Value& value, const std::string& place, const std::string& pattern) {
    if (out_.size() == kMostFaults) return;
    for (std::size_t i = 0; i < value.size() && value.is_map(); ++i) {
      const std::string_view key = value.shape()->keys[i];
      if (pattern.empty() && (key == "apiVersion" || key == "kind")) continue;
      step(value.values()[i], formats::join_path(place, formats::key_step(key)),
           pattern.empty() ? std::string(key) : fmt::format("{}.{}", pattern, key));
    }
    for (std::size_t i = 0; i < value.items().size(); ++i)
      step(value.items()[i], place + formats::item_step(i), pattern + "[]");
  }

  std::vector<std::string> take() { return std::move(out_); }

 private:
  void step(const Value& value, const std::string& place, const std::string& pattern) {
    const auto field = std::ranges::find(fields_, pattern, &Field::path);
    if (field == fields_.end()) return say(place + " is no field that is known");
    if (!is_of(value, field->type))
      return say(fmt::format("{} is no {}", place, name_of(field->type)));
    if (field->type != any) look(value, place, pattern);
  }

  void say(std::string fault) {
    if (out_.size() < kMostFaults) out_.push_back(std::move(fault));
  }

  std::span<const Field> fields_;
  std::vector<std::string> out_;
};

}  // namespace

std::span<const Field> fields_of(ApiServerFile file) {
  switch (file) {
    case ApiServerFile::encryption: return kEncryption;
    case ApiServerFile::audit: return kAudit;
    case ApiServerFile::admission: return kAdmission;
    case ApiServerFile::authentication: return kAuthentication;
    case ApiServerFile::authorization: return kAuthorization;
  }
  return {};
}

std::span<const Field> fields_of_plugin(std::string_view plugin) {
  if (plugin == "PodSecurity") return kPodSecurity;
  if (plugin == "EventRateLimit") return kEventRateLimit;
  if (plugin == "ImagePolicyWebhook") return kImagePolicy;
  return {};
}

std::vector<std::string> unknown_fields(std::span<const Field> fields, const Value& root) {
  Walk walk(fields);
  walk.look(root, "", "");
  return walk.take();
}

}  // namespace bulwark::extractors::config
