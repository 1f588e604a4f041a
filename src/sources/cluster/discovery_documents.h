// SPDX-License-Identifier: Apache-2.0
// The documents that discovery is made of, as the API server writes them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "formats/value.h"
#include "sources/cluster/discovery.h"

namespace bulwark::sources::cluster {

/// True for an APIGroupDiscoveryList; others are the older forms.
bool is_aggregated(const formats::Value& document);

/// Adds what an APIGroupDiscoveryList holds. A version whose `freshness` is Stale is unavailable:
/// the list may be what its server said long ago.
void add_aggregated(const formats::Value& document, Discovery& discovery);

struct GroupVersionName {
  std::string group, version;
};
/// Of an APIGroupList, an error for anything else; each group's preferred version first.
Result<std::vector<GroupVersionName>> group_versions(const formats::Value& document);

/// Adds the types of an APIResourceList; an error for anything else.
Result<void> add_resource_list(const formats::Value& document,
                               const GroupVersionName& group_version, Discovery& discovery);

}  // namespace bulwark::sources::cluster
