// SPDX-License-Identifier: Apache-2.0
#include "formats/json.h"

#include <gtest/gtest.h>

#include "formats/json_error.h"
#include "formats/json_write.h"

namespace bulwark::formats {
namespace {

class Json : public ::testing::Test {
 protected:
  Result<Document> read(std::string text, DocumentOptions options = {}) {
    const std::size_t size = text.size();
    text.resize(size + kJsonPadding);
    return reader_.read(std::string_view(text).substr(0, size), builder_, options);
  }
  Value root(const std::string& text) {
    auto document = read(text);
    EXPECT_TRUE(document) << text << ": " << (document ? "" : document.error().text());
    return document ? document->root : Value();
  }

  Pool pool_{1, 42};
  Builder builder_{pool_};
  JsonReader reader_;
};

TEST_F(Json, KeepsKindsOfScalars) {
  const Value v = root(
      R"({"a":1,"b":-1,"c":18446744073709551615,"d":1.5,"e":"x","f":true,"g":[null]})");
  EXPECT_EQ(v.find("a")->as_int(), 1);
  EXPECT_EQ(v.find("b")->as_int(), -1);
  EXPECT_EQ(v.find("c")->as_uint(), 18446744073709551615ULL);
  EXPECT_EQ(v.find("d")->as_double(), 1.5);
  EXPECT_EQ(v.find("e")->as_string(), "x");
  EXPECT_TRUE(v.find("f")->as_bool());
  EXPECT_TRUE(v.find("g")->items()[0].is_null());
  EXPECT_EQ(v.find("h"), nullptr);
}

TEST_F(Json, EqualSubtreesAreOneWhateverTheOrderOfKeys) {
  const Value a = root(R"({"spec":{"x":{"k":"a string of some length","l":[1,2]},"y":2}})");
  const Value b = root(R"({"spec":{"y":2,"x":{"l":[1,2],"k":"a string of some length"}}})");
  EXPECT_TRUE(a.find("spec")->identical(*b.find("spec")));
  EXPECT_FALSE(a.identical(b)) << "roots are never shared";
  EXPECT_TRUE(deep_equal(a, b));
}

TEST_F(Json, DifferentSubtreesStayDifferent) {
  const Value a = root(R"({"spec":{"x":1}})");
  const Value b = root(R"({"spec":{"x":"1"}})");
  EXPECT_FALSE(deep_equal(a, b));
}

TEST_F(Json, LeavesOutManagedFieldsNullsAndStatus) {
  const std::string text =
      R"({"metadata":{"name":"n","managedFields":[{}],"x":null},"spec":{"managedFields":1},"status":{"a":1}})";
  DocumentOptions options;
  options.keep_status = false;
  const auto document = read(text, options);
  ASSERT_TRUE(document);
  EXPECT_EQ(document->root.find("status"), nullptr);
  EXPECT_EQ(document->root.at("metadata", "managedFields"), nullptr);
  EXPECT_EQ(document->root.at("metadata", "x"), nullptr);
  EXPECT_NE(document->root.at("spec", "managedFields"), nullptr);
  EXPECT_NE(root(text).find("status"), nullptr);
}

TEST_F(Json, KeepsOfAllStatusWhatANodeTellsOfItsPrograms) {
  DocumentOptions options;
  options.keep_status = false;
  const auto kept = [&](const std::string& text) {
    const auto document = read(text, options);
    return document ? json_text(document->root) : document.error().text();
  };
  EXPECT_EQ(kept(R"({"kind":"NodeList","items":[{"status":{"images":[1],"nodeInfo":{"a":"b"}}}]})"),
            R"({"items":[{"status":{"nodeInfo":{"a":"b"}}}],"kind":"NodeList"})");
  EXPECT_EQ(kept(R"({"kind":"Node","status":{"images":[1]}})"), R"({"kind":"Node"})");
  EXPECT_EQ(kept(R"({"kind":"Node","status":["nodeInfo"]})"), R"({"kind":"Node"})");
}

TEST_F(Json, LeavesOutTheAnnotationThatRepeatsTheObject) {
  const std::string annotations =
      R"("annotations":{"kubectl.kubernetes.io/last-applied-configuration":"{\"canary\":1}","team":"shop"})";
  const std::string text = R"({"metadata":{)" + annotations + R"(},"spec":{)" + annotations + "}}";
  EXPECT_EQ(json_text(root(text)),
            R"({"metadata":{"annotations":{"team":"shop"}},"spec":{)" + annotations + "}}");
  EXPECT_EQ(json_text(root(R"({"items":[)" + text + R"(],"kind":"List"})")),
            R"({"items":[{"metadata":{"annotations":{"team":"shop"}},"spec":{)" + annotations +
                R"(}}],"kind":"List"})");
}

TEST_F(Json, LeavesOutServerMetadataWhereNothingReadsIt) {
  const std::string
      text = R"({"metadata":{"uid":"u","generation":1,"resourceVersion":"7"},"spec":{"uid":"s"}})";
  DocumentOptions options;
  options.keep_server_metadata = false;
  const auto document = read(text, options);
  ASSERT_TRUE(document);
  EXPECT_EQ(json_text(document->root),
            R"({"metadata":{"resourceVersion":"7"},"spec":{"uid":"s"}})");
  EXPECT_NE(root(text).at("metadata", "uid"), nullptr);
}

TEST_F(Json, TakesTheLastOfRepeatedKeysAndSaysWhere) {
  const auto document = read(R"({"a":1,"b":[{"x":1,"y":2,"x":3}],"a":2})");
  ASSERT_TRUE(document);
  EXPECT_EQ(document->root.find("a")->as_int(), 2);
  EXPECT_EQ(document->root.find("b")->items()[0].find("x")->as_int(), 3);
  ASSERT_EQ(document->repeated_keys.size(), 2U);
  EXPECT_EQ(document->repeated_keys[0], (RepeatedKey{"b[0]", "x"}));
  EXPECT_EQ(document->repeated_keys[1], (RepeatedKey{"", "a"}));
}

TEST_F(Json, ANullAmongRepeatedKeysIsForTheYamlPath) {
  EXPECT_EQ(read(R"({"a":1,"a":null})").error().code, ErrorCode::unsupported);
  EXPECT_TRUE(read(R"({"a":null,"b":1})"));
}

TEST_F(Json, MapsWithHundredsOfKeysKeepThemAll) {
  std::string text = "{\"data\":{";
  for (int i = 999; i >= 0; --i)
    text += "\"key-" + std::to_string(i) + "\":" + std::to_string(i) + ",";
  text += "\"key-7\":\"again\"}}";
  const auto document = read(text);
  ASSERT_TRUE(document);
  const Value& data = *document->root.find("data");
  EXPECT_EQ(data.size(), 1000U);
  EXPECT_EQ(data.find("key-999")->as_int(), 999);
  EXPECT_EQ(data.find("key-7")->as_string(), "again");
  EXPECT_EQ(document->repeated_keys.size(), 1U);
}

TEST_F(Json, SaysWhereTheTextIsWrong) {
  const auto document = read("{\n  \"a\": 1,\n  \"b\" 2\n}");
  ASSERT_FALSE(document);
  EXPECT_EQ(document.error().code, ErrorCode::malformed);
  EXPECT_EQ(document.error().where, "3:7");
}

TEST_F(Json, NumbersAboveUint64AreForTheYamlPath) {
  EXPECT_EQ(read(R"({"a":18446744073709551616})").error().code, ErrorCode::unsupported);
  EXPECT_EQ(read("\xEF\xBB\xBF{}").error().code, ErrorCode::unsupported);
}

TEST_F(Json, RefusesWhatIsTooDeepOrTooLarge) {
  EXPECT_EQ(read(std::string(100'000, '[')).error().code, ErrorCode::malformed)
      << "it is not even closed";
  EXPECT_EQ(read(std::string(5'000, '[') + std::string(5'000, ']')).error().code, ErrorCode::limit);
  EXPECT_EQ(read(std::string(1'010, '[') + std::string(1'010, ']')).error().code, ErrorCode::limit);
  DocumentOptions options;
  options.limits.bytes = 10;
  EXPECT_EQ(read("[1,2,3,4,5,6]", options).error().code, ErrorCode::limit);
  options = {};
  options.limits.entries = 3;
  EXPECT_EQ(read("[1,2,3,4]", options).error().code, ErrorCode::limit);
  EXPECT_TRUE(read("[1]")) << "the reader goes on after an error";
}

TEST(JsonErrorPlace, PointsAtTheFirstWrongByte) {
  EXPECT_EQ(json_error_place("[1,]"), (TextPlace{1, 4}));
  EXPECT_EQ(json_error_place("{\"a\":tru}"), (TextPlace{1, 6}));
  EXPECT_EQ(json_error_place("[\n\"ä\" x]"), (TextPlace{2, 5}));
  EXPECT_EQ(json_error_place("[\"\xFF\"]"), (TextPlace{1, 3}));
  EXPECT_EQ(json_error_place("{\"a\":1"), (TextPlace{1, 7}));
  EXPECT_EQ(json_error_place("{} {}"), (TextPlace{1, 4}));
}

}  // namespace
}  // namespace bulwark::formats
