// SPDX-License-Identifier: Apache-2.0
// Mutated objects as the server's types hold them.
#include "admission/mutate_decode.h"

#include <gtest/gtest.h>

#include <string>

#include "admission/schema_table.h"
#include "formats/builder.h"
#include "formats/json.h"
#include "formats/json_write.h"

namespace bulwark::admission {
namespace {

class Decode : public testing::Test {
 protected:
  std::string decoded(std::string text, Decoding decoding = Decoding::strict_json) {
    const std::size_t size = text.size();
    text.append(formats::kJsonPadding, '\0');
    formats::DocumentOptions options;
    options.resource = false;
    options.drop_nulls = false;
    const auto document = reader_.read(std::string_view(text).substr(0, size), builder_, options);
    const auto schema = built_in_schema(37, "apps/v1", "Deployment");
    if (!document || !schema) return "cannot be read";
    const auto out = decode_mutated(arena_, *schema, document->root, decoding);
    return out ? formats::json_text(*out) : out.error().message;
  }

 private:
  formats::Pool pool_{1, 7};
  formats::Builder builder_{pool_};
  formats::JsonReader reader_;
  Arena arena_;
};

TEST_F(Decode, DropsNullFieldsAndEmptiesNullEntries) {
  EXPECT_EQ(decoded(R"({"metadata":{"labels":{"x":null}},"spec":{"replicas":null}})"),
            R"({"metadata":{"labels":{"x":""}},"spec":{}})");
}

TEST_F(Decode, NamesEveryUnknownField) {
  EXPECT_EQ(decoded(R"({"nope":1,"spec":{"template":{"spec":{"containers":[{"name":"a"},)"
                    R"({"ports":[{"containerPortZ":1}]}]}}}})"),
            "strict decoding error: unknown field \"nope\", unknown field "
            "\"spec.template.spec.containers[1].ports[0].containerPortZ\"");
}

TEST_F(Decode, MakesWholeNumbersIntegers) {
  EXPECT_EQ(decoded(R"({"spec":{"replicas":3.0}})"), R"({"spec":{"replicas":3}})");
}

TEST_F(Decode, RefusesFractionsInIntegerFields) {
  EXPECT_EQ(decoded(R"({"spec":{"replicas":3.5}})", Decoding::conversion),
            "cannot convert float64 to int32");
}

TEST_F(Decode, RefusesNumbersThatDoNotFit) {
  EXPECT_EQ(decoded(R"({"spec":{"replicas":2147483648}})"),
            "json: cannot unmarshal number into field spec.replicas of type int32");
  EXPECT_EQ(decoded(R"({"metadata":{"generation":2147483648}})"),
            R"({"metadata":{"generation":2147483648}})");
}

TEST_F(Decode, RefusesAnotherTypeThanTheFieldHas) {
  EXPECT_EQ(decoded(R"({"spec":{"paused":"yes"}})"),
            "json: cannot unmarshal string into field spec.paused of type bool");
  EXPECT_EQ(decoded(R"({"spec":{"template":[]}})"),
            "json: cannot unmarshal array into field spec.template of type object");
}

TEST_F(Decode, LeavesQuantitiesAndPortsAsTheyAre) {
  const std::string object =
      R"({"spec":{"strategy":{"rollingUpdate":{"maxSurge":1,"maxUnavailable":"25%"}},)"
      R"("template":{"spec":{"containers":[{"resources":{"limits":{"cpu":1,"memory":"1Gi"}}}]}}}})";
  EXPECT_EQ(decoded(object), object);
}

}  // namespace
}  // namespace bulwark::admission
