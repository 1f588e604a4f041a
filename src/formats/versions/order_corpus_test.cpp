// SPDX-License-Identifier: Apache-2.0
// The corpus of versions, line by line; and properties of an order, over samples of it.
#include <gtest/gtest.h>

#include <cstdio>
#include <random>

#include "formats/versions/order.h"
#include "formats/versions/test_versions.h"

namespace bulwark::formats {
namespace {

using test::versions_of;

constexpr unsigned kSeed = 20261130;

char sign(VersionScheme scheme, std::string_view a, std::string_view b) {
  const auto order = compare_versions(scheme, a, b);
  if (!order) return '?';
  return *order < 0 ? '<' : *order > 0 ? '>' : '=';
}

// Lines whose order we do not share, with the reason. None so far.
const std::vector<std::string> kExceptions = {};

TEST(VersionCorpus, AgreesInEveryLine) {
  const auto files = test::version_files();
  if (files.empty()) GTEST_SKIP() << "no corpus of versions in " << BULWARK_CORPUS_DIR;
  EXPECT_GE(files.size(), 15U);
  for (const test::VersionFile& file : files) {
    std::size_t differ = 0;
    EXPECT_GT(file.pairs.size(), 10U) << file.name;
    for (const test::OrderedPair& pair : file.pairs) {
      const std::string line = pair.a + ' ' + pair.order + ' ' + pair.b;
      if (std::ranges::find(kExceptions, file.name + ": " + line) != kExceptions.end()) continue;
      const char is = sign(file.scheme, pair.a, pair.b);
      if (pair.order != std::string(1, is)) ++differ;
      EXPECT_EQ(pair.order, std::string(1, is)) << file.name << ": " << line;
    }
    std::printf("%-32s %6zu lines, %zu differ\n", file.name.c_str(), file.pairs.size(), differ);
  }
}

TEST(VersionCorpus, IsOrderedTheSameFromBothSides) {
  if (test::version_files().empty()) GTEST_SKIP() << "no corpus of versions";
  for (const test::VersionFile& file : test::version_files()) {
    for (const test::OrderedPair& pair : file.pairs) {
      const char there = sign(file.scheme, pair.a, pair.b),
                 back = sign(file.scheme, pair.b, pair.a);
      EXPECT_EQ(back, there == '<' ? '>' : there == '>' ? '<' : there) << pair.a << ' ' << pair.b;
      EXPECT_EQ(sign(file.scheme, pair.a, pair.a + std::string()), '=') << pair.a;
    }
  }
}

// One character more, less or another, of those that mean something.
std::string changed(std::string version, std::mt19937& random) {
  constexpr std::string_view kCharacters = "0019abrcp.-_+~^:";
  const char c = kCharacters[random() % kCharacters.size()];
  const std::size_t at = random() % (version.size() + 1);
  const auto how = random() % 3;
  if (how == 0 || at == version.size()) return version.insert(at, 1, c);
  if (how == 1 && version.size() > 1) return version.erase(at, 1);
  version[at] = c;
  return version;
}

// Maven's own order is none where a word follows "." here and "-" there: 5 > 5-alpha > 5.x > 5.
bool may_go_round(VersionScheme scheme, std::string_view version) {
  if (scheme != VersionScheme::maven) return false;
  return version.find_first_not_of("0123456789.") != std::string_view::npos;
}

// Three versions at a time, near to each other more often than not.
TEST(VersionCorpus, IsOrderedTransitively) {
  if (test::version_files().empty()) GTEST_SKIP() << "no corpus of versions";
  std::mt19937 random(kSeed);
  for (int which = 0; which <= static_cast<int>(VersionScheme::packagist); ++which) {
    const auto scheme = static_cast<VersionScheme>(which);
    auto versions = versions_of(scheme);
    if (scheme == VersionScheme::go) versions = versions_of(VersionScheme::semver);
    ASSERT_FALSE(versions.empty()) << name(scheme);
    std::size_t decided = 0;
    for (int round = 0; round < 8'000; ++round) {
      const std::string& a = versions[random() % versions.size()];
      const std::string b = random() % 2 ? changed(a, random)
                                         : versions[random() % versions.size()];
      const std::string c = random() % 2 ? changed(b, random) : changed(a, random);
      const char ab = sign(scheme, a, b), bc = sign(scheme, b, c), ac = sign(scheme, a, c);
      ASSERT_EQ(sign(scheme, c, a), ac == '<' ? '>' : ac == '>' ? '<' : ac) << a << ' ' << c;
      if (ab == '?' || bc == '?') continue;
      if (may_go_round(scheme, a) || may_go_round(scheme, b) || may_go_round(scheme, c)) continue;
      ++decided;
      if (ab == bc || bc == '=') {
        ASSERT_EQ(ac, ab) << name(scheme) << ": " << a << ' ' << b << ' ' << c;
      } else if (ab == '=') {
        ASSERT_EQ(ac, bc) << name(scheme) << ": " << a << ' ' << b << ' ' << c;
      }
    }
    EXPECT_GT(decided, 500U) << name(scheme);
  }
}

}  // namespace
}  // namespace bulwark::formats
