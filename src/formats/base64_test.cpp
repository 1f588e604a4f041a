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

}  // namespace
}  // namespace bulwark::formats
