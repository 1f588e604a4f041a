// SPDX-License-Identifier: Apache-2.0
// Edits in texts of every layout: exactly these bytes, and no others.
#include "formats/yaml_edit.h"

#include <gtest/gtest.h>

#include <vector>

namespace bulwark::formats {
namespace {

Edit set(std::string path, std::string json) { return {std::move(path), std::move(json)}; }
Edit remove(std::string path) { return {std::move(path), std::nullopt}; }

std::string edited(std::string_view text, std::vector<Edit> edits,
                   TextFormat format = TextFormat::yaml) {
  const Result<std::string> out = edit_text(text, format, edits);
  return out ? *out : "refused: " + out.error().text();
}

std::string refusal(std::string_view text, std::vector<Edit> edits) {
  const Result<std::string> out = edit_text(text, TextFormat::yaml, edits);
  return out ? "taken: " + *out : out.error().message;
}

TEST(YamlEdit, ReplacesAScalarAndKeepsItsCommentAndQuotes) {
  EXPECT_EQ(edited("a: true # why\nb: 1\n", {set("a", "false")}), "a: false # why\nb: 1\n");
  EXPECT_EQ(edited("a: 'Delete'\n", {set("a", "\"Retain\"")}), "a: 'Retain'\n");
  EXPECT_EQ(edited("a: \"Delete\" # x", {set("a", "\"Retain\"")}), "a: \"Retain\" # x");
  EXPECT_EQ(edited("a: |\n  long\n  text\nb: 1\n", {set("a", "2")}), "a: 2\nb: 1\n");
}

TEST(YamlEdit, LeavesWhatHasItsValueAlready) {
  const std::string text = "a:\n  x:\n    - \"y\": 1 # so\n  b: {z: [1]}\n";
  EXPECT_EQ(edited(text, {set("a.x", R"([{"y": 1}])"), set("a.b", R"({"z": [1]})")}), text);
  EXPECT_EQ(edited(text, {set("a", R"({"b": {"z": [1]}, "x": [{"y": 1}]})")}), text);
}

TEST(YamlEdit, QuotesWhatYamlWouldReadAsSomethingElse) {
  EXPECT_EQ(edited("a: x\n", {set("a", "\"true\"")}), "a: \"true\"\n");
  EXPECT_EQ(edited("a: x\n", {set("a", "\"2\"")}), "a: \"2\"\n");
  EXPECT_EQ(edited("a: x\n", {set("a", "\"\"")}), "a: \"\"\n");
  EXPECT_EQ(edited("a: x\n", {set("a", "\"b: # c\"")}), "a: \"b: # c\"\n");
}

TEST(YamlEdit, AddsAKeyBehindTheLastOneOfItsMap) {
  EXPECT_EQ(edited("spec:\n  a: 1 # one\n  # note\nnext: 2\n", {set("spec.b", "2")}),
            "spec:\n  a: 1 # one\n  b: 2\n  # note\nnext: 2\n");
  EXPECT_EQ(edited("l:\n- name: x\n  image: y\n- name: z\n", {set("l[0].tty", "false")}),
            "l:\n- name: x\n  image: y\n  tty: false\n- name: z\n");
}

TEST(YamlEdit, MakesMissingMapsInTheIndentationAroundThem) {
  EXPECT_EQ(edited("spec:\n    a: 1\n", {set("spec.b.c", "2")}),
            "spec:\n    a: 1\n    b:\n        c: 2\n");
  EXPECT_EQ(edited("spec:\n  a: 1\n", {set("spec.s.x", "1"), set("spec.s.w.z", "\"T\"")}),
            "spec:\n  a: 1\n  s:\n    w:\n      z: T\n    x: 1\n");
}

TEST(YamlEdit, WritesListsAsDeepAsTheOthers) {
  EXPECT_EQ(edited("l:\n- a\nm:\n  x: 1\n", {set("m.drop", "[\"ALL\"]")}),
            "l:\n- a\nm:\n  x: 1\n  drop:\n  - ALL\n");
  EXPECT_EQ(edited("l:\n    - a\nm:\n  x: 1\n", {set("m.drop", "[\"ALL\"]")}),
            "l:\n    - a\nm:\n  x: 1\n  drop:\n      - ALL\n");
  EXPECT_EQ(edited("m:\n  x: 1\n", {set("m.o", R"([{"name":"ndots","value":"2"}])")}),
            "m:\n  x: 1\n  o:\n    - name: ndots\n      value: \"2\"\n");
}

TEST(YamlEdit, FillsWhatIsEmpty) {
  EXPECT_EQ(edited("a:\n  s: # nothing yet\n  b: 1\n", {set("a.s.x", "true")}),
            "a:\n  s: # nothing yet\n    x: true\n  b: 1\n");
  EXPECT_EQ(edited("s:", {set("s.x", "true")}), "s:\n  x: true");
  EXPECT_EQ(edited("s: {}\n", {set("s.x.w", "1")}), "s: {x: {w: 1}}\n");
  EXPECT_EQ(edited("s: null # c\n", {set("s.x", "1")}), "s: {x: 1} # c\n");
  EXPECT_EQ(edited("s: # c\n", {set("s", "1")}), "s: 1 # c\n");
}

TEST(YamlEdit, EditsWithinBraces) {
  EXPECT_EQ(edited("a: {b: 1, c: 2} # d\n", {set("a.b", "3")}), "a: {b: 3, c: 2} # d\n");
  EXPECT_EQ(edited("a: {b: 1}\n", {set("a.c.d", "\"x\"")}), "a: {b: 1, c: {d: x}}\n");
  EXPECT_EQ(edited("a: {b: 1, c: 2, d: 3}\n", {remove("a.c"), remove("a.d")}), "a: {b: 1}\n");
  EXPECT_EQ(edited("a: {b: 1, c: 2}\n", {remove("a.b"), set("a.d", "4")}), "a: {c: 2, d: 4}\n");
  EXPECT_EQ(edited("a: [x, y, z]\n", {remove("a[1]")}), "a: [x, z]\n");
  EXPECT_EQ(edited("a: [x]\n", {remove("a[0]")}), "a: []\n");
}

TEST(YamlEdit, KeepsLineEndsAndTheMissingOne) {
  EXPECT_EQ(edited("a:\r\n  b: 1\r\nc: 2\r\n", {set("a.d", "1")}),
            "a:\r\n  b: 1\r\n  d: 1\r\nc: 2\r\n");
  EXPECT_EQ(edited("a:\n  b: 1", {set("a.d", "1")}), "a:\n  b: 1\n  d: 1");
  EXPECT_EQ(edited("a: 1\nb: 2", {remove("b")}), "a: 1");
  EXPECT_EQ(edited("\xEF\xBB\xBF# c\na: 1\n", {set("a", "2")}), "\xEF\xBB\xBF# c\na: 2\n");
}

TEST(YamlEdit, RemovesLinesOfAKeyAndNoOthers) {
  EXPECT_EQ(edited("a: 1\n# about b\nb:\n  c: 1\n  d: 2 # d\n# end\ne: 3\n", {remove("b")}),
            "a: 1\n# about b\n# end\ne: 3\n");
  EXPECT_EQ(edited("a: 1\nb: 2\n", {remove("a")}), "b: 2\n");
  EXPECT_EQ(edited("l:\n- tty: true\n  name: x\n", {remove("l[0].tty")}), "l:\n- name: x\n");
  EXPECT_EQ(edited("s:\n  b: 1\nc: 1\n", {remove("s.b")}), "s: {}\nc: 1\n");
  EXPECT_EQ(edited("add:\n- A\n- B # b\n- C\n", {remove("add[1]")}), "add:\n- A\n- C\n");
  EXPECT_EQ(edited("add:\n- A\nx: 1\n", {remove("add[0]")}), "add: []\nx: 1\n");
  EXPECT_EQ(edited("a: 1\n", {remove("b.c"), remove("d")}), "a: 1\n");
}

TEST(YamlEdit, MovesAKey) {
  EXPECT_EQ(edited("s:\n  x: 1\n  old: m\n", {remove("s.old"), set("s.new", "\"m\"")}),
            "s:\n  x: 1\n  new: m\n");
}

TEST(YamlEdit, ReplacesListsInTheirStyle) {
  EXPECT_EQ(edited("drop:\n  - NET_RAW\n  - X\nb: 1\n", {set("drop", "[\"ALL\"]")}),
            "drop:\n  - ALL\nb: 1\n");
  EXPECT_EQ(edited("drop: [NET_RAW, X] # c\n", {set("drop", "[\"ALL\"]")}), "drop: [ALL] # c\n");
  EXPECT_EQ(edited("drop:\n- A\n- B\n", {set("drop[1]", "\"C\"")}), "drop:\n- A\n- C\n");
}

TEST(YamlEdit, PutsSeveralEditsAtOnePlaceInOrder) {
  const std::string text = "spec:\n  containers:\n  - name: a\n    securityContext:\n      x: 1\n";
  EXPECT_EQ(edited(text, {set("spec.containers[0].securityContext.w", "2"),
                          set("spec.containers[0].tty", "false"), set("spec.host", "false")}),
            text + "      w: 2\n    tty: false\n  host: false\n");
}

TEST(YamlEdit, EditsJsonInItsLayout) {
  EXPECT_EQ(edited("{\n\t\"a\": {\n\t\t\"b\": 1\n\t}\n}\n", {set("a.c", "{\"d\":true}")},
                   TextFormat::json),
            "{\n\t\"a\": {\n\t\t\"b\": 1,\n\t\t\"c\": {\"d\": true}\n\t}\n}\n");
  EXPECT_EQ(
      edited(R"({"a":{"b":1},"c":[]})", {set("a.d", "\"x\""), set("e", "[1]")}, TextFormat::json),
      R"({"a":{"b":1,"d":"x"},"c":[],"e":[1]})");
  EXPECT_EQ(edited(R"({"a":null,"b":"ö"})", {set("a.c", "1"), remove("b")}, TextFormat::json),
            R"({"a":{"c":1}})");
}

TEST(YamlEdit, KeepsCharactersOfSeveralBytes) {
  EXPECT_EQ(edited("ä: \"öü\" # ß\nb:\n  ï: 1\n", {set("b.c", "2")}),
            "ä: \"öü\" # ß\nb:\n  ï: 1\n  c: 2\n");
}

TEST(YamlEdit, RefusesWhatWouldChangeMoreThanAsked) {
  const std::string shared = "a: &x\n  b: 1\nc: *x\nd:\n  <<: *x\n";
  EXPECT_EQ(refusal(shared, {set("a.b", "2")}),
            "cannot be edited in place: an alias elsewhere in the document repeats it");
  EXPECT_EQ(refusal(shared, {set("c.b", "2")}),
            "cannot be edited in place: it stands behind the alias *x");
  EXPECT_EQ(refusal(shared, {remove("a")}),
            "cannot be edited in place: an alias elsewhere in the document repeats it");
  EXPECT_EQ(refusal(shared, {set("d.e.f", "2")}),
            "cannot be edited in place: a merge key (<<) stands there");
  EXPECT_EQ(edited(shared, {set("d.b", "2")}), shared + "  b: 2\n");
  EXPECT_EQ(edited(shared, {set("c", "2")}), "a: &x\n  b: 1\nc: 2\nd:\n  <<: *x\n");
}

TEST(YamlEdit, RefusesAKeyThatIsWrittenTwice) {
  EXPECT_EQ(refusal("a: 1\na: 2\n", {set("a", "3")}),
            "cannot be edited in place: the key 'a' comes twice");
}

TEST(YamlEdit, RefusesEditsThatDoNotFit) {
  EXPECT_EQ(refusal("a: x\n", {set("a.b", "1")}),
            "a path leads through what is neither a map nor a list");
  EXPECT_EQ(refusal("a: [1]\n", {set("a[3]", "1")}), "there is no item 3 in a list of 1");
  EXPECT_EQ(refusal("a: {b: 1}\n", {set("a[0]", "1")}), "a path takes a map for a list");
  EXPECT_EQ(refusal("a: 1\n", {set("a", "1"), set("a", "2")}),
            "two edits contradict each other at a");
  EXPECT_EQ(refusal("a: 1\n", {set("b", "1"), set("b.c", "2")}),
            "two edits contradict each other at b.c");
  EXPECT_EQ(refusal("# nothing\n", {set("a", "1")}), "the document is empty");
}

TEST(YamlEdit, KeepsEmptyLinesThatBelongToAText) {
  EXPECT_EQ(edited("s:\n  b: 1\n  t: |+\n    x\n\n", {set("s.c", "1")}),
            "s:\n  b: 1\n  c: 1\n  t: |+\n    x\n\n");
}

}  // namespace
}  // namespace bulwark::formats
