// SPDX-License-Identifier: Apache-2.0
#include "formats/yaml_scalar.h"

#include <gtest/gtest.h>

#include "formats/json_write.h"

namespace bulwark::formats {
namespace {

// The JSON of a plain scalar; "text" for one that stays a string, "none" for what JSON cannot
// carry.
std::string json(std::string_view text) {
  const YamlScalar scalar = resolve_plain(text);
  if (scalar.type == ScalarType::string) return "text";
  const auto value = json_value(scalar);
  return value ? json_text(*value) : "none";
}

TEST(YamlScalar, KnowsTheWordsForTrueAndFalse) {
  for (const char* text :
       {"y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"}) {
    EXPECT_EQ(json(text), "true") << text;
  }
  for (const char* text :
       {"n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"}) {
    EXPECT_EQ(json(text), "false") << text;
  }
  for (const char* text : {"yEs", "tRue", "oN", "nO", "ye", "truee", "offf", "t", "f", "o"}) {
    EXPECT_EQ(json(text), "text") << text;
  }
}

TEST(YamlScalar, KnowsTheWordsForNull) {
  for (const char* text : {"", "~", "null", "Null", "NULL"}) EXPECT_EQ(json(text), "null") << text;
  for (const char* text : {"nUll", "~~", "nil", "none"}) EXPECT_EQ(json(text), "text") << text;
}

TEST(YamlScalar, ReadsIntegersAsGoDoes) {
  EXPECT_EQ(json("0"), "0");
  for (const char* text :
       {"017", "0o17", "0O17", "0xF", "0XF", "0b1111", "+15", "1_5", "15_", "0_17"}) {
    EXPECT_EQ(json(text), "15") << text;
  }
  EXPECT_EQ(json("-0x1"), "-1");
  EXPECT_EQ(json("-_1"), "-1");
  EXPECT_EQ(json("0b-1"), "-1");
  EXPECT_EQ(json("1_000"), "1000");
  EXPECT_EQ(json("9223372036854775807"), "9223372036854775807");
  EXPECT_EQ(json("-9223372036854775808"), "-9223372036854775808");
  EXPECT_EQ(json("9223372036854775808"), "9223372036854775808");
  EXPECT_EQ(json("18446744073709551615"), "18446744073709551615");
  EXPECT_EQ(resolve_plain("18446744073709551615").type, ScalarType::unsigned_integer);
  EXPECT_EQ(resolve_plain("18446744073709551616").type, ScalarType::floating);
  EXPECT_EQ(resolve_plain("-9223372036854775809").type, ScalarType::floating);
}

TEST(YamlScalar, ReadsDecimalsAsGoDoes) {
  EXPECT_EQ(json("1e3"), "1000");
  EXPECT_EQ(json("1.0"), "1");
  EXPECT_EQ(json("1."), "1");
  EXPECT_EQ(json("08"), "8");
  EXPECT_EQ(json("12e03"), "12000");
  EXPECT_EQ(json("-0.0"), "0");
  for (const auto& [text, value] :
       {std::pair{"-.5", -0.5}, {".5", 0.5}, {".1_0", 0.1}, {"1.5", 1.5}, {"1e-400", 0.0}}) {
    EXPECT_EQ(resolve_plain(text).floating, value) << text;
  }
  EXPECT_TRUE(json_value(resolve_plain("1e21"))->is_double());
  EXPECT_TRUE(json_value(resolve_plain("1e19"))->is_uint());
  EXPECT_TRUE(json_value(resolve_plain("1e18"))->is_int());
}

TEST(YamlScalar, LeavesTextThatOnlyLooksLikeANumber) {
  for (const char* text : {"1e400",
                           "0x1p3",
                           "0b2",
                           "0x",
                           "1e",
                           "12:30:45",
                           "190:20:30",
                           "1.20.3",
                           "100m",
                           "-.NaN",
                           "inf",
                           "_1",
                           ".0x1",
                           "._1",
                           ".1_",
                           "..",
                           ".",
                           "+",
                           "-",
                           "2001-12-14",
                           "1Gi",
                           "-a",
                           "1,000",
                           ".5e400",
                           "0x1FFFFFFFFFFFFFFFFF",
                           "2001-12-14t21:59:43.10-05:00",
                           "--1",
                           "+-1"}) {
    EXPECT_EQ(json(text), "text") << text;
  }
}

TEST(YamlScalar, HasNoJsonForInfinityAndNan) {
  for (const char* text :
       {".inf", ".Inf", ".INF", "+.inf", "-.inf", "-.INF", ".nan", ".NaN", ".NAN"}) {
    EXPECT_EQ(json(text), "none") << text;
  }
}

TEST(YamlScalar, ChecksTags) {
  const auto type = [](std::string_view name, std::string_view text) -> int {
    const auto scalar = resolve_tagged(std::string(kYamlTagPrefix) + std::string(name), text);
    return scalar ? static_cast<int>(scalar->type) : -1;
  };
  constexpr auto kString = static_cast<int>(ScalarType::string);
  EXPECT_EQ(type("str", "1"), kString);
  EXPECT_EQ(type("int", "12"), static_cast<int>(ScalarType::integer));
  EXPECT_EQ(type("int", "1.5"), -1);
  EXPECT_EQ(type("float", "1"), static_cast<int>(ScalarType::floating));
  EXPECT_EQ(type("float", "18446744073709551615"), -1);
  EXPECT_EQ(type("bool", "yes"), static_cast<int>(ScalarType::boolean));
  EXPECT_EQ(type("null", "~"), static_cast<int>(ScalarType::null));
  EXPECT_EQ(type("null", "x"), -1);
  EXPECT_EQ(type("timestamp", "2001-12-14"), kString);
  EXPECT_EQ(type("timestamp", "2001-1-2t3:4:5Z"), kString);
  EXPECT_EQ(type("timestamp", "2001-12-14 21:59:43.1"), kString);
  EXPECT_EQ(type("timestamp", "2001-02-30"), -1);
  EXPECT_EQ(type("timestamp", "1"), -1);
  EXPECT_EQ(type("set", "1"), kString);
}

TEST(YamlScalar, MakesKeys) {
  const auto key = [](std::string_view text) {
    return key_text(resolve_plain(text), text).value_or("none");
  };
  EXPECT_EQ(key("on"), "true");
  EXPECT_EQ(key("017"), "15");
  EXPECT_EQ(key("1.50"), "1.5");
  EXPECT_EQ(key("1.0"), "1");
  EXPECT_EQ(key("1000000.0"), "1e+06");
  EXPECT_EQ(key("123456.75"), "123456.75");
  EXPECT_EQ(key("0.0001"), "0.0001");
  EXPECT_EQ(key("0.00001"), "1e-05");
  EXPECT_EQ(key("1.25e-7"), "1.25e-07");
  EXPECT_EQ(key("1e39"), ".inf");
  EXPECT_EQ(key("-0.0"), "-0");
  EXPECT_EQ(key("16777217.0"), "1.6777216e+07");
  EXPECT_EQ(key(".nan"), ".nan");
  EXPECT_EQ(key("~"), "none");
  EXPECT_EQ(key("18446744073709551615"), "none");
}

TEST(YamlScalar, DecodesBase64) {
  EXPECT_EQ(decode_binary("aGk="), "hi");
  EXPECT_EQ(decode_binary("aG\nk=\r\n"), "hi");
  EXPECT_EQ(decode_binary(""), "");
  EXPECT_EQ(decode_binary("/w=="), "\xEF\xBF\xBD");
  for (const char* text : {"aGk", "a", "aG k=", "aGk=aGk=", "====", "a==="}) {
    EXPECT_EQ(decode_binary(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace bulwark::formats
