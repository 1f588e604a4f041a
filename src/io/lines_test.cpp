// SPDX-License-Identifier: Apache-2.0
#include "io/lines.h"

#include <gtest/gtest.h>

#include <string>

#include "io/test_folder.h"

namespace bulwark::io {
namespace {

constexpr std::size_t kLongest = std::size_t{4} << 20;
constexpr std::size_t kPadding = 64;

struct Read {
  std::vector<std::string> texts;
  std::vector<std::uint64_t> too_long;
  std::uint64_t last = 0, bytes = 0;
};

Read read(const std::string& text) {
  const TestFolder folder;
  folder.write("file", text);
  Lines lines(*File::open(folder.path("file")), kLongest, kPadding);
  Read out;
  for (;;) {
    const auto line = lines.next({});
    EXPECT_TRUE(line);
    if (!line || !*line) break;
    EXPECT_EQ((*line)->number, ++out.last);
    if ((*line)->too_long) out.too_long.push_back((*line)->number);
    if (!(*line)->too_long) out.texts.emplace_back((*line)->text);
  }
  out.bytes = lines.bytes();
  return out;
}

TEST(Lines, GivesEachLineWithoutItsEnd) {
  EXPECT_EQ(read("a\n\nbc\n").texts, (std::vector<std::string>{"a", "", "bc"}));
}

TEST(Lines, GivesALastLineThatHasNoEnd) {
  EXPECT_EQ(read("a\nb").texts, (std::vector<std::string>{"a", "b"}));
  EXPECT_TRUE(read("").texts.empty());
}

TEST(Lines, JoinsWhatBlocksPart) {
  std::string text;
  std::vector<std::string> expected;
  for (std::size_t i = 0; i < 60; ++i) {
    expected.emplace_back(i * 3001 + (i % 7 == 0 ? std::size_t{1} << 20 : 0),
                          static_cast<char>('a' + i % 26));
    text += expected.back() + "\n";
  }
  const Read whole = read(text);
  EXPECT_EQ(whole.texts, expected);
  EXPECT_EQ(whole.bytes, text.size());
}

TEST(Lines, PassesOverALineThatIsTooLong) {
  for (const std::size_t more : {std::size_t{1}, std::size_t{9} << 20}) {
    const std::string text = "a\n" + std::string(kLongest + more, 'x') + "\nb\n" +
                             std::string(kLongest + more, 'y');
    const Read most = read(text);
    EXPECT_EQ(most.texts, (std::vector<std::string>{"a", "b"}));
    EXPECT_EQ(most.too_long, (std::vector<std::uint64_t>{2, 4}));
    EXPECT_EQ(most.bytes, text.size());
  }
  EXPECT_EQ(read(std::string(kLongest, 'x') + "\n").texts.size(), 1U);
}

}  // namespace
}  // namespace bulwark::io
