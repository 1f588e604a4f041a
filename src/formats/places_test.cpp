// SPDX-License-Identifier: Apache-2.0
#include "formats/places.h"

#include <fmt/core.h>
#include <gtest/gtest.h>

#include <chrono>

namespace bulwark::formats {
namespace {

std::string text_of(const TextRange& range) {
  return fmt::format("{}:{}-{}:{}", range.begin.line, range.begin.column, range.end.line,
                     range.end.column);
}

// "line:column-line:column" of the value at `path`.
std::string yaml(std::string_view text, std::string_view path) {
  const auto index = PlaceIndex::build(text, TextFormat::yaml);
  return index ? text_of(index->locate(path)) : index.error().text();
}
std::string json(std::string_view text, std::string_view path) {
  const auto index = PlaceIndex::build(text, TextFormat::json);
  return index ? text_of(index->locate(path)) : index.error().text();
}

constexpr std::string_view kPod = R"(apiVersion: v1
kind: Pod
metadata:
  labels:
    app.kubernetes.io/name: "shop"
spec:
  containers:
  - name: a
    securityContext:
      privileged: true

    # a comment
  - name: b
    args: ["--x", "--y"]
    command:
    - sh
    - |
      one
      two

  hostNetwork: true
)";

TEST(Places, FindsScalarsWhereTheyStand) {
  EXPECT_EQ(yaml(kPod, "kind"), "2:7-2:9");
  EXPECT_EQ(yaml(kPod, "spec.containers[0].securityContext.privileged"), "10:19-10:22");
  EXPECT_EQ(yaml(kPod, "metadata.labels[\"app.kubernetes.io/name\"]"), "5:29-5:34");
  EXPECT_EQ(yaml(kPod, "spec.hostNetwork"), "21:16-21:19");
}

TEST(Places, PointsAtTheKeyOfAMapOrList) {
  EXPECT_EQ(yaml(kPod, "spec.containers[0].securityContext"), "9:5-10:22");
  EXPECT_EQ(yaml(kPod, "spec.containers[1].args"), "14:5-14:24");
  EXPECT_EQ(yaml(kPod, "spec"), "6:1-21:19");
}

TEST(Places, PointsAtAnItemOfAList) {
  EXPECT_EQ(yaml(kPod, "spec.containers[1].args[1]"), "14:19-14:23");
  EXPECT_EQ(yaml(kPod, "spec.containers[1].command[1]"), "17:7-19:9");
  EXPECT_EQ(yaml(kPod, "spec.containers[0]"), "8:5-10:22");
}

TEST(Places, GivesTheNearestParentThatExists) {
  EXPECT_EQ(yaml(kPod, "spec.containers[0].securityContext.runAsUser"), "9:5-10:22");
  EXPECT_EQ(yaml(kPod, "spec.containers[7].image"), "7:3-19:9");
  EXPECT_EQ(yaml(kPod, "spec.hostNetwork.deeper"), "21:16-21:19");
  EXPECT_EQ(yaml(kPod, "status"), "1:1-21:19");
  EXPECT_EQ(yaml(kPod, ""), "1:1-21:19");
  EXPECT_EQ(yaml(kPod, "not..a[path"), "1:1-21:19");
}

TEST(Places, PointsAtTheKeyOfAValueWithoutText) {
  EXPECT_EQ(yaml("a:\n  b:\n  c: 1\n", "a.b"), "2:3-2:3");
  EXPECT_EQ(yaml("a:\n  b: 1\n  c:\n", "a"), "1:1-3:3");
  EXPECT_EQ(yaml("a: {}\n", "a"), "1:1-1:5");
}

TEST(Places, CountsColumnsInCharactersAndLinesAsEditorsDo) {
  EXPECT_EQ(yaml("ä: \"é\xE2\x80\xA8\xC2\x85\"\nb: ü\n", "b"), "2:4-2:4");
  EXPECT_EQ(yaml("{ä: ö, ü: äö}", "[\"ü\"]"), "1:11-1:12");
  EXPECT_EQ(yaml("\xEF\xBB\xBF"
                 "a: b\r\nc: d\r\n",
                 "c"),
            "2:4-2:4");
}

TEST(Places, FindsPlacesInVeryLongLines) {
  const std::string text = "{a: \"" + std::string(5000, 'x') + "\", b: c}";
  EXPECT_EQ(yaml(text, "b"), "1:5012-1:5012");
}

TEST(Places, FollowsAliasesAndMergeKeys) {
  const std::string_view text = "x: &x\n  a: {b: 1}\n  c: 2\nq: *x\nz:\n  <<: [*x]\n  c: 3\n";
  EXPECT_EQ(yaml(text, "q"), "4:1-4:5");
  EXPECT_EQ(yaml(text, "q.c"), "3:6-3:6");
  EXPECT_EQ(yaml(text, "z.a.b"), "2:10-2:10");
  EXPECT_EQ(yaml(text, "z.c"), "7:6-7:6");
}

TEST(Places, TakesTheLastOfRepeatedKeys) {
  EXPECT_EQ(yaml("a: 1\na: 2\n", "a"), "2:4-2:4");
  EXPECT_EQ(yaml("x: &x {a: 1}\nz: {a: 2, <<: *x}\n", "z.a"), "1:11-1:11");
}

TEST(Places, KnowsKeysThatAreNoStrings) {
  EXPECT_EQ(yaml("on: 1\n017: 2\n", "true"), "1:5-1:5");
  EXPECT_EQ(yaml("on: 1\n017: 2\n", "15"), "2:6-2:6");
}

TEST(Places, EndsOnCirclesOfMergeKeys) {
  EXPECT_EQ(yaml("a: &a\n  <<: *a\n  b: 1\n", "a.c"), "1:1-3:6");
  EXPECT_EQ(yaml("a: &a\n  - *a\n", "a[0][0][0][1]"), "2:5-2:6");
}

TEST(Places, FindsPlacesInJson) {
  const std::string_view text =
      "{\n  \"kind\": \"List\",\n  \"items\": [\n    {\"a\\u00e4/\": \"x\\\"y\", \"n\": -1.5},\n"
      "    {\"b\": [true, null]}\n  ]\n}\n";
  EXPECT_EQ(json(text, "kind"), "2:11-2:16");
  EXPECT_EQ(json(text, "items[0][\"aä/\"]"), "4:18-4:23");
  EXPECT_EQ(json(text, "items[0].n"), "4:31-4:34");
  EXPECT_EQ(json(text, "items[1].b"), "5:6-5:22");
  EXPECT_EQ(json(text, "items[1].b[1]"), "5:18-5:21");
  EXPECT_EQ(json(text, "items[2].b"), "3:3-6:3");
  EXPECT_EQ(json(text, "items[1]"), "5:5-5:23");
}

TEST(Places, RefusesBrokenJson) {
  EXPECT_FALSE(PlaceIndex::build("{\"a", TextFormat::json));
  EXPECT_FALSE(PlaceIndex::build("{\"a\\", TextFormat::json));
  EXPECT_FALSE(PlaceIndex::build("]", TextFormat::json));
  EXPECT_FALSE(PlaceIndex::build("{", TextFormat::json));
  EXPECT_EQ(PlaceIndex::build(std::string(100'000, '['), TextFormat::json).error().code,
            ErrorCode::limit);
}

TEST(Places, GivesTheTextOfScalars) {
  const auto index = PlaceIndex::build(kPod, TextFormat::yaml);
  ASSERT_TRUE(index);
  EXPECT_EQ(index->scalar("kind"), "Pod");
  EXPECT_EQ(index->scalar("metadata"), std::nullopt);
  EXPECT_EQ(index->scalar("nothing"), std::nullopt);
  EXPECT_EQ(index->items("spec.containers"), 2U);
  EXPECT_EQ(index->items("spec"), 0U);
}

TEST(Places, FindsAllScalarsBelowRepeatedKeys) {
  const auto index = PlaceIndex::build("d: {a: 1}\nx: &x {b: [2, 3]}\nd: *x\n", TextFormat::yaml);
  ASSERT_TRUE(index);
  std::vector<std::string> found;
  for (const TextRange& range : index->scalars_below("d")) found.push_back(text_of(range));
  EXPECT_EQ(found, (std::vector<std::string>{"1:8-1:8", "2:12-2:12", "2:15-2:15"}));
}

TEST(Places, EndsOnAliasesOfAliases) {
  std::string text = "a0: &a0 [x]\n";
  for (int i = 1; i < 40; ++i) text += fmt::format("a{0}: &a{0} [*a{1}, *a{1}]\n", i, i - 1);
  const auto index = PlaceIndex::build(text, TextFormat::yaml);
  ASSERT_TRUE(index);
  EXPECT_LE(index->scalars_below("a39").size(), 1'000'000U);
}

TEST(Places, KnowsNoPlaceInAnEmptyDocument) { EXPECT_EQ(yaml("# nothing\n", "a"), "1:1-1:1"); }

}  // namespace
}  // namespace bulwark::formats
