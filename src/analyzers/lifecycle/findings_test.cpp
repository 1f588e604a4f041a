// SPDX-License-Identifier: Apache-2.0
#include "analyzers/lifecycle/findings.h"

#include <fmt/core.h>
#include <gtest/gtest.h>

#include "analyzers/lifecycle/test_programs.h"

namespace bulwark::analyzers::lifecycle {
namespace {

constexpr const char* kReleases =
    "releases:\n"
    "  - {minor: 33, released: \"2025-04-23\", maintenance: \"2026-04-28\", end: \"2026-06-28\"}\n"
    "  - {minor: 35, released: \"2025-12-17\", maintenance: \"2026-12-28\", end: \"2027-02-28\"}\n"
    "  - {minor: 36, released: \"2026-04-22\", maintenance: \"2027-04-28\", end: \"2027-06-28\"}\n";

struct Said {
  std::vector<std::string> found, not_evaluated;
};

Said ask_for(const std::vector<std::string_view>& controls, const test::Picture& picture,
             std::string_view today, bool complete) {
  const auto releases = Releases::read(kReleases);
  const references::Findings findings = find_lifecycle(picture.inventory, *releases,
                                                       {controls, complete, std::string(today)});
  Said out;
  const auto text = [](const references::Found& one) {
    return fmt::format("{} {} x{}: {}", one.control, one.resource->title(), one.instances,
                       one.message);
  };
  for (const references::Found& one : findings.found) out.found.push_back(text(one));
  for (const references::Found& one : findings.not_evaluated)
    out.not_evaluated.push_back(text(one));
  return out;
}

constexpr std::string_view kUserNamespaces = "node-user-namespaces";

// All that are about versions.
Said ask(const test::Picture& picture, std::string_view today = "2026-12-30",
         bool complete = false) {
  std::vector<std::string_view> controls = lifecycle_controls();
  std::erase(controls, kUserNamespaces);
  return ask_for(controls, picture, today, complete);
}

using Texts = std::vector<std::string>;

TEST(LifecycleFindings, TellAVersionThatHasEndedOnceForAllThatRunIt) {
  const Said said = ask(test::Picture()
                            .component("ClusterVersion", "v1.33.4", "shop")
                            .node("n1", "v1.33.4")
                            .node("n2", "v1.33.2"));
  EXPECT_EQ(said.found,
            Texts{"version-end-of-support ClusterVersion shop x3: Kubernetes 1.33 (API server, 2 "
                  "kubelets) is not mended since 2026-06-28"});
  EXPECT_EQ(said.not_evaluated, Texts{});
}

TEST(LifecycleFindings, TellAVersionThatEndsSoonAndWhoElseMayMendIt) {
  const Said said = ask(
      test::Picture().component("ClusterVersion", "v1.35.4-gke.100", "shop").node("n1", "v1.35.4"));
  EXPECT_EQ(said.found, Texts{"version-support-ends-soon ClusterVersion shop x2: Kubernetes 1.35 "
                              "(API server, kubelet) is mended until 2027-02-28 only, unless its "
                              "provider still mends it"});
}

TEST(LifecycleFindings, NeverPassAVersionThatIsNotKnown) {
  const Said newer = ask(test::Picture().component("ClusterVersion", "v1.41.0", "shop"));
  EXPECT_EQ(newer.found, Texts{});
  EXPECT_EQ(newer.not_evaluated,
            Texts{"version-end-of-support ClusterVersion shop x1: until when Kubernetes 1.41 is "
                  "mended is not known: this program knows 1.33 to 1.36"});
  const Said silent = ask(
      test::Picture().component("ClusterVersion", "v1.36.0", "shop").node("n1", ""));
  EXPECT_EQ(silent.not_evaluated,
            (Texts{"version-skew-kubelet Node n1 x1: kubelet n1 does not tell its version",
                   "version-end-of-support Node n1 x1: kubelet n1 does not tell its version"}));
  EXPECT_EQ(ask(test::Picture().component("ClusterVersion", "v1.36.0", "shop"), "").not_evaluated,
            Texts{"version-end-of-support ClusterVersion shop x1: which day it is is not known"});
}

TEST(LifecycleFindings, NeverPassADistanceToAnApiServerThatIsNotKnown) {
  EXPECT_EQ(ask(test::Picture().node("n1", "v1.36.0")).not_evaluated,
            Texts{"version-skew-kubelet Node n1 x1: the API server's version is not known"});
}

TEST(LifecycleFindings, JudgeDistancesInManifestsOnlyWhereTheseAreComplete) {
  test::Picture picture("");
  picture.component("KubeAPIServer", "v1.36.0").component("KubeScheduler", "v1.33.0");
  EXPECT_EQ(ask(picture, "2026-05-01").found.size(), 1U);
  const Said said = ask(picture, "2026-05-01", true);
  ASSERT_EQ(said.found.size(), 2U);
  EXPECT_EQ(said.found[0],
            "version-skew-control-plane KubeScheduler a x1: is 1.33, 3 minor versions older than "
            "the API server's 1.36: at most 1 is supported");
}

TEST(LifecycleFindings, SayNothingOfSomeManifestsWhoseImagesHaveNoVersion) {
  test::Picture picture("");
  picture.component("KubeAPIServer", "");
  EXPECT_EQ(ask(picture).found, Texts{});
  EXPECT_EQ(ask(picture).not_evaluated, Texts{});
  // What is everything that there is has a version, which is not told.
  EXPECT_EQ(ask(picture, "2026-12-30", true).not_evaluated.size(), 2U);
}

TEST(LifecycleFindings, NeverPassAKubeProxyWhoseImageHasNoVersion) {
  test::Picture picture;
  picture.component("ClusterVersion", "v1.36.0", "shop").component("KubeProxy", "");
  EXPECT_EQ(ask(picture).not_evaluated, Texts{});  // a file of its configuration alone
  const model::Resource& made = picture.add(
      R"({"apiVersion":"apps/v1","kind":"DaemonSet","metadata":{"name":"kube-proxy"},"spec":)"
      R"({"template":{"spec":{"containers":[{"image":"kube-proxy@sha256:1"}]}}}})");
  picture.inventory.origins.emplace(&picture.inventory.segments[0].resources[1],
                                    model::Origin{&made, {}});
  EXPECT_EQ(ask(picture).not_evaluated.size(), 2U);
}

TEST(LifecycleFindings, TellNodesWithoutUserNamespacesAndNeverPassWhatIsNotKnownOfThem) {
  test::Picture picture;
  picture.component("ClusterVersion", "v1.36.0", "shop").node("n1", "v1.36.0");
  const Said unknown = ask_for({kUserNamespaces}, picture, "2026-12-30", false);
  EXPECT_EQ(unknown.found, Texts{});
  EXPECT_EQ(unknown.not_evaluated,
            Texts{"node-user-namespaces Node n1 x1: not known: which kernel runs, which container "
                  "runtime runs"});
  picture.node("n2", "v1.27.1");
  const Said old = ask_for({kUserNamespaces}, picture, "2026-12-30", false);
  EXPECT_EQ(old.found, Texts{"node-user-namespaces Node n2 x1: cannot give pods user namespaces of "
                             "their own: kubelet 1.27 (1.33 is needed)"});
}

}  // namespace
}  // namespace bulwark::analyzers::lifecycle
