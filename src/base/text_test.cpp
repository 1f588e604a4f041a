// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"

#include <gtest/gtest.h>

namespace bulwark {
namespace {

TEST(Glob, MatchesWholeTexts) {
  EXPECT_TRUE(glob_match("*", ""));
  EXPECT_TRUE(glob_match("kube-*", "kube-system"));
  EXPECT_TRUE(glob_match("*-sys*", "kube-system"));
  EXPECT_TRUE(glob_match("a?c", "abc"));
  EXPECT_FALSE(glob_match("kube", "kube-system"));
  EXPECT_FALSE(glob_match("a?c", "ac"));
  EXPECT_FALSE(glob_match("", "a"));
}

TEST(Glob, ManyStarsStayCheap) {
  const std::string text(10'000, 'a');
  EXPECT_FALSE(glob_match("*a*a*a*a*a*a*a*a*b", text));
}

TEST(Nearest, FindsTheWordThatWasMeant) {
  const std::vector<std::string> known{"privileged-container", "host-path-volumes", "image-tag"};
  EXPECT_EQ(nearest("priviledged-container", known), "privileged-container");
  EXPECT_EQ(nearest("imagetag", known), "image-tag");
  EXPECT_EQ(nearest("network", known), "");
  EXPECT_EQ(did_you_mean("imagetag", known), "; did you mean 'image-tag'?");
}

TEST(Split, KeepsEmptyParts) {
  EXPECT_EQ(split("a,,b,", ','), (std::vector<std::string>{"a", "", "b", ""}));
  EXPECT_TRUE(split("", ',').empty());
}

}  // namespace
}  // namespace bulwark
