// SPDX-License-Identifier: Apache-2.0
#include "formats/yaml_write.h"

#include <gtest/gtest.h>

#include <random>

#include "formats/json.h"
#include "formats/json_write.h"
#include "formats/yaml.h"

namespace bulwark::formats {
namespace {

class YamlWrite : public ::testing::Test {
 protected:
  static DocumentOptions plain() {
    DocumentOptions options;
    options.resource = false;
    options.drop_nulls = false;
    return options;
  }
  Value from_json(std::string text) {
    const std::size_t size = text.size();
    text.resize(size + kJsonPadding);
    const auto read = JsonReader().read(std::string_view(text).substr(0, size), builder_, plain());
    EXPECT_TRUE(read) << text;
    return read ? read->root : Value();
  }
  /// The value, as JSON, that the YAML reader makes of what was written.
  std::string back(const Value& value) {
    const std::string yaml = yaml_text(value);
    const auto read = YamlReader().read(yaml, builder_, plain());
    return read ? json_text(read->root) : read.error().text() + "\n" + yaml;
  }
  Value text(std::string_view content) {
    builder_.begin_map();
    builder_.key("a");
    builder_.begin_list();
    builder_.string(content);
    builder_.end_list();
    builder_.key("b");
    builder_.string(content);
    builder_.end_map();
    return builder_.finish();
  }

  Pool pool_{1, 42};
  Builder builder_{pool_};
};

TEST_F(YamlWrite, IsBlockStyleWithSortedKeys) {
  EXPECT_EQ(yaml_text(from_json(R"({"kind":"A","spec":{"l":[{"x":1,"a":"b c"},[2],{}],"e":[]}})")),
            "kind: A\nspec:\n  e: []\n  l:\n  - a: b c\n    x: 1\n  - - 2\n  - {}\n");
}

TEST_F(YamlWrite, QuotesWhatWouldBeReadAsAnythingButAText) {
  for (const char* word : {"yes",
                           "null",
                           "~",
                           "1",
                           "1.5",
                           "0x1f",
                           "1:30",
                           "2026-11-24",
                           "",
                           " a",
                           "a ",
                           "a: b",
                           "a #b",
                           "- a",
                           "*x",
                           "&x",
                           "!x",
                           "%x",
                           "@x",
                           "`x",
                           "a\tb",
                           "{a",
                           "[a",
                           "?",
                           ":",
                           "=",
                           "<<",
                           "---",
                           "...",
                           "\"",
                           "'a",
                           ".5",
                           "-1",
                           "1e3",
                           "off",
                           "y",
                           "\x7f",
                           "\xC2\x85x",
                           "a\xE2\x80\xA8"
                           "b",
                           "\xEF\xBB\xBF"
                           "a",
                           "\xEF\xBF\xBF",
                           "\xF0\x9F\x98\x80",
                           "a\r\nb"}) {
    const Value value = text(word);
    EXPECT_EQ(back(value), json_text(value));
    const Value key = from_json("{" + json_text(*value.find("b")) + ":1}");
    EXPECT_EQ(back(key), json_text(key));
  }
}

TEST_F(YamlWrite, FoldsLongTextsBetweenWords) {
  std::string words;
  for (int i = 0; i < 60; ++i) words += (i == 0 ? "'word" : " 'word") + std::to_string(i) + "' #x";
  const std::string yaml = yaml_text(text(words));
  EXPECT_TRUE(yaml.contains("b: >-\n  'word0' #x 'word1' #x"));
  for (std::size_t begin = 0; begin < yaml.size();) {
    const std::size_t end = yaml.find('\n', begin);
    EXPECT_LE(end - begin, 100U);
    begin = end + 1;
  }
  EXPECT_EQ(back(text(words)), json_text(text(words)));
}

TEST_F(YamlWrite, KeepsLines) {
  EXPECT_TRUE(
      yaml_text(text("one: x\n  two\n\nthree")).contains("b: |-\n  one: x\n    two\n\n  three\n"));
  for (const char* lines : {"a\nb", "a\n", "a\n\n", "\na", " a\nb", "a\n \nb", "a \nb", "a\n\n b\n",
                            "\n", "a\n# b", "---\nb"}) {
    EXPECT_EQ(back(text(lines)), json_text(text(lines)));
  }
}

TEST_F(YamlWrite, WritesADocumentThatIsNoMap) {
  for (const char* json : {"null", "true", "-12", "1.5", "1e+300", "\"a b\"", "[]", "{}",
                           "[[],[{}]]", "\"a\\nb\"", "18446744073709551615"}) {
    EXPECT_EQ(back(from_json(json)), json_text(from_json(json)));
  }
}

TEST_F(YamlWrite, AnnouncesAKeyThatIsTooLongForAnyReader) {
  const Value value = from_json("[{\"" + std::string(1500, 'k') + "\":{\"a\":[1]},\"b\":2}]");
  EXPECT_EQ(back(value), json_text(value));
}

TEST_F(YamlWrite, IsReadBackWhateverTheTextIs) {
  std::mt19937 random(7);  // NOLINT(cert-msc51-cpp,bugprone-random-generator-seed): repeatable
  const std::string_view alphabet = "ab \n:#-'\"{}[],&*!|>%@`\\\t=?0.";
  for (int round = 0; round < 3000; ++round) {
    std::string content;
    const std::size_t length = random() % (round % 5 == 0 ? 400 : 12);
    for (std::size_t i = 0; i < length; ++i) content += alphabet[random() % alphabet.size()];
    const Value value = text(content);
    ASSERT_EQ(back(value), json_text(value)) << yaml_text(value);
  }
}

}  // namespace
}  // namespace bulwark::formats
