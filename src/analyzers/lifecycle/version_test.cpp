// SPDX-License-Identifier: Apache-2.0
#include "analyzers/lifecycle/version.h"

#include <gtest/gtest.h>

namespace bulwark::analyzers::lifecycle {
namespace {

TEST(Version, ReadsWhatServersSayOfThemselves) {
  EXPECT_EQ(parse_version("v1.34.4"), (Version{1, 34, 4, ""}));
  EXPECT_EQ(parse_version("v1.29.3-gke.100"), (Version{1, 29, 3, "-gke.100"}));
  EXPECT_EQ(parse_version("v1.27.16-eks-a737599"), (Version{1, 27, 16, "-eks-a737599"}));
  EXPECT_EQ(parse_version("v1.28.5+k3s1"), (Version{1, 28, 5, "+k3s1"}));
  EXPECT_EQ(parse_version("1.30"), (Version{1, 30, std::nullopt, ""}));
  EXPECT_EQ(parse_version("6.1.0-18-amd64"), (Version{6, 1, 0, "-18-amd64"}));
  EXPECT_EQ(parse_version("1.30.x"), (Version{1, 30, std::nullopt, ".x"}));
}

TEST(Version, IsNothingWithoutTwoNumbers) {
  for (const char* text : {"", "v", "v1", "v1.", "one.two", "-1.2", "1.-2", "v99999999999.1"})
    EXPECT_EQ(parse_version(text), std::nullopt) << text;
  EXPECT_EQ(parse_version("1.2." + std::string(200, '3')), std::nullopt);
}

TEST(Version, KnowsItsVendorBySuffix) {
  EXPECT_EQ(parse_version("v1.29.3-gke.100")->vendor(), "gke");
  EXPECT_EQ(parse_version("v1.30.5+rke2r1")->vendor(), "rke2");
  EXPECT_EQ(parse_version("v1.30.5")->vendor(), "");
}

TEST(Version, IsNotTheReleaseWhileItIsACandidate) {
  EXPECT_FALSE(parse_version("v1.35.0-rc.1")->is_release());
  EXPECT_FALSE(parse_version("v1.35.0-alpha.2.10+abc")->is_release());
  EXPECT_TRUE(parse_version("v1.35.0-gke.5")->is_release());
}

TEST(Version, ComparesNumbersAndNotTexts) {
  EXPECT_TRUE(parse_version("6.10.0")->is_from(6, 3));
  EXPECT_TRUE(parse_version("6.3.0-1-amd64")->is_from(6, 3));
  EXPECT_FALSE(parse_version("6.2.16")->is_from(6, 3));
  EXPECT_FALSE(parse_version("5.15.0")->is_from(6, 3));
  EXPECT_FALSE(parse_version("2.0.0-rc.1")->is_from(2, 0));
  EXPECT_TRUE(parse_version("2.0.1-rc.1")->is_from(2, 0));
}

}  // namespace
}  // namespace bulwark::analyzers::lifecycle
