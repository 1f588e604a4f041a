// SPDX-License-Identifier: Apache-2.0
#include "analyzers/lifecycle/workload_features.h"

#include <fmt/core.h>
#include <gtest/gtest.h>

#include "analyzers/lifecycle/test_programs.h"
#include "base/text.h"

namespace bulwark::analyzers::lifecycle {
namespace {

using Texts = std::vector<std::string>;

test::Picture pods(const std::vector<std::string>& specs) {
  test::Picture picture;
  for (std::size_t i = 0; i < specs.size(); ++i)
    picture.add(fmt::format(
        R"({{"apiVersion":"v1","kind":"Pod","metadata":{{"name":"p{}","namespace":"x"}},"spec":{}}})",
        i, specs[i]));
  return picture;
}

Texts without_profile(const std::vector<std::string>& specs) {
  Texts out;
  const test::Picture picture = pods(specs);
  for (const WithoutProfile& one : workload_features(picture.inventory, "shop").without_profile)
    out.push_back(std::string(one.workload->name()) + ": " + join(one.containers, " "));
  return out;
}

Texts without_users(const std::vector<std::string>& specs) {
  Texts out;
  const test::Picture picture = pods(specs);
  for (const WithoutUsers& one : workload_features(picture.inventory, "shop").without_users)
    out.push_back(std::string(one.workload->name()) + ": " + join(one.ended, ", "));
  return out;
}

TEST(WorkloadFeatures, ContainersWithoutAProfileAreThoseThatNeitherTheyNorTheirPodNameOne) {
  EXPECT_EQ(
      without_profile(
          {R"({"containers":[{"name":"a"},{"name":"b","securityContext":{"seccompProfile":{"type":"Unconfined"}}}],"initContainers":[{"name":"i"}]})",
           R"({"securityContext":{"seccompProfile":{"type":"RuntimeDefault"}},"containers":[{"name":"a"}]})",
           R"({"containers":[{"name":"a","securityContext":{"privileged":true}}]})",
           R"({"os":{"name":"windows"},"containers":[{"name":"a"}]})"}),
      Texts{"p0: a i"});
}

TEST(WorkloadFeatures, CountPodsOfANode) {
  const test::Picture picture = pods({R"({"nodeName":"n1","containers":[{"name":"a"}]})",
                                      R"({"nodeName":"n1","containers":[{"name":"a"}]})",
                                      R"({"containers":[{"name":"a"}]})"});
  const auto features = workload_features(picture.inventory, "shop");
  EXPECT_EQ(features.pods_without_profile.at("n1"), 2U);
  EXPECT_EQ(features.pods_without_profile.size(), 1U);
  EXPECT_EQ(features.workloads, 3U);
}

TEST(WorkloadFeatures, UserNamespacesAreForPodsThatDoNotLiveFromTheHost) {
  EXPECT_EQ(
      without_users(
          {R"({"containers":[{"name":"a"}]})",
           R"({"hostNetwork":true,"containers":[{"name":"a"}]})",
           R"({"hostPID":true,"containers":[{"name":"a"}]})",
           R"({"hostIPC":true,"containers":[{"name":"a"}]})",
           R"({"hostUsers":false,"containers":[{"name":"a"}]})",
           R"({"containers":[{"name":"a","volumeDevices":[{"name":"v"}]}]})",
           R"({"containers":[{"name":"a","securityContext":{"privileged":true}}],"volumes":[{"name":"v","hostPath":{"path":"/dev"}}]})"}),
      Texts{"p0: "});
}

TEST(WorkloadFeatures, UserNamespacesEndWhatPrivilegeAndCapabilitiesAreWorthOnTheNode) {
  EXPECT_EQ(
      without_users(
          {R"({"containers":[{"name":"a","securityContext":{"privileged":true}}]})",
           R"({"hostUsers":true,"containers":[{"name":"a","securityContext":{"capabilities":{"add":["SYS_ADMIN"]}}}]})",
           R"({"containers":[{"name":"a","volumeMounts":[{"name":"v"}]}],"volumes":[{"name":"v","hostPath":{"path":"/etc"}}]})"}),
      (Texts{"p0: privileged", "p1: capability SYS_ADMIN", "p2: "}));
}

TEST(WorkloadFeatures, VolumesWantACloserLook) {
  const test::Picture picture = pods(
      {R"({"containers":[{"name":"a"}],"volumes":[{"name":"n","nfs":{}},{"name":"h","hostPath":{"path":"/x"}},{"name":"e","emptyDir":{}}]})"});
  const auto features = workload_features(picture.inventory, "shop");
  ASSERT_EQ(features.without_users.size(), 1U);
  EXPECT_EQ(features.without_users[0].cautions,
            (Texts{"volume n: nfs may not be mounted with other ids",
                   "volume h: files of the host keep their owners"}));
}

}  // namespace
}  // namespace bulwark::analyzers::lifecycle
