// SPDX-License-Identifier: Apache-2.0
#include "analyzers/lifecycle/skew.h"

#include <gtest/gtest.h>

#include "analyzers/lifecycle/test_programs.h"

namespace bulwark::analyzers::lifecycle {
namespace {

// "kubelet n1", ... of what is too far away.
std::vector<std::string> faults(const test::Picture& picture) {
  const std::vector<Program> programs = programs_of(picture.inventory, "shop");
  std::vector<std::string> out;
  for (const SkewFault& one : skew_faults(programs, minors_of(programs, ProgramKind::api_server)))
    out.push_back(one.program->title());
  return out;
}

using Titles = std::vector<std::string>;

TEST(Skew, AKubeletMayBeThreeVersionsOlderAndNeverNewer) {
  EXPECT_EQ(faults(test::Picture()
                       .component("ClusterVersion", "v1.34.1", "shop")
                       .node("n1", "v1.34.9")
                       .node("n2", "v1.31.0")
                       .node("n3", "v1.30.14")
                       .node("n4", "v1.35.0")),
            (Titles{"kubelet n3", "kubelet n4"}));
}

TEST(Skew, AKubeletBefore125MayBeTwoVersionsOlder) {
  EXPECT_EQ(faults(test::Picture()
                       .component("ClusterVersion", "v1.27.16", "shop")
                       .node("n1", "v1.25.16")
                       .node("n2", "v1.24.17")),
            Titles{"kubelet n2"});
}

TEST(Skew, ControllersMayBeOneVersionOlder) {
  EXPECT_EQ(faults(test::Picture()
                       .component("KubeAPIServer", "v1.34.1")
                       .component("KubeControllerManager", "v1.33.9")
                       .component("KubeScheduler", "v1.32.9")),
            Titles{"scheduler a"});
}

TEST(Skew, ApiServersAreWithinOneVersionAndTheOldestBoundsWhatIsNewer) {
  EXPECT_EQ(faults(test::Picture()
                       .component("KubeAPIServer", "v1.34.1", "a")
                       .component("KubeAPIServer", "v1.33.9", "b")
                       .node("n1", "v1.34.1")
                       .node("n2", "v1.31.1")),
            Titles{"kubelet n1"});
  EXPECT_EQ(faults(test::Picture()
                       .component("KubeAPIServer", "v1.34.1", "a")
                       .component("KubeAPIServer", "v1.32.9", "b")),
            Titles{"API server b"});
}

TEST(Skew, AProvidersOwnCloudControllerManagerHasNumbersOfItsOwn) {
  EXPECT_EQ(faults(test::Picture()
                       .component("KubeAPIServer", "v1.34.1")
                       .component("CloudControllerManager", "v1.20.0")),
            Titles{});
}

TEST(Skew, ACloudControllerManagerThatIsNumberedAsKubernetesIsJudged) {
  test::Picture picture;
  picture.component("KubeAPIServer", "v1.34.1").component("CloudControllerManager", "v1.31.0");
  const model::Resource& pod = picture.add(
      R"({"apiVersion":"v1","kind":"Pod","metadata":{"name":"a"},"spec":{"containers":[)"
      R"({"image":"registry.k8s.io/provider-aws/cloud-controller-manager:v1.31.0"}]}})");
  const auto& resources = picture.inventory.segments[0].resources;
  picture.inventory.origins.emplace(&resources[1], model::Origin{&pod, {}});
  EXPECT_EQ(faults(picture), Titles{"cloud controller manager a"});
}

TEST(Skew, NothingIsSaidWhereNoApiServerIsKnown) {
  EXPECT_EQ(faults(test::Picture().node("n1", "v1.20.1").node("n2", "v1.34.1")), Titles{});
}

}  // namespace
}  // namespace bulwark::analyzers::lifecycle
