// SPDX-License-Identifier: Apache-2.0
#include "analyzers/vulnerabilities/range.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <random>

namespace bulwark::analyzers::vulnerabilities {
namespace {

using formats::VersionScheme;
using knowledge::EventView;
using Kind = model::VersionEvent::Kind;

RangeAnswer ask(VersionScheme scheme, std::string_view version, std::vector<EventView> events) {
  return evaluate(scheme, version, events);
}

TEST(Range, TakesTheLastEventThatIsNotBeyond) {
  const std::vector<EventView> events{{Kind::introduced, 0, "0"},
                                      {Kind::fixed, 0, "1.2.3"},
                                      {Kind::introduced, 0, "2.0.0"},
                                      {Kind::last_affected, 0, "2.4.0"}};
  EXPECT_EQ(ask(VersionScheme::semver, "1.2.2", events).verdict, Verdict::affected);
  EXPECT_EQ(ask(VersionScheme::semver, "1.2.2", events).fixed, "1.2.3");
  EXPECT_EQ(ask(VersionScheme::semver, "1.2.3", events).verdict, Verdict::not_affected);
  EXPECT_EQ(ask(VersionScheme::semver, "2.0.0", events).verdict, Verdict::affected);
  EXPECT_EQ(ask(VersionScheme::semver, "2.4.0", events).verdict, Verdict::affected);
  EXPECT_EQ(ask(VersionScheme::semver, "2.4.0", events).fixed, "");
  EXPECT_EQ(ask(VersionScheme::semver, "2.4.1", events).verdict, Verdict::not_affected);
}

TEST(Range, EndsAtALimit) {
  const std::vector<EventView> events{{Kind::introduced, 0, "1.0.0"}, {Kind::limit, 0, "2.0.0"}};
  EXPECT_EQ(ask(VersionScheme::semver, "1.5.0", events).verdict, Verdict::affected);
  EXPECT_EQ(ask(VersionScheme::semver, "2.0.0", events).verdict, Verdict::not_affected);
}

TEST(Range, IsUnknownWhereVersionsCannotBeCompared) {
  const std::vector<EventView> fixed{{Kind::introduced, 0, "0"}, {Kind::fixed, 0, "1.2.3"}};
  EXPECT_EQ(ask(VersionScheme::go, "0.0.0-20220101000000-abcdefabcdef", fixed).verdict,
            Verdict::unknown);
  EXPECT_EQ(ask(VersionScheme::semver, "(devel)", fixed).verdict, Verdict::unknown);
  EXPECT_EQ(evaluate(std::nullopt, "1.0.0", fixed).verdict, Verdict::unknown);
  // Where every version has it, the version does not matter.
  const std::vector<EventView> all{{Kind::introduced, 0, "0"}};
  EXPECT_EQ(ask(VersionScheme::go, "0.0.0-20220101000000-abcdefabcdef", all).verdict,
            Verdict::affected);
}

TEST(Range, TakesCommitsOfGoBeforeAnyReleaseForOlderThanReleases) {
  constexpr std::string_view kCommit = "0.0.0-20190125002852-4b62a64f59f7";
  const std::vector<EventView> mended{{Kind::introduced, 0, "0"}, {Kind::fixed, 0, kCommit}};
  EXPECT_EQ(ask(VersionScheme::go, "0.7.0", mended).verdict, Verdict::not_affected);
  EXPECT_EQ(ask(VersionScheme::go, "0.0.0-20180101000000-abcdefabcdef", mended).verdict,
            Verdict::affected);
  EXPECT_EQ(ask(VersionScheme::go, "0.0.0-20200101000000-abcdefabcdef", mended).verdict,
            Verdict::not_affected);
  const std::vector<EventView> never{{Kind::introduced, 0, kCommit}};
  EXPECT_EQ(ask(VersionScheme::go, "3.2.0+incompatible", never).verdict, Verdict::affected);
  EXPECT_EQ(ask(VersionScheme::go, "(devel)", never).verdict, Verdict::unknown);
}

TEST(Range, KeepsRangesApart) {
  const std::vector<EventView> events{{Kind::introduced, 0, "1.0.0"},
                                      {Kind::fixed, 0, "1.2.0"},
                                      {Kind::introduced, 1, "2.0.0"},
                                      {Kind::fixed, 1, "2.2.0"}};
  EXPECT_EQ(ask(VersionScheme::semver, "2.1.0", events).fixed, "2.2.0");
  EXPECT_EQ(ask(VersionScheme::semver, "1.3.0", events).verdict, Verdict::not_affected);
}

// The evaluation as the specification writes it: events sorted, one after another.
bool by_the_book(int version, std::vector<std::pair<int, Kind>> events) {
  const auto limited = [](const auto& one) { return one.second == Kind::limit; };
  if (std::ranges::any_of(events, limited) && std::ranges::none_of(events, [&](const auto& one) {
        return limited(one) && version < one.first;
      }))
    return false;
  std::ranges::stable_sort(events, {}, [](const auto& one) { return one.first; });
  bool vulnerable = false;
  for (const auto& [at, kind] : events) {
    if (kind == Kind::introduced && version >= at) vulnerable = true;
    if (kind == Kind::fixed && version >= at) vulnerable = false;
    if (kind == Kind::last_affected && version > at) vulnerable = false;
  }
  return vulnerable;
}

TEST(Range, AgreesWithTheSpecificationsOwnLoop) {
  std::mt19937 random(1);
  std::size_t vulnerable = 0;
  for (int i = 0; i < 20'000; ++i) {
    std::vector<int> places{0, 1, 2, 3, 4, 5, 6, 7};
    std::ranges::shuffle(places, random);
    std::vector<std::pair<int, Kind>> events;
    std::vector<std::string> texts;
    std::vector<EventView> views;
    for (std::size_t count = 1 + random() % 5, k = 0; k < count; ++k) {
      constexpr std::array kKinds{Kind::introduced, Kind::fixed, Kind::introduced,
                                  Kind::last_affected, Kind::limit};
      events.emplace_back(places[k], kKinds[random() % kKinds.size()]);
      texts.push_back("1." + std::to_string(places[k]) + ".0");
    }
    for (std::size_t k = 0; k < events.size(); ++k)
      views.push_back({events[k].second, 0, texts[k]});
    for (int version = 0; version < 8; ++version) {
      const bool expected = by_the_book(version, events);
      const RangeAnswer answer = evaluate(VersionScheme::semver,
                                          "1." + std::to_string(version) + ".0", views);
      ASSERT_EQ(answer.verdict, expected ? Verdict::affected : Verdict::not_affected);
      vulnerable += expected ? 1 : 0;
    }
  }
  EXPECT_GT(vulnerable, 10'000U);
}

TEST(ComparableVersion, WritesGoAsItsAdvisoriesDo) {
  EXPECT_EQ(comparable_version("Go", "v1.2.3"), "1.2.3");
  EXPECT_EQ(comparable_version("Go", "go1.21"), "1.21.0");
  EXPECT_EQ(comparable_version("Go", "go1.21rc2"), "1.21.0-rc.2");
  EXPECT_EQ(comparable_version("Go", "go1.22.4"), "1.22.4");
  EXPECT_EQ(comparable_version("Go", "go1.22.4 X:boringcrypto"), "1.22.4");
  EXPECT_EQ(comparable_version("Go", "(devel)"), "(devel)");
  EXPECT_EQ(comparable_version("npm", "v1.2.3"), "v1.2.3");
}

}  // namespace
}  // namespace bulwark::analyzers::vulnerabilities
