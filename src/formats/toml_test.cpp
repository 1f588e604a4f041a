// SPDX-License-Identifier: Apache-2.0
// What of TOML becomes which value.
#include "formats/toml.h"

#include <gtest/gtest.h>

#include <string>

#include "formats/json_write.h"

namespace bulwark::formats {
namespace {

class Toml : public testing::Test {
 protected:
  Result<Value> read(std::string_view text, const Limits& limits = kTomlLimits) {
    return read_toml(text, builder_, limits);
  }

  std::string json(std::string_view text) {
    const auto value = read(text);
    return value ? json_text(*value) : value.error().text();
  }

  Pool pool_{1, 7};
  Builder builder_{pool_};
};

TEST_F(Toml, has_tables_dotted_keys_and_lists_of_tables) {
  EXPECT_EQ(json("version = 2\n[plugins.\"io.x.v1\"]\na.b = [1, 'two']\n[[hosts]]\nname = \"h\"\n"),
            R"({"hosts":[{"name":"h"}],"plugins":{"io.x.v1":{"a":{"b":[1,"two"]}}},"version":2})");
}

TEST_F(Toml, has_every_kind_of_scalar) {
  EXPECT_EQ(
      json("a = true\nb = 0x10\nc = 1.5\nd = \"\\u00e9\\n\"\ne = 'c:\\x'\nf = inf\ng = nan\n"),
      R"({"a":true,"b":16,"c":1.5,"d":"é\n","e":"c:\\x","f":"inf","g":"nan"})");
  EXPECT_EQ(json("a = 2026-11-30T08:00:00Z\nb = 2026-11-30\nc = 08:00:00\n"),
            R"({"a":"2026-11-30T08:00:00Z","b":"2026-11-30","c":"08:00:00"})");
  EXPECT_EQ(json(""), "{}");
}

TEST_F(Toml, says_where_it_is_wrong) {
  const auto value = read("a = 1\nb = \n");
  ASSERT_FALSE(value.has_value());
  EXPECT_EQ(value.error().code, ErrorCode::malformed);
  EXPECT_EQ(value.error().where, "2:5");
  EXPECT_FALSE(read("a = 1\na = 2\n").has_value());
  EXPECT_FALSE(read("a = \"\xff\"\n").has_value());
}

TEST_F(Toml, lets_each_table_have_one_place) {
  EXPECT_EQ(json("[a.b]\nx = 1\n[a]\ny = 2\n[[c]]\n[c.d]\nz = 3\n[[c]]\n"),
            R"({"a":{"b":{"x":1},"y":2},"c":[{"d":{"z":3}},{}]})");
  for (const char* text : {"[a]\n[a]\n", "a.b = 1\n[a]\n", "a = {b = 1}\na.c = 2\n",
                           "a = {b = 1}\n[a.c]\n", "a = [1]\n[[a]]\n", "[[a]]\n[a]\n",
                           "[a.b]\n[a]\nb.c = 1\n", "a = 1\na.b = 2\n", "a = {b = 1, b.c = 2}\n"})
    EXPECT_FALSE(read(text).has_value()) << text;
}

TEST_F(Toml, has_strings_of_several_lines) {
  EXPECT_EQ(json("a = \"\"\"\n\"x\"\\\n\n   y\"\"\"\"\"\nb = '''\n\\n\r\n'''\n"),
            R"({"a":"\"x\"y\"\"","b":"\\n\n"})");
}

TEST_F(Toml, has_limits) {
  const auto steps = [](std::size_t count) {
    std::string key = "a";
    for (std::size_t i = 0; i < count; ++i) key += ".a";
    return key + " = 1\n";
  };
  EXPECT_TRUE(read(steps(99)).has_value());
  EXPECT_EQ(read(steps(100)).error().code, ErrorCode::limit);
  EXPECT_TRUE(read("a = " + std::string(100, '[') + std::string(100, ']')).has_value());
  EXPECT_EQ(read("a = " + std::string(102, '[') + std::string(102, ']')).error().code,
            ErrorCode::limit);
  EXPECT_EQ(read("a = [1, 2, 3]", {.bytes = 100, .depth = 9, .entries = 3}).error().code,
            ErrorCode::limit);
  EXPECT_EQ(read("a = 1", {.bytes = 4, .depth = 9, .entries = 9}).error().code, ErrorCode::limit);
  EXPECT_EQ(json("b = 1"), R"({"b":1})");  // nothing is left of those before
}

}  // namespace
}  // namespace bulwark::formats
