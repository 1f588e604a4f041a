// SPDX-License-Identifier: Apache-2.0
// What an upgrade needs, asked of manifests; and what the program ships about releases.
#include "scan/lifecycle.h"

#include <gtest/gtest.h>

#include "io/test_folder.h"
#include "policy/catalogue.h"
#include "scan/lifecycle_knowledge.h"
#include "scan/scan.h"

namespace bulwark::scan {
namespace {

using analyzers::lifecycle::Support;
using Texts = std::vector<std::string>;

const std::string kManifests =
    "apiVersion: admissionregistration.k8s.io/v1beta1\nkind: ValidatingAdmissionPolicy\n"
    "metadata: {name: old}\n---\n"
    "apiVersion: networking.k8s.io/v1beta1\nkind: ServiceCIDR\nmetadata: {name: extra}\n---\n"
    "apiVersion: extensions/v1beta1\nkind: Ingress\nmetadata: {name: ancient}\n---\n"
    "apiVersion: v1\nkind: Node\nmetadata: {name: n1}\n"
    "status: {conditions: [], nodeInfo: {kubeletVersion: v1.31.4}}\n";

class LifecyclePicture : public ::testing::Test {
 protected:
  LifecycleOptions options(std::uint32_t from) {
    LifecycleOptions out;
    out.targets = {folder_.write("manifests/a.yaml", kManifests)};
    out.from = from;
    out.today = "2026-11-30";
    out.seed = 5;
    return out;
  }

  static Texts removed(const Lifecycle& answer) {
    Texts out;
    for (const Concern& one : answer.removed)
      out.push_back(one.resource->title() + " 1." + std::to_string(one.minor));
    return out;
  }

  io::TestFolder folder_;
};

TEST_F(LifecyclePicture, TellsObjectsUnderTheFirstVersionThatNoLongerServesThem) {
  LifecycleOptions asked = options(33);
  asked.to = 37;
  const auto answer = read_lifecycle(asked);
  ASSERT_TRUE(answer) << answer.error().text();
  EXPECT_EQ(removed(**answer), (Texts{"Ingress ancient 1.33", "ValidatingAdmissionPolicy old 1.34",
                                      "ServiceCIDR extra 1.37"}));
  EXPECT_TRUE((*answer)->needs_change());
}

TEST_F(LifecyclePicture, GoesToTheNextVersionUnlessToldOtherwise) {
  const auto answer = read_lifecycle(options(33));
  ASSERT_TRUE(answer);
  EXPECT_EQ((*answer)->to, 34U);
  EXPECT_EQ(removed(**answer),
            (Texts{"Ingress ancient 1.33", "ValidatingAdmissionPolicy old 1.34"}));
  // Of what comes after the newest one nothing is known.
  const auto newest = read_lifecycle(options(37));
  ASSERT_TRUE(newest);
  EXPECT_EQ((*newest)->to, 37U);
  EXPECT_EQ((*newest)->unknown, Texts{});
}

TEST_F(LifecyclePicture, TellsWhichKubeletsMustGoFirst) {
  const auto answer = read_lifecycle(options(34));
  ASSERT_TRUE(answer);
  EXPECT_TRUE((*answer)->skew.empty());
  ASSERT_EQ((*answer)->skew_after.size(), 1U);
  EXPECT_EQ((*answer)->skew_after[0].program->title(), "kubelet n1");
}

TEST_F(LifecyclePicture, DoesNotKnowWhatAVersionBringsThatItDoesNotKnow) {
  LifecycleOptions asked = options(37);
  asked.to = 39;
  const auto answer = read_lifecycle(asked);
  ASSERT_TRUE(answer);
  EXPECT_EQ((*answer)->unknown,
            Texts{"what 1.39 brings and takes away: this program knows 1.27 to 1.37"});
}

TEST_F(LifecyclePicture, NeedsAVersionToStartFrom) {
  LifecycleOptions asked = options(34);
  asked.from.reset();
  EXPECT_FALSE(read_lifecycle(asked));
  asked.from = 34;
  asked.to = 33;
  EXPECT_FALSE(read_lifecycle(asked));
}

TEST(ShippedReleases, FollowEachOtherUpToTheNewestVersionOfTheCatalogue) {
  const auto releases = shipped_releases();
  EXPECT_EQ(releases.newest(), policy::kNewestMinor);
  for (std::uint32_t minor = releases.oldest(); minor < releases.newest(); ++minor) {
    ASSERT_NE(releases.find(minor), nullptr) << minor;
    EXPECT_LT(releases.find(minor)->released, releases.find(minor + 1)->released) << minor;
    EXPECT_LT(releases.find(minor)->end, releases.find(minor + 1)->end) << minor;
  }
  EXPECT_EQ(releases.support_of(34, "2026-11-30"), Support::ended);
  EXPECT_EQ(releases.support_of(37, "2026-11-30"), Support::supported);
}

TEST(ShippedFeatures, AreOfKnownReleasesAndNameControlsThatThereAre) {
  policy::Catalogue catalogue;
  ASSERT_TRUE(load_catalogue(catalogue));
  const auto features = shipped_features();
  const auto releases = shipped_releases();
  const auto check = [&](const std::string& name, std::uint32_t minor, const std::string& control) {
    EXPECT_NE(releases.find(minor), nullptr) << name;
    EXPECT_TRUE(control.empty() || catalogue.find(control) != nullptr) << name;
  };
  for (const auto& one : features.brings) check(one.name, one.from, one.control);
  for (const auto& one : features.takes) check(one.name, one.since, one.control);
  EXPECT_GT(features.brings.size(), 20U);
  EXPECT_GT(features.takes.size(), 8U);
}

}  // namespace
}  // namespace bulwark::scan
