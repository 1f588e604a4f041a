// SPDX-License-Identifier: Apache-2.0
// Reads APIGroupDiscoveryList, APIGroupList and APIResourceList.
#include "sources/cluster/discovery_documents.h"
#include "formats/value_fields.h"

#include <fmt/core.h>

#include <algorithm>
#include <span>

namespace bulwark::sources::cluster {
namespace {

using formats::items_of;
using formats::Value;

std::unexpected<Error> no_discovery(const Value& document) {
  const std::string_view kind = document.text("kind");
  return fail(ErrorCode::malformed, fmt::format("the answer is no discovery but {}",
                                                kind.empty() ? "something else" : kind));
}

bool has_verb_list(const Value& resource) {
  const auto verbs = items_of(resource, "verbs");
  return std::any_of(verbs.begin(), verbs.end(), [](const Value& verb) {
    return verb.is_string() && verb.as_string() == "list";
  });
}

}  // namespace

bool is_aggregated(const Value& document) {
  return document.is_map() && document.text("kind") == "APIGroupDiscoveryList";
}

void add_aggregated(const Value& document, Discovery& discovery) {
  for (const Value& group : items_of(document, "items")) {
    const Value* metadata = group.find("metadata");
    const std::string name(metadata != nullptr ? metadata->text("name") : "");
    for (const Value& version : items_of(group, "versions")) {
      const std::string_view freshness = version.text("freshness");
      if (!freshness.empty() && freshness != "Current") {
        discovery.unavailable.push_back(
            {name,
             std::string(version.text("version")),
             {ErrorCode::unavailable, "its API server does not answer", {}}});
        continue;
      }
      for (const Value& resource : items_of(version, "resources")) {
        ResourceType type;
        type.group = name;
        type.version = version.text("version");
        type.resource = resource.text("resource");
        if (const Value* kind = resource.find("responseKind"); kind != nullptr)
          type.kind = kind->text("kind");
        type.namespaced = resource.text("scope") == "Namespaced";
        type.listable = has_verb_list(resource);
        discovery.types.push_back(std::move(type));
      }
    }
  }
}

Result<std::vector<GroupVersionName>> group_versions(const Value& document) {
  if (document.text("kind") != "APIGroupList") return no_discovery(document);
  std::vector<GroupVersionName> found;
  for (const Value& group : items_of(document, "groups")) {
    const std::string name(group.text("name"));
    const Value* preferred = group.find("preferredVersion");
    const std::string first(preferred != nullptr ? preferred->text("version") : "");
    if (!first.empty()) found.push_back({name, first});
    for (const Value& version : items_of(group, "versions")) {
      if (version.text("version") != first)
        found.push_back({name, std::string(version.text("version"))});
    }
  }
  return found;
}

Result<void> add_resource_list(const Value& document, const GroupVersionName& group_version,
                               Discovery& discovery) {
  if (document.text("kind") != "APIResourceList") return no_discovery(document);
  for (const Value& resource : items_of(document, "resources")) {
    const std::string_view name = resource.text("name");
    if (name.empty() || name.find('/') != std::string_view::npos) continue;  // a subresource
    ResourceType type;
    type.group = group_version.group;
    type.version = group_version.version;
    type.resource = name;
    type.kind = resource.text("kind");
    const Value* namespaced = resource.find("namespaced");
    type.namespaced = namespaced != nullptr && namespaced->is_bool() && namespaced->as_bool();
    type.listable = has_verb_list(resource);
    discovery.types.push_back(std::move(type));
  }
  return {};
}

}  // namespace bulwark::sources::cluster
