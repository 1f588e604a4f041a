// SPDX-License-Identifier: Apache-2.0
#include "formats/yaml_split.h"

#include <gtest/gtest.h>

#include <string>

namespace bulwark::formats {
namespace {

// The documents' texts, with `~` before an empty one and `!` before one with a bad separator.
std::vector<std::string> texts(std::string_view text) {
  std::vector<std::string> out;
  for (const YamlSpan& span : split_documents(text)) {
    std::string mark = span.empty ? "~" : "";
    if (span.bad_separator) mark += "!";
    out.push_back(mark + std::string(text.substr(span.offset, span.length)));
  }
  return out;
}

using Texts = std::vector<std::string>;

TEST(YamlSplit, SplitsAtSeparatorLines) {
  EXPECT_EQ(texts("a: 1\n---\nb: 2\n"), (Texts{"a: 1\n", "b: 2\n"}));
  EXPECT_EQ(texts("---\na: 1\n--- # next\nb: 2"), (Texts{"a: 1\n", "b: 2"}));
  EXPECT_EQ(texts("a: 1\r\n---\r\nb: 2\r\n"), (Texts{"a: 1\r\n", "b: 2\r\n"}));
}

TEST(YamlSplit, FindsNoDocumentInATextWithoutContent) {
  EXPECT_EQ(texts(""), Texts{});
  EXPECT_EQ(texts("# only a comment\n\n"), Texts{});
}

TEST(YamlSplit, TellsEmptyDocuments) {
  EXPECT_EQ(texts("# c\n---\n# d\n---\n---\na\n---\n"), (Texts{"~# d\n", "~", "a\n", "~"}));
  EXPECT_EQ(texts("a\n---"), (Texts{"a\n", "~"}));
  EXPECT_EQ(texts("\xEF\xBB\xBF# c\n---\na"), (Texts{"a"}));
}

TEST(YamlSplit, CountsLines) {
  const auto spans = split_documents("# c\n\n---\na: 1\nb: 2\n---\n---\nc");
  ASSERT_EQ(spans.size(), 3U);
  EXPECT_EQ(spans[0].line, 4U);
  EXPECT_EQ(spans[1].line, 7U);
  EXPECT_EQ(spans[2].line, 8U);
}

TEST(YamlSplit, KeepsASeparatorThatIsNone) {
  EXPECT_EQ(texts("a: 1\n--- b: 2\nc: 3\n---\nd\n"), (Texts{"a: 1\n", "!--- b: 2\nc: 3\n", "d\n"}));
  EXPECT_EQ(texts("-----BEGIN\n"), (Texts{"!-----BEGIN\n"}));
  EXPECT_EQ(split_documents("a\n---b\n")[1].line, 2U);
}

TEST(YamlSplit, LeavesIndentedAndShortDashesAlone) {
  EXPECT_EQ(texts("- a\n--b\n ---\nc: '---'\n"), (Texts{"- a\n--b\n ---\nc: '---'\n"}));
  EXPECT_EQ(texts("--"), (Texts{"--"}));
}

TEST(YamlSplit, EndsBlockScalarsAtASeparatorAsKubectlDoes) {
  EXPECT_EQ(texts("a: |\n---\nb\n"), (Texts{"a: |\n", "b\n"}));
}

TEST(YamlSplit, GivesTheSameForPiecesOfAnySize) {
  const std::string text = "# c\n---\n---\na: |\n  --- x\n---\n-----\nb\n--- # d\r\n# e\n---\n--";
  const auto whole = split_documents(text);
  for (std::size_t size = 1; size <= text.size(); ++size) {
    std::vector<YamlSpan> spans;
    YamlSplitter splitter;
    for (std::size_t at = 0; at < text.size(); at += size)
      splitter.feed(text.substr(at, size), spans);
    splitter.finish(spans);
    EXPECT_EQ(spans, whole) << size;
  }
}

}  // namespace
}  // namespace bulwark::formats
