// SPDX-License-Identifier: Apache-2.0
#include "formats/base64.h"

#include <gtest/gtest.h>

#include "formats/yaml_scalar.h"

namespace bulwark::formats {
namespace {

TEST(Base64, PadsAsTheStandardSays) {
  EXPECT_EQ(encode_base64(""), "");
  EXPECT_EQ(encode_base64("f"), "Zg==");
  EXPECT_EQ(encode_base64("fo"), "Zm8=");
  EXPECT_EQ(encode_base64("foo"), "Zm9v");
  EXPECT_EQ(encode_base64("\xFF\xFE\xFD\xFC"), "//79/A==");
}

TEST(Base64, ComesBack) {
  std::string text;
  for (char c = ' '; c < '~'; ++c) {
    text += c;
    EXPECT_EQ(decode_binary(encode_base64(text)), text);
  }
}

TEST(Base64, IsDecodedToBytesOrNotAtAll) {
  EXPECT_EQ(decode_base64("//79\r\n/A==\n"), "\xFF\xFE\xFD\xFC");
  EXPECT_EQ(decode_base64(""), "");
  for (const char* text : {"Zg", "Zg=", "Zg===", "====", "Zg==Zg==", "Z g=", "Zm9v-", "="})
    EXPECT_EQ(decode_base64(text), std::nullopt) << text;
}

}  // namespace
}  // namespace bulwark::formats
