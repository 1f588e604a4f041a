// SPDX-License-Identifier: Apache-2.0
// Asks /api and /apis in the newest form that the server knows.
#include "sources/cluster/discovery.h"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

#include "sources/cluster/api_document.h"
#include "sources/cluster/discovery_documents.h"

namespace bulwark::sources::cluster {
namespace {

constexpr std::string_view kAggregated =
    "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,"
    "application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,"
    "application/json";
constexpr std::string_view kJson = "application/json";
constexpr int kForbidden = 403;
constexpr int kNotFound = 404;

Result<ApiDocument> fetch(ApiClient& client, const std::string& path, std::string_view accept) {
  ApiResponse response = TRY(client.get(path, accept));
  return read_document(std::move(response), "discovery of " + path);
}

// One group and version in the older form. Its own failure does not hinder the others.
Result<void> add_one(ApiClient& client, const GroupVersionName& name, Discovery& discovery) {
  const std::string path = name.group.empty() ? "/api/" + name.version
                                              : "/apis/" + name.group + "/" + name.version;
  Result<ApiDocument> document = fetch(client, path, kJson);
  Result<void> added;
  if (document) {
    added = add_resource_list(document->root, name, discovery);
  } else {
    added = std::unexpected(document.error());
  }
  if (added) return {};
  Error& error = added.error();
  if (error.code == ErrorCode::cancelled) return std::unexpected(std::move(error));
  discovery.unavailable.push_back({name.group, name.version, std::move(error)});
  return {};
}

Result<void> add_core_versions(ApiClient& client, const formats::Value& document,
                               Discovery& discovery) {
  const formats::Value* versions = document.find("versions");
  if (versions == nullptr || !versions->is_list())
    return fail(ErrorCode::malformed, "/api lists no versions: is this a Kubernetes API server?");
  for (const formats::Value& version : versions->items()) {
    if (version.is_string())
      TRY_VOID(add_one(client, {"", std::string(version.as_string())}, discovery));
  }
  return {};
}

}  // namespace

Result<Discovery> discover(ApiClient& client) {
  Discovery discovery;
  const ApiDocument core = TRY(fetch(client, "/api", kAggregated));
  if (is_aggregated(core.root)) {
    add_aggregated(core.root, discovery);
  } else {
    TRY_VOID(add_core_versions(client, core.root, discovery));
  }
  const ApiDocument groups = TRY(fetch(client, "/apis", kAggregated));
  if (is_aggregated(groups.root)) {
    add_aggregated(groups.root, discovery);
  } else {
    const std::vector<GroupVersionName> names = TRY(group_versions(groups.root));
    for (const GroupVersionName& name : names) TRY_VOID(add_one(client, name, discovery));
  }
  return discovery;
}

Result<std::string> server_version(ApiClient& client) {
  ApiResponse response = TRY(client.get("/version", kJson));
  if (response.status == kForbidden || response.status == kNotFound) return std::string();
  const ApiDocument version = TRY(read_document(std::move(response), "/version"));
  return std::string(version.root.text("gitVersion"));
}

}  // namespace bulwark::sources::cluster
