// SPDX-License-Identifier: Apache-2.0
// What each scheme is known for, one line each.
#include "formats/versions/order.h"

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <vector>

namespace bulwark::formats {
namespace {

char order(VersionScheme scheme, std::string_view a, std::string_view b) {
  const auto answer = compare_versions(scheme, a, b);
  if (!answer) return '?';
  return *answer < 0 ? '<' : *answer > 0 ? '>' : '=';
}

struct Line {
  std::string_view a;
  char order;
  std::string_view b;
};

// Both ways round.
void expect(VersionScheme scheme, const std::vector<Line>& lines) {
  for (const Line& line : lines) {
    EXPECT_EQ(order(scheme, line.a, line.b), line.order) << line.a << ' ' << line.b;
    const char back = line.order == '<' ? '>' : line.order == '>' ? '<' : line.order;
    EXPECT_EQ(order(scheme, line.b, line.a), back) << line.b << ' ' << line.a;
  }
}

TEST(VersionOrder, NamesEachSchemeAndFindsItByThat) {
  for (int at = 0; at <= static_cast<int>(VersionScheme::packagist); ++at) {
    const auto scheme = static_cast<VersionScheme>(at);
    EXPECT_EQ(version_scheme_from(name(scheme)), scheme);
  }
  EXPECT_EQ(version_scheme_from("PyPI"), VersionScheme::pypi);
  EXPECT_EQ(version_scheme_from("cpan"), std::nullopt);
  EXPECT_EQ(version_scheme_from(""), std::nullopt);
}

TEST(VersionOrder, OfDebianHasEpochsTildesAndLettersBeforeTheRest) {
  expect(VersionScheme::debian, {
                                    {"1.0~rc1", '<', "1.0"},
                                    {"1.0", '<', "1.0a"},
                                    {"1.0a", '<', "1.0+b"},
                                    {"2:1.0", '>', "1:9.0"},
                                    {"0:1.0-0", '=', "1.0"},
                                    {"1.0-1", '<', "1.0-1+deb12u1"},
                                    {"1.0-1~bpo12+1", '<', "1.0-1"},
                                    {"1.0-1-2", '>', "1.0-1-1"},
                                    {"1.09", '=', "1.9"},
                                    {"x:1.0", '?', "1.0"},
                                    {"1: 0", '?', "1.0"},
                                    {"", '?', "1.0"},
                                });
}

TEST(VersionOrder, OfRedHatHasTildesCaretsAndReleases) {
  expect(VersionScheme::redhat, {
                                    {"1.0~rc1-1", '<', "1.0-1"},
                                    {"1.0^git1", '>', "1.0"},
                                    {"1.0^git1", '<', "1.0.1"},
                                    {"1.0a", '<', "1.0.1"},
                                    {"1:1.0-1.el8", '>', "2.0-1.el8"},
                                    {"0:4.18.0-477.el8", '<', "4.18.0-513.5.1.el8_9"},
                                    {"1.0-2.el8", '<', "1.0-10.el8"},
                                    {"1_0", '=', "1.0"},
                                });
}

TEST(VersionOrder, OfAlpineHasLettersSuffixesAndRevisions) {
  expect(VersionScheme::alpine, {
                                    {"1.2.3-r0", '<', "1.2.3-r1"},
                                    {"1.2.3_rc1", '<', "1.2.3"},
                                    {"1.2.3", '<', "1.2.3_p1"},
                                    {"1.2_alpha", '<', "1.2_beta"},
                                    {"1.2.3a", '>', "1.2.3"},
                                    {"1.2.10", '>', "1.2.9"},
                                    {"1.2.09", '<', "1.2.1"},
                                    {"1.2", '<', "1.2.0"},
                                    {"9.9.9_git20240101-r1", '>', "9.9.9-r5"},
                                    {"1.2_blah", '<', "1.2"},
                                });
}

TEST(VersionOrder, OfSemverHasPreReleasesAndNoBuilds) {
  expect(VersionScheme::semver, {
                                    {"1.0.0-alpha.9", '<', "1.0.0-alpha.10"},
                                    {"1.0.0-1", '<', "1.0.0-a"},
                                    {"1.0.0-rc.1", '<', "1.0.0"},
                                    {"1.0.0+a", '=', "1.0.0+b"},
                                    {"v1.2", '=', "1.2.0"},
                                    {"1.2.3.4", '?', "1.2.3"},
                                    {"latest", '?', "1.2.3"},
                                    {"1.0.0-", '?', "1.0.0"},
                                    {"1.0.0-a..b", '?', "1.0.0"},
                                });
}

TEST(VersionOrder, OfGoNeverCallsACommitWithoutABaseOlder) {
  const std::string_view commit = "v0.0.0-20220101000000-0123456789ab";
  expect(VersionScheme::go, {
                                {commit, '?', "v1.2.3"},
                                {commit, '?', "v0.0.1"},
                                {commit, '?', "v0.5.0-rc.1"},
                                {commit, '?', "v1.2.4-0.20230101000000-0123456789ab"},
                                {commit, '<', "v0.0.0-20230101000000-0123456789ab"},
                                {commit, '?', "v0.0.0-20220101000000-aaaaaaaaaaaa"},
                                {commit, '=', commit},
                                {commit, '?', "v2.0.0"},
                                {"v2.0.0-20220101000000-0123456789ab", '?', "v2.3.0"},
                                {"v2.0.0-20220101000000-0123456789ab", '>', "v1.9.0"},
                                {"v2.0.0-20220101000000-0123456789ab", '<', "v3.0.0"},
                            });
}

TEST(VersionOrder, OfGoPutsACommitWithABaseBehindIt) {
  expect(VersionScheme::go, {
                                {"v1.2.4-0.20220101000000-0123456789ab", '>', "v1.2.3"},
                                {"v1.2.4-0.20220101000000-0123456789ab", '<', "v1.2.4"},
                                {"v1.2.4-0.20220101000000-0123456789ab", '<', "v1.2.4-rc.1"},
                                {"v1.2.4-rc.1.0.20220101000000-0123456789ab", '>', "v1.2.4-rc.1"},
                                {"v20.10.24+incompatible", '=', "20.10.24"},
                                {"v20.10.24+incompatible", '<', "v23.0.0"},
                                {"v19.03.15+incompatible", '=', "v19.3.15"},
                                {"(devel)", '?', "v1.0.0"},
                                {"", '?', "v1.0.0"},
                            });
}

TEST(VersionOrder, OfGoReadsVersionsOfGoItself) {
  expect(VersionScheme::go, {
                                {"go1.21.3", '>', "1.21.1"},
                                {"go1.21rc2", '<', "go1.21"},
                                {"go1.21rc10", '>', "go1.21rc9"},
                                {"go1.21beta1", '<', "go1.21rc1"},
                                {"go1.21rc2", '=', "1.21.0-rc.2"},
                                {"1.21rc2", '>', "1.21.0-0"},
                                {"go1.21", '=', "go1.21.0"},
                                {"go1.18.1b7", '=', "go1.18.1"},
                                {"go1.21.3 X:boringcrypto", '=', "go1.21.3"},
                                {"go1.19.8-vendor", '=', "1.19.8"},
                                {"devel go1.22-0123456789", '?', "go1.21"},
                            });
}

TEST(VersionOrder, OfPypiHasAllPartsOfPep440InAnySpelling) {
  expect(VersionScheme::pypi, {
                                  {"1.0.dev1", '<', "1.0a1"},
                                  {"1.0a1", '<', "1.0b1"},
                                  {"1.0b1", '<', "1.0rc1"},
                                  {"1.0rc1", '<', "1.0"},
                                  {"1.0", '<', "1.0.post1"},
                                  {"1.0", '<', "1.0+local"},
                                  {"1.0+9", '>', "1.0+abc"},
                                  {"1!0.1", '>', "9.9"},
                                  {"1.0", '=', "v1.0.0"},
                                  {"1.0-ALPHA.1", '=', "1.0a1"},
                                  {"1.0-1", '=', "1.0.post1"},
                                  {"1.0c1", '=', "1.0-preview_1"},
                                  {"2004d", '<', "0.1"},
                                  {"0.1-bulbasaur", '<', "0.1-charmander"},
                                  {"  ", '?', "1.0"},
                              });
}

TEST(VersionOrder, OfMavenHasQualifiersAndListsWithinLists) {
  expect(VersionScheme::maven, {
                                   {"1.0-alpha-1", '<', "1.0-beta-1"},
                                   {"1.0-rc1", '<', "1.0-SNAPSHOT"},
                                   {"1.0-SNAPSHOT", '<', "1.0"},
                                   {"1.0", '<', "1.0-sp1"},
                                   {"1.0", '=', "1.0.0.Final"},
                                   {"1.0-1", '<', "1.0.1"},
                                   {"1a1", '=', "1-alpha-1"},
                                   {"2.0.0.RC1", '<', "2.0.0.RELEASE"},
                                   {"31.0-jre", '<', "31.1-android"},
                                   {"0-1", '<', "1"},
                                   {"", '?', "1"},
                               });
}

TEST(VersionOrder, OfRubyGemsHasWordsBeforeReleases) {
  expect(VersionScheme::rubygems, {
                                      {"1.0.0.rc1", '<', "1.0.0"},
                                      {"1.0.a9", '<', "1.0.a10"},
                                      {"1.0", '=', "1.0.0"},
                                      {"1.0-1", '=', "1.0.pre.1"},
                                      {"1.10", '>', "1.9"},
                                      {"1.0.0.beta", '=', "1.beta.0"},
                                      {"", '=', "0"},
                                      {"1.15.0-x86_64-linux", '?', "1.15.0"},
                                      {"1..0", '?', "1.0"},
                                  });
}

TEST(VersionOrder, OfNugetHasFourNumbersAndLettersOfAnyCase) {
  expect(VersionScheme::nuget, {
                                   {"1.0", '=', "1.0.0.0"},
                                   {"1.0.0.1", '>', "1.0.0"},
                                   {"1.0.0-BETA", '=', "1.0.0-beta"},
                                   {"1.0.0-beta.2", '<', "1.0.0-beta.10"},
                                   {"1.2.3.4.5", '?', "1.2.3.4"},
                               });
}

TEST(VersionOrder, OfPackagistHasWordsOfPhp) {
  expect(VersionScheme::packagist, {
                                       {"1.0-dev", '<', "1.0alpha1"},
                                       {"1.0RC1", '<', "1.0"},
                                       {"1.0", '<', "1.0pl1"},
                                       {"1.0", '<', "1.0.0"},
                                       {"v1.2.3", '=', "1.2.3"},
                                       {"1.0.0-beta2", '=', "1.0.0.b2"},
                                       {"1.0.0", '<', "1.0.0.1"},
                                       {"dev-main", '<', "1.0"},
                                   });
}

TEST(VersionOrder, OfNumbersThatFitNoMachineIsExact) {
  const std::string big(100, '9'), bigger = "1" + std::string(100, '0');
  for (int at = 0; at <= static_cast<int>(VersionScheme::packagist); ++at) {
    const auto scheme = static_cast<VersionScheme>(at);
    EXPECT_EQ(order(scheme, big + ".0.1", bigger + ".0.0"), '<') << name(scheme);
    EXPECT_EQ(order(scheme, "0.1." + big, "0.1." + bigger), '<') << name(scheme);
    EXPECT_EQ(order(scheme, "1.1." + big, "1.1." + big), '=') << name(scheme);
  }
}

// Much of what each scheme would look at again and again, if it did.
TEST(VersionOrder, OfHostileTextIsLinear) {
  const auto begin = std::chrono::steady_clock::now();
  for (const std::string_view part :
       {"0.", "-", "1a", ".0-", "0-a", "~", "_p1", "rc", "9", "1.a-"}) {
    std::string text = "1";
    while (text.size() < std::size_t{1} << 16) text += part;
    for (int at = 0; at <= static_cast<int>(VersionScheme::packagist); ++at) {
      const auto scheme = static_cast<VersionScheme>(at);
      const char there = order(scheme, text + "1", text + "2");
      const char back = order(scheme, text + "2", text + "1");
      EXPECT_EQ(back, there == '<' ? '>' : there == '>' ? '<' : there) << name(scheme) << part;
    }
  }
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(60));
}

}  // namespace
}  // namespace bulwark::formats
