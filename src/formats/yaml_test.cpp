// SPDX-License-Identifier: Apache-2.0
#include "formats/yaml.h"

#include <gtest/gtest.h>

#include <chrono>

#include "formats/json_write.h"

namespace bulwark::formats {
namespace {

class Yaml : public ::testing::Test {
 protected:
  static DocumentOptions plain() {
    DocumentOptions options;
    options.resource = false;
    options.drop_nulls = false;
    return options;
  }
  Result<Document> read(std::string_view text, const DocumentOptions& options = plain()) {
    return YamlReader().read(text, builder_, options);
  }
  std::string json(std::string_view text, const DocumentOptions& options = plain()) {
    auto document = read(text, options);
    return document ? json_text(document->root) : "error: " + document.error().text();
  }
  std::string error(std::string_view text, const DocumentOptions& options = plain()) {
    auto document = read(text, options);
    return document ? "no error: " + json_text(document->root) : document.error().text();
  }
  ErrorCode code(std::string_view text, const DocumentOptions& options = plain()) {
    auto document = read(text, options);
    return document ? ErrorCode::internal : document.error().code;
  }

  Pool pool_{1, 42};
  Builder builder_{pool_};
};

TEST_F(Yaml, ReadsMapsListsAndScalars) {
  EXPECT_EQ(json("a: 1\nb:\n- x\n- {c: 'y', d: [1.5, true, ~]}\n"),
            R"({"a":1,"b":["x",{"c":"y","d":[1.5,true,null]}]})");
  EXPECT_EQ(json("just text"), R"("just text")");
  EXPECT_EQ(json("{}"), "{}");
  EXPECT_EQ(json("a: |\n  x\n  y\nb: >-\n  x\n  y\n"), R"({"a":"x\ny\n","b":"x y"})");
}

TEST_F(Yaml, GivesNullForAnEmptyDocument) {
  for (const std::string_view text :
       {"", "\n", "# nothing\n", "---\n", "---\n# c\n...\n", "\xEF\xBB\xBF", "null"}) {
    auto document = read(text);
    ASSERT_TRUE(document) << text;
    EXPECT_TRUE(document->root.is_null()) << text;
  }
}

TEST_F(Yaml, SkipsAByteOrderMark) { EXPECT_EQ(json("\xEF\xBB\xBF{\"a\": 1}"), R"({"a":1})"); }

TEST_F(Yaml, TurnsKeysThatAreNoStringsIntoStrings) {
  EXPECT_EQ(json("on: 1\n017: 2\n1.5: 3\n1e10: 4\n0.00001: 5\n2001-12-14: 6\n.inf: 7\n"),
            R"({".inf":7,"1.5":3,"15":2,"1e+10":4,"1e-05":5,"2001-12-14":6,"true":1})");
}

TEST_F(Yaml, RefusesKeysThatJsonCannotHave) {
  EXPECT_EQ(error("a: 1\n~: 2\n"), "2:1: '~' cannot be a key: JSON has no such key");
  EXPECT_EQ(error("18446744073709551615: 2\n"),
            "1:1: '18446744073709551615' cannot be a key: JSON has no such key");
  EXPECT_EQ(error("? [a]\n: 1\n"), "1:3: a map or list cannot be a key");
  EXPECT_EQ(error("? {a: 1}\n: 1\n"), "1:3: a map or list cannot be a key");
}

TEST_F(Yaml, RefusesInfinityAndNan) {
  EXPECT_EQ(error("a:\n  b: .inf\n"), "2:6: '.inf' is a number that JSON does not have");
  EXPECT_EQ(error("[.NaN]"), "1:2: '.NaN' is a number that JSON does not have");
}

TEST_F(Yaml, ForgivesInfinityThatALaterKeyReplaces) {
  EXPECT_EQ(json("a: .inf\na: 1\n"), R"({"a":1})");
}

TEST_F(Yaml, RefusesInfinityInAStatusThatIsLeftOut) {
  DocumentOptions options;
  options.keep_status = false;
  EXPECT_EQ(error("kind: A\nstatus: {a: [.inf]}\n", options),
            "2:14: '.inf' is a number that JSON does not have");
}

TEST_F(Yaml, ReadsTaggedScalars) {
  EXPECT_EQ(json("[!!str 1, !!int \"12\", !!bool \"yes\", !!float 1, !!null '', !foo 1, ! 5]"),
            R"(["1",12,true,1,null,"1","5"])");
  EXPECT_EQ(json("!!binary aGk="), R"("hi")");
  EXPECT_EQ(json("!!binary \"//8=\""), "\"\xEF\xBF\xBD\xEF\xBF\xBD\"");
  EXPECT_EQ(json("!!str on: 1"), R"({"on":1})");
  EXPECT_EQ(error("a: !!int x"), "1:4: 'x' is tagged !!int but is not one");
  EXPECT_EQ(error("a: !!binary x"), "1:4: the text is tagged !!binary but is not base64");
}

TEST_F(Yaml, MergesMapsInOrderOfAppearance) {
  EXPECT_EQ(json("x: &x {a: 1, b: 1}\nw: {a: 2, <<: *x}\nz: {<<: *x, a: 2}\n"),
            R"({"w":{"a":1,"b":1},"x":{"a":1,"b":1},"z":{"a":2,"b":1}})");
}

TEST_F(Yaml, LetsTheFirstOfSeveralMergedMapsWin) {
  EXPECT_EQ(json("{<<: [{a: 1}, {a: 2, b: 2}]}"), R"({"a":1,"b":2})");
}

TEST_F(Yaml, RefusesToMergeWhatIsNoMap) {
  EXPECT_EQ(error("a: 1\n<<: x\n"), "2:5: '<<' takes a map or a list of maps");
  EXPECT_EQ(error("x: &x [1]\n<<: *x\n"), "2:5: '<<' takes a map or a list of maps");
}

TEST_F(Yaml, TakesAQuotedMergeKeyAsAKey) { EXPECT_EQ(json("'<<': {a: 1}"), R"({"<<":{"a":1}})"); }

TEST_F(Yaml, ExpandsAliases) {
  EXPECT_EQ(json("a: &x [1, &y {b: c}]\nd: *x\ne: *y\n"),
            R"({"a":[1,{"b":"c"}],"d":[1,{"b":"c"}],"e":{"b":"c"}})");
  EXPECT_EQ(json("a: &x k\n*x : 1\n"), R"({"a":"k","k":1})");
  EXPECT_EQ(json("a: &x 1\nb: &x 2\nc: *x\n"), R"({"a":1,"b":2,"c":2})");
}

TEST_F(Yaml, RefusesUnknownAndSelfContainingAnchors) {
  EXPECT_EQ(error("a: *x"), "1:4: no anchor '&x' stands before this");
  EXPECT_EQ(error("a: &x {b: *x}"), "1:11: the value of the anchor '&x' contains itself");
  EXPECT_EQ(error("a: &x\n  <<: *x\n"), "2:7: the value of the anchor '&x' contains itself");
}

TEST_F(Yaml, RefusesBillionLaughsAtOnce) {
  std::string text = "a: &a [x,x,x,x,x,x,x,x,x]\n";
  for (char c = 'b'; c <= 'i'; ++c) {
    const std::string before = std::string("*") + static_cast<char>(c - 1);
    text += std::string(1, c) + ": &" + c + " [" + before;
    for (int i = 0; i < 8; ++i) text += "," + before;
    text += "]\n";
  }
  EXPECT_EQ(code(text), ErrorCode::limit);
  EXPECT_NE(error(text).find("aliases expand to too much"), std::string::npos);
}

TEST_F(Yaml, LimitsTheDepthThatAliasesBuild) {
  std::string text = "a0: &a0 " + std::string(900, '[') + std::string(900, ']') + "\n";
  text += "a1: " + std::string(900, '[') + "*a0" + std::string(900, ']') + "\n";
  EXPECT_EQ(code(text), ErrorCode::limit);
}

TEST_F(Yaml, TakesTheLastOfRepeatedKeysAndTellsWhere) {
  auto document = read("a: 1\nb: {c: [{d: 1, d: 2}]}\na: 3\n\"1\": x\n1: z\n");
  ASSERT_TRUE(document);
  EXPECT_EQ(json_text(document->root), R"({"1":"z","a":3,"b":{"c":[{"d":2}]}})");
  EXPECT_EQ(document->repeated_keys,
            (std::vector<RepeatedKey>{{"b.c[0]", "d"}, {"", "1"}, {"", "a"}}));
}

TEST_F(Yaml, DoesNotTellOfKeysThatOverrideMergedOnes) {
  auto document = read("x: &x {a: 1}\nz: {<<: *x, a: 2}\n");
  ASSERT_TRUE(document);
  EXPECT_TRUE(document->repeated_keys.empty());
}

TEST_F(Yaml, DropsNullsAfterRepeatedKeysWereSettled) {
  DocumentOptions options;
  EXPECT_EQ(json("a: ~\nb: [~]\nc: {d: , e: 1}\n", options), R"({"b":[null],"c":{"e":1}})");
  EXPECT_EQ(json("a: 1\na: null\nb: 1\n", options), R"({"b":1})");
  EXPECT_EQ(json("a: null\na: 1\n", options), R"({"a":1})");
  auto twice = read("a: null\na: null\n", options);
  ASSERT_TRUE(twice);
  EXPECT_EQ(twice->repeated_keys, (std::vector<RepeatedKey>{{"", "a"}}));
  EXPECT_EQ(json("x: &x {a: ~}\nz: {a: 1, <<: *x}\n", options), R"({"x":{},"z":{}})");
}

TEST_F(Yaml, LeavesOutStatusAndManagedFields) {
  const std::string_view text =
      "kind: A\nmetadata: {name: a, managedFields: [{status: 1}]}\nspec: {status: 1}\nstatus: {b: "
      "1}\n";
  DocumentOptions options;
  EXPECT_EQ(json(text, options),
            R"({"kind":"A","metadata":{"name":"a"},"spec":{"status":1},"status":{"b":1}})");
  options.keep_status = false;
  EXPECT_EQ(json(text, options), R"({"kind":"A","metadata":{"name":"a"},"spec":{"status":1}})");
  const std::string
      list = "kind: List\nitems:\n- metadata: {managedFields: []}\n  status: 1\n  a: 1\n";
  EXPECT_EQ(json(list, options), R"({"items":[{"a":1,"metadata":{}}],"kind":"List"})");
  EXPECT_EQ(json(list + "x: &x {}\nz: *x\n", options),
            R"({"items":[{"a":1,"metadata":{}}],"kind":"List","x":{},"z":{}})");
}

TEST_F(Yaml, KeepsOfAllStatusWhatANodeTellsOfItsPrograms) {
  DocumentOptions options;
  options.keep_status = false;
  const std::string node = "kind: Node\nstatus: {images: [1], nodeInfo: {a: b}}\n";
  const std::string kept = R"({"kind":"Node","status":{"nodeInfo":{"a":"b"}})";
  EXPECT_EQ(json(node, options), kept + "}");
  EXPECT_EQ(json(node + "x: &x {}\nz: *x\n", options), kept + R"(,"x":{},"z":{}})");
  EXPECT_EQ(json("kind: List\nitems:\n- kind: Pod\n  status: {nodeInfo: 1}\n", options),
            R"({"items":[{"kind":"Pod"}],"kind":"List"})");
}

TEST_F(Yaml, LeavesOutTheAnnotationThatRepeatsTheObject) {
  const std::string text =
      "metadata:\n  annotations:\n    kubectl.kubernetes.io/last-applied-configuration: |\n      "
      "{\"canary\": 1}\n    team: shop\n";
  const std::string kept = R"({"metadata":{"annotations":{"team":"shop"}})";
  EXPECT_EQ(json(text, DocumentOptions{}), kept + "}");
  EXPECT_EQ(json(text + "x: &x {}\nz: *x\n", DocumentOptions{}), kept + R"(,"x":{},"z":{}})");
}

TEST_F(Yaml, SharesAllButRootAndMetadata) {
  const std::string_view text =
      "metadata: {name: a-name-that-is-long, labels: {app: x}}\nspec: {a: [1, 2, "
      "a-text-that-is-long]}\n";
  for (const std::string tail : {"", "b: &x 1\nc: *x\n"}) {
    auto one = read(std::string(text) + tail, DocumentOptions{});
    auto two = read(std::string(text) + tail, DocumentOptions{});
    ASSERT_TRUE(one && two);
    EXPECT_FALSE(one->root.identical(two->root));
    EXPECT_FALSE(one->root.find("metadata")->identical(*two->root.find("metadata")));
    EXPECT_FALSE(one->root.at("metadata", "name")->identical(*two->root.at("metadata", "name")));
    EXPECT_TRUE(one->root.at("metadata", "labels")->identical(*two->root.at("metadata", "labels")));
    EXPECT_TRUE(one->root.find("spec")->identical(*two->root.find("spec")));
  }
}

TEST_F(Yaml, RefusesASecondDocument) {
  EXPECT_EQ(error("a: 1\n...\nb: 2\n"),
            "3:1: text stands behind the end of the document, or a '---' is missing");
  EXPECT_EQ(error("a: 1\n---\nb: 2\n"),
            "2:1: a second document begins here without a '---' line of its own");
  EXPECT_EQ(json("---\na: 1\n...\n# end\n"), R"({"a":1})");
}

TEST_F(Yaml, TellsWhatIsWrongAndWhere) {
  EXPECT_EQ(error("a: 1\nb: \"x\nc: 2\n"),
            "4:1: a quote is never closed (what is open here begins at line 2)");
  EXPECT_EQ(error("a:\n\tb: 1\n"), "2:1: a tab is used for indentation: YAML takes spaces only");
  EXPECT_EQ(error("a: @b"), "1:4: a value cannot begin with '@' unless it is quoted");
  EXPECT_EQ(error("a: b: c"),
            "1:5: a ': ' stands where no key can be: the line is indented wrongly, or its text "
            "needs quotes");
  EXPECT_EQ(error("%YAML 1.2\n---\na: 1\n"),
            "1:1: the %YAML directive asks for a version other than 1.1");
  EXPECT_EQ(error("a: \"\\/\""),
            "1:6: this escape is not known to YAML: write the backslash twice, or use single "
            "quotes");
  EXPECT_EQ(error("ä: [1, 2\nb: 3\n").substr(0, 4), "2:2:");
}

TEST_F(Yaml, RefusesWhatLibyamlTakesAndGoDoesNot) {
  EXPECT_EQ(error("[a, b?c]"), "1:5: a text with a '?' needs quotes within brackets");
  EXPECT_EQ(error("[!!str, b]"), "1:2: a tag needs a space behind it");
  EXPECT_EQ(error("a: 1\n\xEF\xBB\xBF"
                  "b: 2\n"),
            "2:1: a byte order mark stands in the midst of the text");
  EXPECT_EQ(json("[!<tag:yaml.org,2002:int> 1]"), "[1]");
  EXPECT_EQ(json("{a: b, c: 'd?'}\n"), R"({"a":"b","c":"d?"})");
  EXPECT_EQ(json("{a: [b]}\n"), R"({"a":["b"]})");
  EXPECT_EQ(json("a: {b: c}\nd: e?f\n"), R"({"a":{"b":"c"},"d":"e?f"})");
  EXPECT_EQ(json("a: '\\/'\nb: \"x\\\\/\"\n"), R"({"a":"\\/","b":"x\\/"})");
  EXPECT_EQ(error("ä: \"\\/\"").substr(0, 4), "1:6:");
}

TEST_F(Yaml, CountsColumnsInCharacters) {
  EXPECT_EQ(error("äöü: @"), "1:6: a value cannot begin with '@' unless it is quoted");
}

TEST_F(Yaml, CountsLinesAsEditorsDo) {
  EXPECT_EQ(error("a: \"x\xC2\x85y\xE2\x80\xA8z\"\nb: @"),
            "2:4: a value cannot begin with '@' unless it is quoted");
}

TEST_F(Yaml, RefusesBytesThatAreNoText) {
  EXPECT_EQ(error("a: 1\nb: \xFF\n"), "2:4: the text is not valid UTF-8");
  EXPECT_EQ(error("% \xFF\n"), "1:3: the text is not valid UTF-8");
  EXPECT_EQ(error(std::string_view("a: b\0c", 6)),
            "1:5: a NUL byte stands in the text: is this a YAML file?");
  EXPECT_NE(error("\xFF\xFE"
                  "a")
                .find("UTF-16"),
            std::string::npos);
  EXPECT_NE(error(std::string_view("\xFE\xFF\0a", 4)).find("UTF-16"), std::string::npos);
}

TEST_F(Yaml, RefusesDeepNestingFast) {
  const auto start = std::chrono::steady_clock::now();
  EXPECT_EQ(code(std::string(100'000, '[')), ErrorCode::limit);
  std::string block;
  for (int i = 0; i < 2000; ++i) block += std::string(static_cast<std::size_t>(i), ' ') + "a:\n";
  EXPECT_EQ(code(block), ErrorCode::limit);
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(2));
}

TEST_F(Yaml, ReadsATwoMegabyteFlowList) {
  const std::string item(60, 'x');
  std::string text = "[" + item;
  std::size_t items = 1;
  for (; text.size() < 2'000'000; ++items) text += "," + item;
  auto document = read(text + "]");
  ASSERT_TRUE(document) << document.error().text();
  EXPECT_EQ(document->root.size(), items);
}

TEST_F(Yaml, KeepsTheLimitsItIsGiven) {
  DocumentOptions options;
  options.limits = {.bytes = 10, .depth = 2, .entries = 3};
  EXPECT_EQ(code("a: 12345678", options), ErrorCode::limit);
  EXPECT_EQ(code("[[[]]]", options), ErrorCode::limit);
  EXPECT_EQ(code("[[]]", options), ErrorCode::internal);
  EXPECT_EQ(code("[1,2,3]", options), ErrorCode::limit);
}

TEST_F(Yaml, ReadsOnAfterAnError) {
  EXPECT_EQ(error("a: {b: [1, @").substr(0, 5), "1:12:");
  EXPECT_EQ(json("a: 1"), R"({"a":1})");
}

}  // namespace
}  // namespace bulwark::formats
