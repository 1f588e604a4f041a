// SPDX-License-Identifier: Apache-2.0
#include "formats/json_peek.h"

#include <gtest/gtest.h>

#include "formats/json.h"

namespace bulwark::formats {
namespace {

std::optional<std::string> continue_of(std::string text) {
  const std::size_t size = text.size();
  text.resize(size + kJsonPadding);
  return JsonPeek().text_at(std::string_view(text.data(), size), "metadata", "continue");
}

TEST(JsonPeek, FindsAFieldBeforeAndBehindLargerOnes) {
  EXPECT_EQ(continue_of(R"({"kind":"List","metadata":{"continue":"abc"},"items":[1,2]})"), "abc");
  EXPECT_EQ(
      continue_of(R"({"items":[{"metadata":{"continue":"no"}}],"metadata":{"continue":"a\"b"}})"),
      "a\"b");
}

TEST(JsonPeek, HasNothingForOtherShapes) {
  for (const char* text : {"", "[]", "{}", "{\"metadata\":1}", "{\"metadata\":{\"continue\":7}}",
                           "<html>", "{\"metadata\":{\"continue\":", "{\"metadata\""}) {
    EXPECT_EQ(continue_of(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace bulwark::formats
