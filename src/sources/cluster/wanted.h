// SPDX-License-Identifier: Apache-2.0
// Which of the types that a server serves are read, and which of their versions.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "formats/value.h"
#include "sources/cluster/discovery.h"

namespace bulwark::sources::cluster {

/// A type by its names, whatever the version.
struct GroupResource {
  std::string group, resource;
  auto operator<=>(const GroupResource&) const = default;
};

/// The built-in types that are read, sorted. The others (events, leases, endpoints, ...) say
/// nothing about how a cluster is secured, or change by the second.
std::span<const GroupResource> built_in_types();

/// What a CustomResourceDefinition says about the objects of its type.
enum class PodTemplates : bool { none, possible };

/// By the schema of any served version: `possible` where a pod template may stand in one of the
/// places that model::pod_template_of looks at, also where the schema does not say what stands
/// there.
PodTemplates pod_templates_of(const formats::Value& definition);

/// What the cluster's CustomResourceDefinitions said. A type that is not in it may matter.
using CustomTypes = std::map<GroupResource, PodTemplates>;

/// One type that is read: its versions, best first. The others are tried where the first one cannot
/// be listed (a conversion webhook that is down).
struct WantedType {
  std::vector<ResourceType> versions;
};

/// Of all listable types: the built-in ones, those that `also` names, custom ones that may carry a
/// pod template, and those of API servers that nobody here knows. In the order of discovery.
std::vector<WantedType> wanted_types(const Discovery& discovery, const CustomTypes& custom,
                                     std::span<const GroupResource> also);

/// Takes one type out of the list; nullopt when it is not there.
std::optional<WantedType> take_out(std::vector<WantedType>& types, const GroupResource& name);

/// Whether a group that does not answer leaves a gap: false where nothing of it would be read.
bool leaves_gap(std::string_view group);

}  // namespace bulwark::sources::cluster
