// SPDX-License-Identifier: Apache-2.0
#include "sources/code/json_slicer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <random>
#include <string>

#include "sources/code/json_blocks.h"

namespace bulwark::sources::code {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

struct Piece {
  Piece(std::string words, std::uint32_t at, SliceKind what = SliceKind::document,
        std::string wrong = {}, std::string of_list = {})
      : text(std::move(words)),
        line(at),
        kind(what),
        fault(std::move(wrong)),
        list_kind(std::move(of_list)) {}

  std::string text;
  std::uint32_t line;
  SliceKind kind;
  std::string fault;
  std::string list_kind;
  bool operator==(const Piece&) const = default;
};

std::ostream& operator<<(std::ostream& out, const Piece& piece) {
  return out << "'" << piece.text << "' line " << piece.line << " kind "
             << static_cast<int>(piece.kind) << " " << piece.fault;
}

/// Feeds `text` in pieces of `step` bytes.
std::vector<Piece> pieces(std::string_view text, std::size_t step = std::string_view::npos,
                          Limits limits = {}) {
  JsonSlicer slicer(limits);
  std::vector<Piece> out;
  std::size_t begin = 0;
  std::size_t end = 0;
  while (end < text.size() || end == 0) {
    end = std::min(text.size(), end + std::min(step, text.size()));
    std::vector<Slice> slices;
    const bool last = end == text.size();
    begin += slicer.cut(text.substr(begin, end - begin), last, slices);
    for (const Slice& slice : slices) {
      EXPECT_LE(slice.offset + slice.length, end);
      out.emplace_back(
          slice.text_is_gone ? "" : std::string(text.substr(slice.offset, slice.length)),
          slice.line, slice.kind, slice.fault.message, slice.list ? slice.list->kind : "");
    }
    if (last) break;
  }
  EXPECT_EQ(begin, text.size());
  return out;
}

std::vector<std::string> texts(std::string_view text, std::size_t step = std::string_view::npos) {
  std::vector<std::string> out;
  for (const Piece& piece : pieces(text, step)) {
    out.push_back((piece.kind == SliceKind::broken ? "BROKEN " : "") + piece.text);
  }
  return out;
}

TEST(JsonSlicer, CutsConcatenatedObjects) {
  EXPECT_THAT(texts(R"({"a":1}{"b":[{}]} {"c":"}"})"),
              ElementsAre(R"({"a":1})", R"({"b":[{}]})", R"({"c":"}"})"));
}

TEST(JsonSlicer, CutsOneObjectALine) {
  const std::string text = "{\"a\":1}\n{\"b\":{\"c\":2}}\n\n{\"d\":\"\\\\\"}";
  EXPECT_THAT(pieces(text), ElementsAre(Piece{"{\"a\":1}", 1}, Piece{"{\"b\":{\"c\":2}}", 2},
                                        Piece{"{\"d\":\"\\\\\"}", 4}));
}

TEST(JsonSlicer, CutsIndentedObjects) {
  const std::string text = "{\n  \"a\": {\n    \"b\": 1\n  }\n}\n{\n  \"c\": []\n}\n";
  EXPECT_THAT(pieces(text), ElementsAre(Piece{"{\n  \"a\": {\n    \"b\": 1\n  }\n}", 1},
                                        Piece{"{\n  \"c\": []\n}", 6}));
}

TEST(JsonSlicer, CutsObjectsWithoutIndentation) {
  const std::string text = "{\n\"a\": [\n{\n\"b\": 1\n},\n{\n\"c\": {\n}\n}\n]\n}\n";
  EXPECT_THAT(texts(text), ElementsAre(text.substr(0, text.size() - 1)));
}

TEST(JsonSlicer, TakesYamlSeparatorsBetweenObjects) {
  EXPECT_THAT(texts("---\n{\"a\":1}\n--- \n{\"b\":1}\n"), ElementsAre(R"({"a":1})", R"({"b":1})"));
}

TEST(JsonSlicer, CutsAListIntoItsItems) {
  const std::string text =
      R"({"apiVersion":"v1","kind":"List","items":[{"a":1}, {"b":"]"}],"metadata":{"x":[1]}})";
  EXPECT_THAT(pieces(text), ElementsAre(Piece{R"({"a":1})", 1, SliceKind::item, "", "List"},
                                        Piece{R"({"b":"]"})", 1, SliceKind::item, "", "List"}));
}

TEST(JsonSlicer, LearnsTheKindOfAListThatComesAfterItsItems) {
  const std::string text = R"({"items":[{"a":1}],"kind":"RoleList"} {"z":1})";
  EXPECT_THAT(pieces(text), ElementsAre(Piece{R"({"a":1})", 1, SliceKind::item, "", "RoleList"},
                                        Piece{R"({"z":1})", 1}));
}

TEST(JsonSlicer, CutsAnArrayIntoItsElements) {
  EXPECT_THAT(texts(R"([{"a":1}, 12, "x,]", [2], null] {"b":1})"),
              ElementsAre(R"({"a":1})", "12", R"("x,]")", "[2]", "null", R"({"b":1})"));
}

TEST(JsonSlicer, TellsAnEmptyList) {
  EXPECT_THAT(
      pieces(R"({"items":[],"kind":"List"})"),
      ElementsAre(Piece{R"({"items":[],"kind":"List"})", 1, SliceKind::empty_list, "", "List"}));
  EXPECT_EQ(pieces(" [ ]").at(0).kind, SliceKind::empty_list);
}

TEST(JsonSlicer, LeavesItemsBelowTheTopAlone) {
  const std::string text = R"({"spec":{"items":[{"key":"a"}]}})";
  EXPECT_THAT(texts(text), ElementsAre(text));
}

TEST(JsonSlicer, LosesOneLineToATornObjectInALineStream) {
  EXPECT_THAT(texts("{\"a\":1}\n{\"b\":{\"c\"\n{\"d\":1}\n"),
              ElementsAre("{\"a\":1}", "BROKEN {\"b\":{\"c\"", "{\"d\":1}"));
  EXPECT_THAT(texts("{\"a\":1}\n{\"b\":{\"c\""), ElementsAre("{\"a\":1}", "BROKEN {\"b\":{\"c\""));
}

TEST(JsonSlicer, GoesFromLinesToIndentedObjects) {
  EXPECT_THAT(texts("{\"a\":1}\n{\n \"b\": 1\n}\n{\"c\":1}\n{\"d\":1}\n"),
              ElementsAre("{\"a\":1}", "{\n \"b\": 1\n}", "{\"c\":1}", "{\"d\":1}"));
}

TEST(JsonSlicer, FindsTheNextObjectAfterATornIndentedOne) {
  EXPECT_THAT(texts("{\n  \"a\": {\n    \"b\": 1,\n{\n  \"c\": 1\n}\n"),
              ElementsAre("BROKEN {\n  \"a\": {\n    \"b\": 1,", "{\n  \"c\": 1\n}"));
}

TEST(JsonSlicer, FindsTheNextObjectAfterAnUnclosedString) {
  EXPECT_THAT(texts("{\n  \"a\": {\"x\": \"abc\n  }\n}\n{\n  \"c\": 1\n}\n"),
              ElementsAre("BROKEN {\n  \"a\": {\"x\": \"abc", "{\n  \"c\": 1\n}"));
}

TEST(JsonSlicer, FindsTheNextObjectAfterAnUnclosedStringAtTheTop) {
  EXPECT_THAT(texts("{\"a\": \"abc\n{\"c\":1}"), ElementsAre("BROKEN {\"a\": \"abc", "{\"c\":1}"));
  EXPECT_THAT(texts("[\"abc\n{}"), ElementsAre("BROKEN \"abc", "{}"));
}

TEST(JsonSlicer, FindsTheNextObjectAfterAWrongBracket) {
  EXPECT_THAT(texts("{\"a\":[{]}}\n{\"c\":1}\n"), ElementsAre("BROKEN {\"a\":[{]", "{\"c\":1}"));
  EXPECT_THAT(texts("]\n{\"c\":1}\n"), ElementsAre("BROKEN ]", "{\"c\":1}"));
}

TEST(JsonSlicer, SaysThatAListIsNotClosed) {
  const std::vector<Piece> cut = pieces("{\"items\":[\n{\"a\":1},\n");
  ASSERT_EQ(cut.size(), 2U);
  EXPECT_EQ(cut[0].text, "{\"a\":1}");
  EXPECT_EQ(cut[1].kind, SliceKind::broken);
  EXPECT_EQ(cut[1].line, 3U);
  EXPECT_THAT(cut[1].fault, HasSubstr("the list that begins on line 1"));
}

TEST(JsonSlicer, KeepsTheItemsBeforeATornOne) {
  EXPECT_THAT(texts("{\"items\":[{\"a\":1},{\"b\":"), ElementsAre("{\"a\":1}", "BROKEN {\"b\":"));
}

TEST(JsonSlicer, RefusesItemsWithoutACommaBetweenThem) {
  EXPECT_THAT(texts("[{\"a\":1} {\"b\":2}]\n{\"c\":3}"),
              ElementsAre("{\"a\":1}", "BROKEN {", "{\"c\":3}"));
}

TEST(JsonSlicer, FindsNothingInNothing) { EXPECT_THAT(pieces(" \n\t "), IsEmpty()); }

TEST(JsonSlicer, PassesOverAnObjectThatIsTooLarge) {
  Limits limits;
  limits.bytes = 200;
  const std::string large = "{\"a\":{\"b\":\"" + std::string(5000, 'x') + "\"}}";
  const std::vector<Piece> cut = pieces(large + "\n{\"c\":1}", 100, limits);
  ASSERT_EQ(cut.size(), 2U);
  EXPECT_EQ(cut[0].kind, SliceKind::broken);
  EXPECT_THAT(cut[0].fault, HasSubstr("more than 200 bytes"));
  EXPECT_EQ(cut[1].text, "{\"c\":1}");
}

TEST(JsonSlicer, SurvivesAHundredThousandBrackets) {
  const std::string deep(100'000, '[');
  EXPECT_EQ(pieces(deep).size(), 1U);
  EXPECT_EQ(pieces("{\"a\":" + deep).size(), 1U);
  EXPECT_EQ(pieces("{\"a\":" + std::string(3'000'000, '[') + "\n{\"b\":1}", 1 << 16).back().text,
            "{\"b\":1}");
}

TEST(JsonSlicer, CutsTheSameWhereverBlocksEnd) {
  const std::vector<std::string> streams{
      "{\"a\":1}\n{\"b\":{\"c\":\"\\\\\\\"}\"}}\n{\"b\":{\"c\"\n{\"d\":1}\n",
      "{\"apiVersion\":\"v1\",\"items\":[{\"a\":\"" + std::string(150, '\\') +
          "\"},\n{\"b\":[[{}],\"}\"]}],\"kind\":\"List\"}",
      "[{\"a\":1}, 12345, \"x,]\", [2], null]\n{\n \"b\": {\n  \"c\": \"" + std::string(200, 'y') +
          "\"\n }\n}\n---\n{}",
      "{\n  \"a\": {\n    \"b\": 1,\n{\n  \"c\": 1\n}\nrubbish\n{\"x\":{\"y\":\"abc\n{\"z\":{}}",
      "{\"items\":[{\"a\":{\"b\":\"}\"}},{\"c\":"};
  for (const std::string& text : streams) {
    // The kind of a list may come too late for items that were cut in an earlier call.
    const auto without_list = [](std::vector<Piece> cut) {
      for (Piece& piece : cut) piece.list_kind.clear();
      return cut;
    };
    for (std::size_t step = 1; step < 140; ++step) {
      EXPECT_EQ(without_list(pieces(text, step)), without_list(pieces(text)))
          << text << " in steps of " << step;
    }
  }
}

// What stands in a List beside its items is not kept, but a torn one must not swallow the object
// that follows it, wherever the pieces of the stream end.
TEST(JsonSlicer, FindsTheObjectAfterATornListInPiecesOfAnySize) {
  for (const std::size_t padding : {0U, 20U, 63U, 64U, 200U}) {
    const std::string text = R"({"items":[{"a":1}],"metadata":{"b":")" + std::string(padding, 'y') +
                             "\",\n\n{\"c\":1}\n";
    for (const std::size_t step : {1U, 7U, 64U, 100U, 1000U}) {
      const std::vector<Piece> found = pieces(text, step);
      ASSERT_EQ(found.size(), 3U) << "padding " << padding << " step " << step;
      EXPECT_EQ(found[0], Piece(R"({"a":1})", 1, SliceKind::item));
      EXPECT_EQ(found[1].kind, SliceKind::broken);
      EXPECT_EQ(found[2], Piece(R"({"c":1})", 3));
    }
  }
}

TEST(JsonBlocks, AgreeWithThePortableOnes) {
  std::mt19937 random(1);
  const std::string alphabet = "\\\"{}[]\n a{";
  std::array<char, 64> block{};
  for (int round = 0; round < 2000; ++round) {
    for (char& c : block)
      c = round % 2 == 0 ? alphabet[random() % alphabet.size()] : static_cast<char>(random());
    EXPECT_EQ(classify(block.data()), classify_portable(block.data()));
  }
}

TEST(JsonBlocks, FindEscapedBytes) {
  std::mt19937 random(2);
  bool carry = false;
  bool escaping = false;
  for (int round = 0; round < 2000; ++round) {
    std::uint64_t backslash = random() & random();
    backslash = backslash << 32 | (random() | random());
    std::uint64_t expected = 0;
    for (unsigned i = 0; i < 64; ++i) {
      const bool is_backslash = (backslash >> i & 1) != 0;
      if (escaping && !is_backslash) expected |= std::uint64_t{1} << i;
      escaping = is_backslash && !escaping;
    }
    EXPECT_EQ(escaped_bytes(backslash, carry) & ~backslash, expected);
  }
}

}  // namespace
}  // namespace bulwark::sources::code
