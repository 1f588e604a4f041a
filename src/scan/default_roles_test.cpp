// SPDX-License-Identifier: Apache-2.0
#include "scan/default_roles.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "policy/catalogue.h"

namespace bulwark::scan {
namespace {

model::Segment roles_of(std::uint32_t minor) {
  auto roles = default_roles(minor, 1);
  EXPECT_TRUE(roles) << (roles ? "" : roles.error().text());
  return roles ? std::move(*roles) : model::Segment();
}

const model::Resource* find(const model::Segment& roles, std::string_view name) {
  const auto found = std::ranges::find_if(
      roles.resources, [&](const model::Resource& one) { return one.name() == name; });
  return found == roles.resources.end() ? nullptr : &*found;
}

TEST(DefaultRoles, EveryVersionHasEachOfItsRolesOnce) {
  for (std::uint32_t minor = 27; minor <= policy::kNewestMinor; ++minor) {
    const model::Segment roles = roles_of(minor);
    std::set<std::string_view> names;
    for (const model::Resource& role : roles.resources)
      EXPECT_TRUE(names.insert(role.name()).second) << minor << " " << role.name();
    for (const char* name : {"admin", "edit", "view", "cluster-admin", "system:aggregate-to-view",
                             "system:kube-scheduler", "system:node-proxier", "system:node",
                             "system:auth-delegator", "system:controller:job-controller"})
      EXPECT_TRUE(names.contains(name)) << minor << " " << name;
  }
}

TEST(DefaultRoles, ARoleIsThatOfItsVersion) {
  const std::string_view name = "system:cluster-trust-bundle-discovery";
  EXPECT_EQ(find(roles_of(36), name), nullptr);
  const model::Segment newest = roles_of(37);
  EXPECT_NE(find(newest, name), nullptr);
  EXPECT_NE(find(roles_of(99), name), nullptr);
  const auto rules = [](const model::Segment& roles) {
    return find(roles, "system:kube-scheduler")->root.find("rules")->size();
  };
  EXPECT_NE(rules(roles_of(27)), rules(newest));
  EXPECT_EQ(rules(roles_of(20)), rules(roles_of(27)));
}

TEST(DefaultRoles, AListThatIsWrongIsRefused) {
  const auto error = [](std::string_view text) {
    model::Segment segment{std::make_unique<formats::Pool>(std::uint16_t{1}, 0), {}};
    const auto read = read_default_roles(text, 37, segment);
    return read ? std::string() : read.error().text();
  };
  EXPECT_EQ(error("roles: [{versions: [27, 37], role: {kind: ClusterRole}}]"), "");
  for (const char* entry : {"{versions: [27], role: {kind: ClusterRole}}",
                            "{versions: [26, 37], role: {kind: ClusterRole}}",
                            "{versions: [27, 99], role: {kind: ClusterRole}}",
                            "{versions: [27, 37], role: {kind: Role}}",
                            "{versions: [27, 37], rule: {kind: ClusterRole}}", "{role: {}}"})
    EXPECT_NE(error("roles: [" + std::string(entry) + "]"), "") << entry;
}

}  // namespace
}  // namespace bulwark::scan
