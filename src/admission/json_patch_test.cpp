// SPDX-License-Identifier: Apache-2.0
// JSON Patch: the RFC's own examples, and what the API server's library makes of the rest.
#include "admission/json_patch.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "formats/builder.h"
#include "formats/json.h"
#include "formats/json_write.h"

namespace bulwark::admission {
namespace {

using formats::Value;

struct Case {
  std::string name;
  std::string document;
  std::string patch;   ///< as the RFC writes it
  std::string result;  ///< the document, "unchanged", or the error's text
};

class JsonPatch : public testing::TestWithParam<Case> {
 protected:
  Value read(std::string text) {
    const std::size_t size = text.size();
    text.append(formats::kJsonPadding, '\0');
    formats::DocumentOptions options;
    options.resource = false;
    options.drop_nulls = false;
    auto document = reader_.read(std::string_view(text).substr(0, size), builder_, options);
    EXPECT_TRUE(document.has_value()) << text;
    return document ? document->root : Value();
  }

  std::vector<PatchOperation> operations(const std::string& text) {
    std::vector<PatchOperation> out;
    const Value patch = read(text);
    for (const Value& item : patch.items()) {
      PatchOperation operation{std::string(item.text("op")), std::string(item.text("path")),
                               std::string(item.text("from")), std::nullopt};
      if (const Value* value = item.find("value")) operation.value = *value;
      out.push_back(operation);
    }
    return out;
  }

  std::string outcome(const Case& of, const Limits& limits = {}) {
    const Value document = read(of.document);
    const auto result = apply_json_patch(arena_, document, operations(of.patch), limits);
    if (!result) return result.error().message;
    if (!result->test_failed) return formats::json_text(result->document);
    EXPECT_TRUE(result->document.identical(document));
    return "unchanged";
  }

 private:
  formats::Pool pool_{1, 7};
  formats::Builder builder_{pool_};
  formats::JsonReader reader_;
  Arena arena_;
};

TEST_P(JsonPatch, GivesWhatTheApiServerGives) { EXPECT_EQ(outcome(GetParam()), GetParam().result); }

std::string title(const testing::TestParamInfo<Case>& info) { return info.param.name; }

INSTANTIATE_TEST_SUITE_P(
    RfcAppendix, JsonPatch,
    testing::ValuesIn(std::vector<Case>{
        {"A1AddsAMember", R"({"foo":"bar"})", R"([{"op":"add","path":"/baz","value":"qux"}])",
         R"({"baz":"qux","foo":"bar"})"},
        {"A2AddsAnElement", R"({"foo":["bar","baz"]})",
         R"([{"op":"add","path":"/foo/1","value":"qux"}])", R"({"foo":["bar","qux","baz"]})"},
        {"A3RemovesAMember", R"({"baz":"qux","foo":"bar"})", R"([{"op":"remove","path":"/baz"}])",
         R"({"foo":"bar"})"},
        {"A4RemovesAnElement", R"({"foo":["bar","qux","baz"]})",
         R"([{"op":"remove","path":"/foo/1"}])", R"({"foo":["bar","baz"]})"},
        {"A5ReplacesAValue", R"({"baz":"qux","foo":"bar"})",
         R"([{"op":"replace","path":"/baz","value":"boo"}])", R"({"baz":"boo","foo":"bar"})"},
        {"A6MovesAValue", R"({"foo":{"bar":"baz","waldo":"fred"},"qux":{"corge":"grault"}})",
         R"([{"op":"move","from":"/foo/waldo","path":"/qux/thud"}])",
         R"({"foo":{"bar":"baz"},"qux":{"corge":"grault","thud":"fred"}})"},
        {"A7MovesAnElement", R"({"foo":["all","grass","cows","eat"]})",
         R"([{"op":"move","from":"/foo/1","path":"/foo/3"}])",
         R"({"foo":["all","cows","eat","grass"]})"},
        {"A8TestsAValue", R"({"baz":"qux","foo":["a",2,"c"]})",
         R"([{"op":"test","path":"/baz","value":"qux"},{"op":"test","path":"/foo/1","value":2}])",
         R"({"baz":"qux","foo":["a",2,"c"]})"},
        {"A9FailsATest", R"({"baz":"qux"})",
         R"([{"op":"add","path":"/x","value":1},{"op":"test","path":"/baz","value":"bar"}])",
         "unchanged"},
        {"A10AddsANestedObject", R"({"foo":"bar"})",
         R"([{"op":"add","path":"/child","value":{"grandchild":{}}}])",
         R"({"child":{"grandchild":{}},"foo":"bar"})"},
        {"A11IgnoresOtherMembers", R"({"foo":"bar"})",
         R"([{"op":"add","path":"/baz","value":"qux","xyz":123}])", R"({"baz":"qux","foo":"bar"})"},
        {"A12RefusesAMissingTarget", R"({"foo":"bar"})",
         R"([{"op":"add","path":"/baz/bat","value":"qux"}])",
         "add operation does not apply: doc is missing path: \"/baz/bat\": missing value"},
        {"A14UnescapesInOrder", R"({"/":9,"~1":10})", R"([{"op":"test","path":"/~01","value":10}])",
         R"({"/":9,"~1":10})"},
        {"A15TellsStringsFromNumbers", R"({"/":9,"~1":10})",
         R"([{"op":"test","path":"/~01","value":"10"}])", "unchanged"},
        {"A16AddsAnArray", R"({"foo":["bar"]})",
         R"([{"op":"add","path":"/foo/-","value":["abc","def"]}])",
         R"({"foo":["bar",["abc","def"]]})"},
    }),
    title);

INSTANTIATE_TEST_SUITE_P(
    Library, JsonPatch,
    testing::ValuesIn(std::vector<Case>{
        {"ReplaceAddsAMissingKey", R"({"a":{}})", R"([{"op":"replace","path":"/a/b","value":1}])",
         R"({"a":{"b":1}})"},
        {"ReplaceRefusesTheEndOfAList", R"({"a":[1]})",
         R"([{"op":"replace","path":"/a/-","value":1}])",
         "replace operation does not apply: doc is missing key: /a/-: missing value"},
        {"ReplaceRefusesAMissingIndex", R"({"a":[1]})",
         R"([{"op":"replace","path":"/a/1","value":1}])",
         "replace operation does not apply: doc is missing key: /a/1: missing value"},
        {"ReplaceRefusesAMissingPath", R"({"a":1})",
         R"([{"op":"replace","path":"/b/c","value":1}])",
         "replace operation does not apply: doc is missing path: /b/c: missing value"},
        {"ReplaceTakesTheWholeDocument", R"({"a":1})",
         R"([{"op":"replace","path":"","value":{"b":2}}])", R"({"b":2})"},
        {"AddRefusesTheWholeDocument", R"({"a":1})", R"([{"op":"add","path":"","value":{}}])",
         "add operation does not apply: doc is missing path: \"\": missing value"},
        {"AddReplacesAMember", R"({"a":{"x":1}})", R"([{"op":"add","path":"/a","value":{"y":2}}])",
         R"({"a":{"y":2}})"},
        {"AddWithoutValueAddsNull", R"({})", R"([{"op":"add","path":"/a"}])", R"({"a":null})"},
        {"AddTakesTheIndexBehindTheLast", R"({"a":[1]})",
         R"([{"op":"add","path":"/a/1","value":2}])", R"({"a":[1,2]})"},
        {"AddRefusesAnIndexFurtherOut", R"({"a":[1]})", R"([{"op":"add","path":"/a/2","value":2}])",
         "error in add for path: '/a/2': Unable to access invalid index: 2: invalid index "
         "referenced"},
        {"AddRefusesAWordAsIndex", R"({"a":[1]})", R"([{"op":"add","path":"/a/x","value":2}])",
         "error in add for path: '/a/x': value was not a proper array index: 'x': strconv.Atoi: "
         "parsing \"x\": invalid syntax"},
        {"AddCountsNegativeIndicesFromTheEnd", R"({"a":[1,2]})",
         R"([{"op":"add","path":"/a/-1","value":3}])", R"({"a":[1,2,3]})"},
        {"AddRefusesToEnterAScalar", R"({"a":"x"})", R"([{"op":"add","path":"/a/b","value":1}])",
         "add operation does not apply: doc is missing path: \"/a/b\": missing value"},
        {"AddRefusesToEnterNull", R"({"a":null})", R"([{"op":"add","path":"/a/b","value":1}])",
         "add operation does not apply: doc is missing path: \"/a/b\": missing value"},
        {"AddIgnoresWhatStandsBeforeTheFirstSlash", R"({})",
         R"([{"op":"add","path":"spec/a","value":1}])", R"({"a":1})"},
        {"AddEntersListsByIndex", R"({"a":[{"b":1},{"b":2}]})",
         R"([{"op":"add","path":"/a/1/c","value":3}])", R"({"a":[{"b":1},{"b":2,"c":3}]})"},
        {"AddUnescapesKeys", R"({"l":{}})",
         R"([{"op":"add","path":"/l/k8s.io~1x~0y","value":"true"}])",
         R"({"l":{"k8s.io/x~y":"true"}})"},
        {"RemoveRefusesAMissingKey", R"({"a":{}})", R"([{"op":"remove","path":"/a/b"}])",
         "error in remove for path: '/a/b': Unable to remove nonexistent key: b: missing value"},
        {"RemoveRefusesTheEndOfAList", R"({"a":[1]})", R"([{"op":"remove","path":"/a/-"}])",
         "error in remove for path: '/a/-': strconv.Atoi: parsing \"-\": invalid syntax"},
        {"RemoveTakesTheLastByMinusOne", R"({"a":[1,2]})", R"([{"op":"remove","path":"/a/-1"}])",
         R"({"a":[1]})"},
        {"RemoveTakesAPlusSign", R"({"a":[1,2]})", R"([{"op":"remove","path":"/a/+1"}])",
         R"({"a":[1]})"},
        {"RemoveRefusesALargeNumber", R"({"a":[1]})",
         R"([{"op":"remove","path":"/a/99999999999999999999"}])",
         "error in remove for path: '/a/99999999999999999999': strconv.Atoi: parsing "
         "\"99999999999999999999\": value out of range"},
        {"RemoveRefusesAMissingPath", R"({})", R"([{"op":"remove","path":"/a/b"}])",
         "remove operation does not apply: doc is missing path: \"/a/b\": missing value"},
        {"CopyDuplicatesAtTheEnd", R"({"a":[{"n":"a"},{"n":"b"}]})",
         R"([{"op":"copy","from":"/a/0","path":"/a/-"}])",
         R"({"a":[{"n":"a"},{"n":"b"},{"n":"a"}]})"},
        {"CopyOfAMissingKeyAddsNull", R"({})", R"([{"op":"copy","from":"/a","path":"/b"}])",
         R"({"b":null})"},
        {"CopyRefusesAMissingIndex", R"({"a":[]})", R"([{"op":"copy","from":"/a/0","path":"/b"}])",
         "error in copy for from: '/a/0': Unable to access invalid index: 0: invalid index "
         "referenced"},
        {"CopyRefusesAMissingTarget", R"({"a":1})", R"([{"op":"copy","from":"/a","path":"/b/c"}])",
         "copy operation does not apply: doc is missing destination path: /b/c: missing value"},
        {"MoveRefusesAMissingKey", R"({})", R"([{"op":"move","from":"/a","path":"/b"}])",
         "error in move for path: 'a': Unable to remove nonexistent key: a: missing value"},
        {"MoveRefusesToMoveIntoItself", R"({"a":{"b":1}})",
         R"([{"op":"move","from":"/a","path":"/a/c"}])",
         "move operation does not apply: doc is missing destination path: /a/c: missing value"},
        {"MoveNeedsFrom", R"({"a":1})", R"([{"op":"move","path":"/b"}])",
         "move operation failed to decode from: operation, missing from field: missing value"},
        {"TestOfAMissingKeyPassesOnlyWithoutValue", R"({})", R"([{"op":"test","path":"/a"}])",
         "{}"},
        {"TestOfAMissingKeyAgainstNullFails", R"({})",
         R"([{"op":"test","path":"/a","value":null}])", "unchanged"},
        {"TestOfAMissingIndexIsAnError", R"({"a":[]})",
         R"([{"op":"test","path":"/a/0","value":1}])",
         "error in test for path: '/a/0': Unable to access invalid index: 0: invalid index "
         "referenced"},
        {"TestOfAMissingPathIsAnError", R"({})", R"([{"op":"test","path":"/a/b","value":1}])",
         "test operation does not apply: is missing path: /a/b: missing value"},
        {"TestComparesNumbersByValue", R"({"a":1.0})", R"([{"op":"test","path":"/a","value":1}])",
         R"({"a":1.0})"},
        {"TestComparesDeeply", R"({"a":{"b":[1,{"c":2}]}})",
         R"([{"op":"test","path":"/a","value":{"b":[1,{"c":2.0}]}}])",
         R"({"a":{"b":[1,{"c":2}]}})"},
        {"TestTakesTheWholeDocument", R"({"a":1})", R"([{"op":"test","path":"","value":{"a":1}}])",
         R"({"a":1})"},
        {"UnknownOperationIsAnError", R"({})", R"([{"op":"merge","path":"/a"}])",
         "Unexpected kind: merge"},
        {"LaterOperationsSeeEarlierOnes", R"({"m":{}})",
         R"([{"op":"add","path":"/m/l","value":{}},{"op":"add","path":"/m/l/x","value":"1"}])",
         R"({"m":{"l":{"x":"1"}}})"},
        {"NothingToDoChangesNothing", R"({"a":1})", "[]", R"({"a":1})"},
    }),
    title);

TEST_F(JsonPatch, StopsWhenCopiesDoubleWithoutEnd) {
  Case bomb{"", R"({"a":[1]})", "[", ""};
  for (int i = 0; i < 40; ++i)
    bomb.patch += std::string(i == 0 ? "" : ",") + R"({"op":"copy","from":"/a","path":"/a/-"})";
  bomb.patch += "]";
  EXPECT_EQ(outcome(bomb, Limits{.entries = 10'000}),
            "error while adding value during copy: the patch adds more than 10000 values");
}

TEST_F(JsonPatch, StopsWhereNestingIsTooDeep) {
  Case deep{"", R"({"a":{}})", "[", ""};
  for (int i = 0; i < 30; ++i)
    deep.patch += std::string(i == 0 ? "" : ",") + R"({"op":"copy","from":"/a","path":"/a/a"})";
  deep.patch += "]";
  EXPECT_EQ(outcome(deep, Limits{.depth = 20}),
            "error while adding value during copy: the patch nests deeper than 20");
}

TEST_F(JsonPatch, RefusesControlCharactersThatTheServerCannotDecode) {
  Arena arena;
  const Value document = Value::map_in(arena, {}, {});
  const std::vector<PatchOperation> patch{{"add", "/a\x07", "", Value::integer(1)}};
  const auto result = apply_json_patch(arena, document, patch);
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().message, "add operation failed to decode path");
}

}  // namespace
}  // namespace bulwark::admission
