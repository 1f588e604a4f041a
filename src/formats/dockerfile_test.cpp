// SPDX-License-Identifier: Apache-2.0
// What the oracle's cases do not show: places, limits, words with values.
#include "formats/dockerfile.h"

#include <gtest/gtest.h>

#include <string>

#include "formats/dockerfile_words.h"

namespace bulwark::formats {
namespace {

TEST(Dockerfile, SaysOnWhichLineThePartsOfACommandStand) {
  const auto file = parse_dockerfile("FROM a\nRUN b \\\n# c\n\n  && d \\\n  e\n");
  ASSERT_TRUE(file);
  const DockerfileInstruction& run = file->instructions[1];
  EXPECT_EQ(run.line, 2U);
  EXPECT_EQ(run.end_line, 6U);
  const std::string& text = run.arguments[0];
  ASSERT_EQ(text, "b   && d   e");
  ASSERT_EQ(run.lines.size(), 3U);
  EXPECT_EQ(run.lines[1].line, 5U);
  EXPECT_LE(run.lines[1].offset, text.find("&&"));
  EXPECT_EQ(run.lines[2].line, 6U);
  EXPECT_LE(run.lines[2].offset, text.find('e'));
}

TEST(Dockerfile, SaysWhereAHereDocumentBegins) {
  const auto file = parse_dockerfile("FROM a\nRUN <<X\nb\nX\n");
  ASSERT_TRUE(file);
  EXPECT_EQ(file->instructions[1].here_documents[0].line, 3U);
  EXPECT_EQ(file->instructions[1].here_documents[0].text, "b\n");
}

TEST(Dockerfile, SaysWhereAnErrorIs) {
  const auto file = parse_dockerfile("FROM a\nRUN b\n\nFOO c\n");
  ASSERT_FALSE(file);
  EXPECT_EQ(file.error().text(), "4:1: unknown instruction: 'FOO'");
}

TEST(Dockerfile, HasLimits) {
  EXPECT_EQ(parse_dockerfile("FROM a\n", {.bytes = 3}).error().code, ErrorCode::limit);
  EXPECT_EQ(parse_dockerfile("FROM a\nRUN b\nRUN c\n", {.entries = 2}).error().code,
            ErrorCode::limit);
}

TEST(Dockerfile, FindsFlagsByTheirNames) {
  const auto file = parse_dockerfile("FROM a\nCOPY --from=b --link c d\n");
  ASSERT_TRUE(file);
  EXPECT_EQ(file->instructions[1].flag("from"), "b");
  EXPECT_EQ(file->instructions[1].flag("link"), "");
  EXPECT_EQ(file->instructions[1].flag("fro"), std::nullopt);
}

class DockerfileWords : public ::testing::Test {
 protected:
  // "?": not known
  std::string expand(std::string_view text, char escape = '\\') {
    const Variables variables = [](std::string_view name) {
      if (name == "a") return Variable{Variable::Is::set, "1"};
      if (name == "empty") return Variable{Variable::Is::set, ""};
      if (name == "unset") return Variable{};
      return Variable{Variable::Is::unknown, {}};
    };
    const auto done = expand_words(text, {.escape = escape}, variables);
    if (!done) return "error";
    return done->known ? done->text : "?";
  }
};

TEST_F(DockerfileWords, AreReplacedAsShellsDo) {
  EXPECT_EQ(expand("x$a-${a}y"), "x1-1y");
  EXPECT_EQ(expand("${unset:-b}${empty:-c}${empty-d}${a:+e}${empty:+f}${empty+g}"), "bceg");
  EXPECT_EQ(expand("${unset:-${a}}"), "1");
  EXPECT_EQ(expand(R"('$a' "$a" \$a)"), "$a 1 $a");
  EXPECT_EQ(expand("`$a", '`'), "$a");
}

TEST_F(DockerfileWords, AreNotKnownWhereAVariableIsNot) {
  EXPECT_EQ(expand("x$b"), "?");
  EXPECT_EQ(expand("${b:-c}"), "?");
  EXPECT_EQ(expand("${a%.*}"), "?");
  EXPECT_EQ(expand("${a/x/y}"), "?");
  EXPECT_EQ(expand("'$b'"), "$b");
}

TEST_F(DockerfileWords, AreRefusedWhereABuildRefusesThem) {
  for (const char* text : {"${a", "${}", "\"a", "'a", "${unset:?}", "${a!b}", "${a:#b}"})
    EXPECT_EQ(expand(text), "error") << text;
  std::string deep;
  for (int i = 0; i < 200; ++i) deep += "${x:-";
  EXPECT_EQ(expand(deep), "error");
}

}  // namespace
}  // namespace bulwark::formats
