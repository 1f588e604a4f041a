// SPDX-License-Identifier: Apache-2.0
// Differences as git reads them: git itself applies them.
#include "formats/unified_diff.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>

namespace bulwark::formats {
namespace {

namespace fs = std::filesystem;

TEST(UnifiedDiff, ShowsThreeLinesAround) {
  EXPECT_EQ(unified_diff("1\n2\n3\n4\n5\n6\n7\n8\n", "1\n2\n3\n4\nx\n6\n7\n8\n", "f"),
            "--- a/f\n+++ b/f\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+x\n 6\n 7\n 8\n");
}

TEST(UnifiedDiff, IsEmptyForEqualTexts) { EXPECT_EQ(unified_diff("a\n", "a\n", "f"), ""); }

TEST(UnifiedDiff, TellsAMissingLineEnd) {
  EXPECT_EQ(unified_diff("a\nb", "a\nb\nc", "f"),
            "--- a/f\n+++ b/f\n@@ -1,2 +1,3 @@\n a\n-b\n\\ No newline at end of file\n+b\n+c\n"
            "\\ No newline at end of file\n");
}

std::string read(const fs::path& file) {
  std::ostringstream out;
  out << std::ifstream(file, std::ios::binary).rdbuf();
  return out.str();
}

TEST(UnifiedDiff, GitTakesItAndGetsTheSameText) {
  const fs::path folder = fs::temp_directory_path() /
                          ("bulwark-diff-" + std::to_string(::getpid()));
  fs::create_directories(folder);
  std::mt19937 random(7);
  for (int round = 0; round < 60; ++round) {
    std::string before, after;
    for (std::size_t i = 0, lines = 1 + random() % 60; i < lines; ++i) {
      const std::string line = std::to_string(random() % 7) + (random() % 9 == 0 ? "\r\n" : "\n");
      const std::size_t what = random() % 8;
      if (what != 0) before += line;
      if (what != 1) after += line;
    }
    if (random() % 3 == 0 && !after.empty()) after.pop_back();
    if (before.empty() || after.empty() || before == after) continue;
    std::ofstream(folder / "f", std::ios::binary) << before;
    std::ofstream(folder / "p", std::ios::binary) << unified_diff(before, after, "f");
    const std::string apply = "cd " + folder.string() +
                              " && GIT_CEILING_DIRECTORIES=/ git apply --check p && git apply p";
    const int status = std::system(apply.c_str());
    ASSERT_EQ(WEXITSTATUS(status), 0) << read(folder / "p");
    EXPECT_EQ(read(folder / "f"), after) << read(folder / "p");
  }
  fs::remove_all(folder);
}

}  // namespace
}  // namespace bulwark::formats
