// SPDX-License-Identifier: Apache-2.0
// Resource by resource what plugin/pkg/auth/authorizer/node says, and for all others the rules of
// the ClusterRole system:node.
#include "analyzers/rbac/node_rules.h"

#include <algorithm>
#include <array>
#include <initializer_list>

namespace bulwark::analyzers::rbac {
namespace {

using Is = NodeRule::Is;

// The first minor versions with these gates on.
constexpr std::uint32_t kWithSelectors = 32;     // AuthorizeNodeWithSelectors
constexpr std::uint32_t kReadsAccounts = 34;     // KubeletServiceAccountTokenForCredentialProviders
constexpr std::uint32_t kCertificates = 37;      // PodCertificateRequest
constexpr std::uint32_t kResourceClaims = 28;    // claims are told apart
constexpr std::uint32_t kResourceSlices = 30;    // slices are
constexpr std::uint32_t kDeletesAllSlices = 31;  // by deletecollection too

constexpr std::uint32_t kAlways = kNewestNodeRules;

struct StaticRule {
  std::string_view group, resource;  // with the subresource
  std::string_view verbs;
  std::uint32_t from = 0, until = kAlways;
};

constexpr std::array<StaticRule, 16> kStatic{{
    {"authentication.k8s.io", "tokenreviews", "create"},
    {"authorization.k8s.io", "subjectaccessreviews", "create"},
    {"authorization.k8s.io", "localsubjectaccessreviews", "create"},
    {"", "services", "get list watch"},
    {"", "nodes", "create get list watch update patch", 0, kWithSelectors - 1},
    {"", "nodes/status", "update patch", 0, kWithSelectors - 1},
    {"", "pods", "get list watch create delete", 0, kWithSelectors - 1},
    {"", "pods/status", "update patch", 0, kWithSelectors - 1},
    {"", "pods/eviction", "create", 0, kWithSelectors - 1},
    {"", "events", "create update patch"},
    {"events.k8s.io", "events", "create update patch", 35},
    {"", "endpoints", "get"},
    {"certificates.k8s.io", "certificatesigningrequests", "create get list watch"},
    {"storage.k8s.io", "csidrivers", "get list watch"},
    {"node.k8s.io", "runtimeclasses", "get list watch"},
    {"certificates.k8s.io", "clustertrustbundles", "get list watch", 37},
}};

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

bool lists(std::string_view words, std::string_view word) {
  for (std::size_t at = 0; at < words.size();) {
    const std::size_t end = std::min(words.find(' ', at), words.size());
    if (words.substr(at, end - at) == word) return true;
    at = end + 1;
  }
  return false;
}

NodeRule all_if(bool allowed) { return {allowed ? Is::allowed_to_all : Is::no}; }

NodeRule related_if(bool asked_rightly, Related type) {
  return {asked_rightly ? Is::related : Is::no, type};
}

NodeRule by_static_rules(const Attributes& asked, std::uint32_t minor) {
  const std::string resource = asked.subresource.empty() ? asked.resource
                                                         : asked.resource + "/" + asked.subresource;
  return all_if(std::any_of(kStatic.begin(), kStatic.end(), [&](const StaticRule& rule) {
    return rule.group == asked.group && rule.resource == resource && minor >= rule.from &&
           minor <= rule.until && lists(rule.verbs, asked.verb);
  }));
}

NodeRule get_one(const Attributes& asked, Related type) {
  return related_if(asked.verb == "get" && asked.subresource.empty() && !asked.name.empty(), type);
}

NodeRule read_one(const Attributes& asked, Related type) {
  return related_if(is_one_of(asked.verb, {"get", "list", "watch"}) && asked.subresource.empty() &&
                        !asked.name_space.empty() && !asked.name.empty(),
                    type);
}

NodeRule claim_rule(const Attributes& asked) {
  if (asked.subresource != "status") return get_one(asked, Related::claim);
  return related_if(is_one_of(asked.verb, {"update", "patch"}) && !asked.name.empty(),
                    Related::claim);
}

NodeRule account_rule(const Attributes& asked, std::uint32_t minor) {
  if (asked.verb == "get" && asked.subresource.empty() && minor >= kReadsAccounts)
    return read_one(asked, Related::service_account);
  return related_if(asked.verb == "create" && asked.subresource == "token" && !asked.name.empty(),
                    Related::service_account);
}

NodeRule own_object(std::string_view node, const Attributes& asked) {
  if (!is_one_of(asked.verb, {"get", "create", "update", "patch", "delete"})) return {};
  if (asked.verb == "create") return {Is::allowed_to_all};
  return {asked.name == node ? Is::own : Is::no};
}

NodeRule slice_rule(const Attributes& asked, std::uint32_t minor) {
  if (!asked.subresource.empty()) return {};
  if (asked.verb == "create") return {Is::allowed_to_all};
  if (is_one_of(asked.verb, {"list", "watch"})) return all_if(minor < kWithSelectors);
  if (asked.verb == "deletecollection")
    return all_if(minor >= kDeletesAllSlices && minor < kWithSelectors);
  return related_if(
      is_one_of(asked.verb, {"get", "update", "patch", "delete"}) && !asked.name.empty(),
      Related::resource_slice);
}

NodeRule certificate_rule(const Attributes& asked) {
  if (asked.verb == "create") return all_if(asked.subresource.empty());
  return get_one(asked, Related::certificate_request);
}

NodeRule node_object_rule(std::string_view node, const Attributes& asked) {
  if (asked.subresource == "status") return all_if(is_one_of(asked.verb, {"update", "patch"}));
  if (!asked.subresource.empty()) return {};
  if (is_one_of(asked.verb, {"create", "update", "patch"})) return {Is::allowed_to_all};
  const bool own = is_one_of(asked.verb, {"get", "list", "watch"}) && asked.name == node;
  return {own ? Is::own : Is::no};
}

NodeRule pod_rule(const Attributes& asked) {
  if (asked.subresource == "status") return all_if(is_one_of(asked.verb, {"update", "patch"}));
  if (asked.subresource == "eviction") return all_if(asked.verb == "create");
  if (!asked.subresource.empty()) return {};
  if (is_one_of(asked.verb, {"create", "delete"})) return {Is::allowed_to_all};
  return related_if(is_one_of(asked.verb, {"get", "list", "watch"}) && !asked.name.empty(),
                    Related::pod);
}

std::optional<NodeRule> core_rule(std::string_view node, const Attributes& asked,
                                  std::uint32_t minor) {
  const std::string& resource = asked.resource;
  if (resource == "secrets") return read_one(asked, Related::secret);
  if (resource == "configmaps") return read_one(asked, Related::config_map);
  if (resource == "persistentvolumeclaims") return claim_rule(asked);
  if (resource == "persistentvolumes") return get_one(asked, Related::volume);
  if (resource == "serviceaccounts") return account_rule(asked, minor);
  if (minor < kWithSelectors) return std::nullopt;
  if (resource == "nodes") return node_object_rule(node, asked);
  if (resource == "pods") return pod_rule(asked);
  return std::nullopt;
}

std::optional<NodeRule> other_rule(std::string_view node, const Attributes& asked,
                                   std::uint32_t minor) {
  const auto is = [&](std::string_view group, std::string_view resource) {
    return asked.group == group && asked.resource == resource;
  };
  if (is("storage.k8s.io", "volumeattachments")) return get_one(asked, Related::volume_attachment);
  if (is("storage.k8s.io", "csinodes"))
    return asked.subresource.empty() ? own_object(node, asked) : NodeRule();
  if (is("coordination.k8s.io", "leases"))
    return asked.name_space == "kube-node-lease" ? own_object(node, asked) : NodeRule();
  if (is("resource.k8s.io", "resourceclaims") && minor >= kResourceClaims)
    return get_one(asked, Related::resource_claim);
  if (is("resource.k8s.io", "resourceslices") && minor >= kResourceSlices)
    return slice_rule(asked, minor);
  if (is("certificates.k8s.io", "podcertificaterequests") && minor >= kCertificates)
    return certificate_rule(asked);
  return std::nullopt;
}

}  // namespace

NodeRule node_rule(std::string_view node, const Attributes& asked, std::uint32_t minor) {
  if (!asked.is_resource) return {};
  const auto special = asked.group.empty() ? core_rule(node, asked, minor)
                                           : other_rule(node, asked, minor);
  return special ? *special : by_static_rules(asked, minor);
}

}  // namespace bulwark::analyzers::rbac
