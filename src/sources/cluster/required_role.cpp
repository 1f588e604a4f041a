// SPDX-License-Identifier: Apache-2.0
// One rule for each API group.
#include "sources/cluster/required_role.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <optional>
#include <random>

#include "base/text.h"
#include "sources/cluster/discovery.h"
#include "sources/cluster/lister.h"

namespace bulwark::sources::cluster {
namespace {

void add_rule(std::string& out, std::string_view group, const std::vector<std::string>& resources,
              std::string_view verbs) {
  out += fmt::format("  - apiGroups: [{}]\n", group.empty() ? R"("")" : group);
  out += "    resources:\n";
  for (const std::string& resource : resources) out += fmt::format("      - {}\n", resource);
  out += fmt::format("    verbs: [{}]\n", verbs);
}

// Definitions are only looked at.
class Passing : public Receiver {
 public:
  Workspace& workspace(unsigned /*worker*/) override { return workspace_; }
  void take(unsigned /*worker*/, std::span<const formats::Value> /*objects*/) override {}

 private:
  formats::Pool pool_{1, std::random_device{}()};
  Workspace workspace_{pool_};
};

Result<CustomTypes> custom_types(ApiClient& client, const Discovery& discovery) {
  std::vector<WantedType> types = wanted_types(discovery, {}, {});
  const std::optional<WantedType> definitions = take_out(types, kDefinitions);
  if (!definitions) return CustomTypes();
  Passing passing;
  ReadOptions options;
  options.workers = 1;
  Lister lister(client, options, passing);
  CustomTypes custom = list_definitions(lister, *definitions);
  const std::vector<model::Problem> problems = lister.take_problems();
  if (problems.empty()) return custom;
  return fail(problems[0].code, problems[0].what + ": " + problems[0].reason);
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
                                                  std::span<const GroupResource> also) {
  const Discovery discovery = TRY(discover(client));
  const CustomTypes custom = TRY(custom_types(client, discovery));
  std::vector<GroupResource> found(also.begin(), also.end());
  for (const WantedType& type : wanted_types(discovery, custom, also))
    found.push_back({type.versions[0].group, type.versions[0].resource});
  return required_types(found);
}

std::string required_role(std::span<const GroupResource> types, std::string_view name) {
  std::map<std::string_view, std::vector<std::string>> groups;
  for (const GroupResource& type : types) {
    if (type != GroupResource{"", "namespaces"}) groups[type.group].push_back(type.resource);
  }
  std::string out = "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata:\n";
  out += fmt::format("  name: {}\nrules:\n", name);
  add_rule(out, "", {"namespaces"}, "get, list");
  for (const auto& [group, resources] : groups) add_rule(out, group, resources, "list");
  out += "  - nonResourceURLs: [/api, /api/*, /apis, /apis/*, /version]\n    verbs: [get]\n";
  return out;
}

}  // namespace bulwark::sources::cluster
