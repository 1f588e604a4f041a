// SPDX-License-Identifier: Apache-2.0
// Merges and patches against what Kubernetes' own code made of the same input
// (tests/oracle/mutation).
#include <gtest/gtest.h>

#include <fstream>
#include <string>

#include "admission/apply_configuration.h"
#include "admission/json_patch.h"
#include "admission/schema_table.h"
#include "formats/builder.h"
#include "formats/json.h"
#include "formats/json_write.h"

namespace bulwark::admission {
namespace {

using formats::Value;

class MutationOracle : public testing::Test {
 protected:
  // Calls `judge` with every case of a file.
  template <class Judge>
  void for_each_case(const std::string& name, Judge judge) {
    std::ifstream file(std::string(BULWARK_SOURCE_DIR) + "/tests/oracle/mutation/" + name);
    ASSERT_TRUE(file.is_open()) << name;
    std::string line;
    std::size_t number = 0;
    while (std::getline(file, line)) {
      ++number;
      formats::Pool pool(1, number);
      formats::Builder builder(pool);
      const Value of = read(line, builder);
      ASSERT_TRUE(of.is_map()) << name << ":" << number;
      Arena arena(std::size_t{1} << 16);
      judge(arena, of, name + ":" + std::to_string(number));
    }
    EXPECT_GT(number, 500U) << name;
  }

 private:
  Value read(const std::string& line, formats::Builder& builder) {
    std::string text = line;
    text.append(formats::kJsonPadding, '\0');
    formats::DocumentOptions options;
    options.resource = false;
    options.drop_nulls = false;
    auto document = reader_.read(std::string_view(text).substr(0, line.size()), builder, options);
    return document ? document->root : Value();
  }

  formats::JsonReader reader_;
};

TEST_F(MutationOracle, MergesAsStructuredMergeDiffDoes) {
  std::size_t merged = 0;
  for_each_case("merge.jsonl", [&](Arena& arena, const Value& of, const std::string& where) {
    const Value& object = *of.find("object");
    const auto schema = built_in_schema(37, object.text("apiVersion"), object.text("kind"));
    ASSERT_TRUE(schema.has_value()) << where << " " << object.text("kind");
    const auto result = apply_configuration(arena, *schema, object, *of.find("patch"));
    const std::string_view error = of.text("error");
    if (!error.empty()) {
      ASSERT_FALSE(result.has_value()) << where << " wanted: " << error;
      // "*": the text depends on the order in which Go walks its maps.
      if (error != "*") {
        EXPECT_EQ(result.error().message, error) << where;
      }
      return;
    }
    ASSERT_TRUE(result.has_value()) << where << " " << result.error().message;
    EXPECT_EQ(formats::json_text(*result), formats::json_text(*of.find("result"))) << where;
    ++merged;
  });
  EXPECT_GT(merged, 300U);
}

TEST_F(MutationOracle, PatchesAsTheLibraryDoes) {
  std::size_t patched = 0;
  for_each_case("patch.jsonl", [&](Arena& arena, const Value& of, const std::string& where) {
    std::vector<PatchOperation> operations;
    for (const Value& item : of.find("patch")->items()) {
      operations.push_back({std::string(item.text("op")), std::string(item.text("path")),
                            std::string(item.text("from")), std::nullopt});
      if (const Value* value = item.find("value")) operations.back().value = *value;
    }
    const auto result = apply_json_patch(arena, *of.find("document"), operations);
    const Value* wanted = of.find("result");
    const bool test_failed = of.find("test_failed") != nullptr;
    if (wanted == nullptr && !test_failed) {
      ASSERT_FALSE(result.has_value()) << where << " wanted: " << of.text("error");
      EXPECT_EQ(result.error().message, of.text("error")) << where;
      return;
    }
    ASSERT_TRUE(result.has_value()) << where << " " << result.error().message;
    EXPECT_EQ(result->test_failed, test_failed) << where;
    if (test_failed) return;
    EXPECT_EQ(formats::json_text(result->document), formats::json_text(*wanted)) << where;
    ++patched;
  });
  EXPECT_GT(patched, 300U);
}

}  // namespace
}  // namespace bulwark::admission
