// SPDX-License-Identifier: Apache-2.0
// Debian's order against dpkg's own, for pairs of the corpus and pairs changed by a character or
// two.
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>
#include <string>
#include <vector>

#include "formats/versions/order.h"
#include "formats/versions/test_versions.h"

namespace bulwark::formats {
namespace {

struct Pair {
  std::string a, b;
};

constexpr unsigned kSeed = 8;
constexpr std::size_t kPairs = 400;

std::vector<Pair> random_pairs() {
  std::vector<std::string> versions = test::versions_of(VersionScheme::debian);
  if (versions.empty()) versions = {"1.0-1", "2:1.0~rc1-1+deb12u1", "0.9.8c-4etch3+m68k1", "1.2a"};
  constexpr std::string_view kCharacters = "0019aZ.-~+";
  std::mt19937 random(kSeed);
  std::vector<Pair> pairs;
  while (pairs.size() < kPairs) {
    const std::string& a = versions[random() % versions.size()];
    std::string b = random() % 4 ? a : versions[random() % versions.size()];
    for (auto changes = random() % 3; changes > 0; --changes)
      b.insert(random() % (b.size() + 1), 1, kCharacters[random() % kCharacters.size()]);
    if (b.front() >= '0' && b.front() <= '9') pairs.push_back({a, b});
  }
  return pairs;
}

// Asks dpkg for each pair; "?" where it refuses both.
constexpr const char* kAsk = R"(while read -r a b; do
  if dpkg --compare-versions "$a" lt "$b" 2>/dev/null; then echo '<'
  elif dpkg --compare-versions "$a" gt "$b" 2>/dev/null; then echo '>'
  elif dpkg --compare-versions "$a" eq "$b" 2>/dev/null; then echo '='
  else echo '?'; fi
done <)";

std::string answers_of_dpkg(const std::vector<Pair>& pairs) {
  const std::filesystem::path file = std::filesystem::temp_directory_path() /
                                     ("versions-" + std::to_string(getpid()));
  {
    std::ofstream out(file);
    for (const Pair& pair : pairs) out << pair.a << ' ' << pair.b << '\n';
  }
  std::string answers;
  FILE* pipe = popen((kAsk + file.string()).c_str(), "r");
  for (int c; pipe != nullptr && (c = fgetc(pipe)) != EOF;)
    if (c != '\n') answers += static_cast<char>(c);
  if (pipe != nullptr) pclose(pipe);
  std::filesystem::remove(file);
  return answers;
}

TEST(VersionOrder, OfDebianIsThatOfDpkg) {
  if (!std::filesystem::exists("/usr/bin/dpkg")) GTEST_SKIP() << "no dpkg here";
  const std::vector<Pair> pairs = random_pairs();
  const std::string theirs = answers_of_dpkg(pairs);
  ASSERT_EQ(theirs.size(), pairs.size());
  std::size_t compared = 0;
  for (std::size_t at = 0; at < pairs.size(); ++at) {
    if (theirs[at] == '?') continue;
    ++compared;
    const auto order = compare_versions(VersionScheme::debian, pairs[at].a, pairs[at].b);
    ASSERT_TRUE(order.has_value()) << pairs[at].a << ' ' << pairs[at].b;
    EXPECT_EQ(*order < 0   ? '<'
              : *order > 0 ? '>'
                           : '=',
              theirs[at])
        << pairs[at].a << ' ' << pairs[at].b;
  }
  EXPECT_GT(compared, kPairs / 2);
}

}  // namespace
}  // namespace bulwark::formats
