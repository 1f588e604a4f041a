// SPDX-License-Identifier: Apache-2.0
#include "formats/path.h"

#include <gtest/gtest.h>

namespace bulwark::formats {
namespace {

TEST(Path, ReadsWhatItWrites) {
  std::string path = join_path("spec", key_step("containers")) + item_step(12);
  path = join_path(path, key_step("a.b/\"c\\"));
  EXPECT_EQ(path, R"(spec.containers[12]["a.b/\"c\\"])");
  const auto steps = parse_path(path);
  ASSERT_TRUE(steps);
  ASSERT_EQ(steps->size(), 4U);
  EXPECT_EQ(steps->at(2).index, 12U);
  EXPECT_EQ(steps->at(3).key, "a.b/\"c\\");
}

TEST(Path, RefusesWhatIsNoPath) {
  for (const char* text :
       {"a..b", "a[", "a[1", "a[x]", "a[\"b", "a[\"b\"", ".a", "a b", "a[99999999999]", "a."}) {
    EXPECT_FALSE(parse_path(text)) << text;
  }
}

TEST(Path, AnEmptyPathHasNoSteps) { EXPECT_TRUE(parse_path("")->empty()); }

}  // namespace
}  // namespace bulwark::formats
