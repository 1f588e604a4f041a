// SPDX-License-Identifier: Apache-2.0
#include "sources/container/kubelet_credentials.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bulwark::sources::container {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(KubeletCredentials, FitByHostPortAndTheBeginningOfThePath) {
  const auto fits = [](std::string_view entry) {
    return kubelet_entry_fits(entry, "a.registry.example:5000", "team/app");
  };
  EXPECT_TRUE(fits("a.registry.example:5000"));
  EXPECT_TRUE(fits("a.registry.example:5000/"));
  EXPECT_TRUE(fits("a.registry.example:5000/team"));
  EXPECT_TRUE(fits("a.registry.example:5000/te"));
  EXPECT_TRUE(fits("a.registry.example:5000/team/app"));
  EXPECT_FALSE(fits("a.registry.example:5000/team/apps"));
  EXPECT_FALSE(fits("a.registry.example:5000/other"));
  EXPECT_FALSE(fits("a.registry.example"));
  EXPECT_FALSE(fits("a.registry.example:5001"));
  EXPECT_FALSE(fits("registry.example:5000"));
  EXPECT_FALSE(fits(""));
}

// The forms of the documentation of Kubernetes, and those of Go's filepath.Match.
TEST(KubeletCredentials, FitByPatternsOfEachPartOfTheHost) {
  EXPECT_TRUE(kubelet_entry_fits("*.registry.example", "a.registry.example", "app"));
  EXPECT_TRUE(kubelet_entry_fits("*.*.example", "a.registry.example", "app"));
  EXPECT_TRUE(kubelet_entry_fits("prefix.*.example", "prefix.registry.example", "app"));
  EXPECT_TRUE(kubelet_entry_fits("*-good.registry.example", "very-good.registry.example", "app"));
  EXPECT_TRUE(kubelet_entry_fits("a*b*c.example", "aXbXbc.example", "app"));
  EXPECT_TRUE(kubelet_entry_fits("?.[a-c]x.[^d]", "a.bx.e", "app"));
  EXPECT_TRUE(kubelet_entry_fits("\\a.example", "a.example", "app"));
  EXPECT_FALSE(kubelet_entry_fits("*.example", "a.registry.example", "app"));
  EXPECT_FALSE(kubelet_entry_fits("*", "a.example", "app"));
  EXPECT_FALSE(kubelet_entry_fits("*-good.example", "bad.example", "app"));
  EXPECT_FALSE(kubelet_entry_fits("?.[a-c]x.[^d]", "a.bx.d", "app"));
  EXPECT_FALSE(kubelet_entry_fits("[a.example", "a.example", "app"));
  EXPECT_FALSE(kubelet_entry_fits("a\\.example", "a.example", "app"));
  EXPECT_TRUE(kubelet_entry_fits("*", "localhost", "app"));
}

TEST(KubeletCredentials, AreAllThatFitTheMoreExactOnesFirst) {
  const RegistryCredential team{"team", "1", ""}, all{"all", "2", ""}, wide{"wide", "3", ""};
  const std::vector<std::map<std::string, RegistryCredential>> secrets{
      {{"r.example", all}, {"*.example", wide}, {"other.example", team}},
      {{"r.example/team", team}, {"r.example", wide}}};
  EXPECT_THAT(kubelet_credentials(secrets, "r.example", "team/app"), ElementsAre(team, all, wide));
  EXPECT_THAT(kubelet_credentials(secrets, "r.example", "app"), ElementsAre(all, wide));
  EXPECT_THAT(kubelet_credentials(secrets, "else.where", "app"), IsEmpty());
  EXPECT_THAT(kubelet_credentials({}, "r.example", "app"), IsEmpty());
}

}  // namespace
}  // namespace bulwark::sources::container
