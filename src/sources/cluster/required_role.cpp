// SPDX-License-Identifier: Apache-2.0
// One rule for each API group.
#include "sources/cluster/required_role.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>

#include "base/text.h"
#include "sources/cluster/custom_types.h"
#include "sources/cluster/discovery.h"

namespace bulwark::sources::cluster {
namespace {

void add_rule(std::string& out, std::string_view group, const std::vector<std::string>& resources,
              std::string_view verbs) {
  out += fmt::format("  - apiGroups: [{}]\n", group.empty() ? R"("")" : group);
  out += "    resources:\n";
  for (const std::string& resource : resources) out += fmt::format("      - {}\n", resource);
  out += fmt::format("    verbs: [{}]\n", verbs);
}

}  // namespace

std::vector<GroupResource> required_types(std::span<const GroupResource> also) {
  const auto built_in = built_in_types();
  std::vector<GroupResource> types(built_in.begin(), built_in.end());
  types.insert(types.end(), also.begin(), also.end());
  std::sort(types.begin(), types.end());
  types.erase(std::unique(types.begin(), types.end()), types.end());
  return types;
}

Result<std::vector<GroupResource>> required_types(ApiClient& client,
                                                  std::span<const GroupResource> also,
                                                  const std::stop_token& stop) {
  const Discovery discovery = TRY(discover(client));
  const CustomTypes custom = TRY(custom_types(client, discovery, stop));
  std::vector<GroupResource> found(also.begin(), also.end());
  for (const WantedType& type : wanted_types(discovery, custom, also))
    found.push_back({type.versions[0].group, type.versions[0].resource});
  return required_types(found);
}

std::string required_role(std::span<const GroupResource> types, std::string_view name,
                          NodeProxy proxy) {
  std::map<std::string_view, std::vector<std::string>> groups;
  for (const GroupResource& type : types) {
    if (type != GroupResource{"", "namespaces"}) groups[type.group].push_back(type.resource);
  }
  std::string out = "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata:\n";
  out += fmt::format("  name: {}\nrules:\n", name);
  add_rule(out, "", {"namespaces"}, "get, list");
  for (const auto& [group, resources] : groups) add_rule(out, group, resources, "list");
  if (proxy == NodeProxy::yes) {
    out += "  # Kubelets take commands for their pods by GET too: whoever has this can run them.\n";
    add_rule(out, "", {"nodes/proxy"}, "get");
  }
  out += "  - nonResourceURLs: [/api, /api/*, /apis, /apis/*, /version]\n    verbs: [get]\n";
  return out;
}

}  // namespace bulwark::sources::cluster
