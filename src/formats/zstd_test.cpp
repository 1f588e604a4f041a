// SPDX-License-Identifier: Apache-2.0
#include "formats/zstd.h"

#include <gtest/gtest.h>

namespace bulwark::formats {
namespace {

constexpr std::size_t kMost = std::size_t{1} << 20;

TEST(Zstd, GivesBackWhatItWasGiven) {
  for (const std::string& bytes : {std::string(), std::string("a"), std::string(300'000, 'b')}) {
    const auto back = decompress_zstd(compress_zstd(bytes), kMost);
    ASSERT_TRUE(back) << back.error().text();
    EXPECT_EQ(*back, bytes);
  }
}

TEST(Zstd, RefusesEveryFrameThatIsCutShort) {
  const std::string frame = compress_zstd("nodes tell what they run");
  for (std::size_t size = 0; size < frame.size(); ++size)
    EXPECT_FALSE(decompress_zstd(std::string_view(frame).substr(0, size), kMost)) << size;
}

TEST(Zstd, RefusesEveryChangedByte) {
  const std::string text = "nodes tell what they run";
  const std::string frame = compress_zstd(text);
  for (std::size_t at = 0; at < frame.size(); ++at) {
    std::string changed = frame;
    changed[at] = static_cast<char>(changed[at] ^ 1);
    const auto back = decompress_zstd(changed, kMost);
    EXPECT_TRUE(!back || *back == text) << at;
  }
}

TEST(Zstd, StopsAtTheLimitWhateverTheFrameSays) {
  const auto back = decompress_zstd(compress_zstd(std::string(kMost + 1, 'c')), kMost);
  ASSERT_FALSE(back);
  EXPECT_EQ(back.error().code, ErrorCode::limit);
}

TEST(Zstd, RefusesWhatFollowsTheFrame) {
  EXPECT_FALSE(decompress_zstd(compress_zstd("a") + "b", kMost));
}

}  // namespace
}  // namespace bulwark::formats
