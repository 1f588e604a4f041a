// SPDX-License-Identifier: Apache-2.0
#include "analyzers/lifecycle/releases.h"

#include <gtest/gtest.h>

#include "analyzers/lifecycle/features.h"

namespace bulwark::analyzers::lifecycle {
namespace {

constexpr const char* kTwo =
    "releases:\n"
    "  - {minor: 35, released: \"2025-12-17\", maintenance: \"2026-12-28\", end: \"2027-02-28\"}\n"
    "  - {minor: 34, released: \"2025-08-27\", maintenance: \"2026-08-27\", end: \"2026-10-27\", "
    "lastPatch: 1.34.9}\n";

TEST(Releases, EndOnTheDayOfTheirEnd) {
  const auto releases = Releases::read(kTwo);
  ASSERT_TRUE(releases) << releases.error().text();
  EXPECT_EQ(releases->support_of(34, "2026-08-26"), Support::supported);
  EXPECT_EQ(releases->support_of(34, "2026-08-27"), Support::maintenance);
  EXPECT_EQ(releases->support_of(34, "2026-10-26"), Support::maintenance);
  EXPECT_EQ(releases->support_of(34, "2026-10-27"), Support::ended);
  EXPECT_EQ(releases->find(34)->last_patch, "1.34.9");
  EXPECT_EQ(releases->oldest(), 34U);
  EXPECT_EQ(releases->newest(), 35U);
}

TEST(Releases, AreUnknownAndNotSupportedWhereTheyAreNotListed) {
  const auto releases = Releases::read(kTwo);
  ASSERT_TRUE(releases);
  EXPECT_EQ(releases->support_of(33, "2026-11-30"), Support::unknown);
  EXPECT_EQ(releases->support_of(36, "2026-11-30"), Support::unknown);
  EXPECT_EQ(releases->support_of(35, ""), Support::unknown);
  EXPECT_EQ(releases->support_of(35, "tomorrow"), Support::unknown);
}

TEST(Releases, AreReadStrictly) {
  for (const char* text :
       {"releases: []", "other: []", "releases: [{minor: 34}]",
        "releases: [{minor: 34, released: x, maintenance: \"2026-08-27\", end: \"2026-10-27\"}]",
        "releases: [{minor: 34, released: \"2026-12-01\", maintenance: \"2026-08-27\", end: "
        "\"2026-10-27\"}]"}) {
    EXPECT_FALSE(Releases::read(text)) << text;
  }
  EXPECT_FALSE(Releases::read(std::string(kTwo) +
                              "  - {minor: 34, released: \"2025-08-27\", maintenance: "
                              "\"2026-08-27\", end: \"2026-10-27\"}\n"));
}

TEST(Features, AreReadStrictly) {
  const auto features = Features::read(
      "brings: [{name: a, from: 30, stable: 32, what: b, needs: c, control: d}, {name: e, stable: "
      "27, "
      "what: f}]\ntakes: [{name: g, since: 31, what: h, instead: i}]\n");
  ASSERT_TRUE(features) << features.error().text();
  EXPECT_EQ(features->brings[0].from, 30U);
  EXPECT_EQ(features->brings[1].from, 27U);
  EXPECT_EQ(features->takes[0].since, 31U);
  for (const char* text : {"brings: []", "brings: [{name: a, what: b}]\ntakes: []",
                           "brings: [{name: a, what: b, from: 30, stable: 29}]\ntakes: []",
                           "brings: []\ntakes: [{name: a, what: b, instead: c}]",
                           "brings: [{name: a, what: b, from: x}]\ntakes: []"}) {
    EXPECT_FALSE(Features::read(text)) << text;
  }
}

}  // namespace
}  // namespace bulwark::analyzers::lifecycle
