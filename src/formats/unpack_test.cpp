// SPDX-License-Identifier: Apache-2.0
// Packed bytes become the same bytes however they are cut, and what is broken is no silence.
#include "formats/unpack.h"

#include <gtest/gtest.h>
#include <isa-l/igzip_lib.h>

#include <random>

#include "formats/zstd.h"

namespace bulwark::formats {
namespace {

std::string gzip(std::string_view text) {
  std::string out(text.size() + 1000, '\0');
  std::string in(text);
  isal_zstream stream;
  isal_deflate_stateless_init(&stream);
  stream.next_in = reinterpret_cast<std::uint8_t*>(in.data());
  stream.avail_in = static_cast<std::uint32_t>(in.size());
  stream.next_out = reinterpret_cast<std::uint8_t*>(out.data());
  stream.avail_out = static_cast<std::uint32_t>(out.size());
  stream.end_of_stream = 1;
  stream.gzip_flag = IGZIP_GZIP;
  EXPECT_EQ(isal_deflate_stateless(&stream), COMP_OK);
  out.resize(stream.total_out);
  return out;
}

struct Unpacked {
  std::string text;
  Result<void> state;
  bool trailing = false;
};

Unpacked unpack(std::string_view packed, std::size_t cut = 1 << 20,
                const UnpackLimits& limits = {}) {
  Unpacked out;
  Unpacker unpacker(limits);
  const auto take = [&out](std::string_view block) -> Result<void> {
    out.text += block;
    return {};
  };
  for (std::size_t at = 0; at < packed.size() && out.state; at += cut)
    out.state = unpacker.write(packed.substr(at, cut), take);
  if (out.state) out.state = unpacker.finish(take);
  out.trailing = unpacker.trailing();
  return out;
}

// Partly repeating, partly random.
std::string sample(std::size_t size) {
  std::mt19937 random(17);
  std::string out;
  while (out.size() < size) {
    if (random() % 2 == 0) {
      out += std::string(random() % 300, static_cast<char>(random() % 256));
    } else {
      for (auto i = random() % 100; i > 0; --i) out += static_cast<char>(random() % 256);
    }
  }
  return out;
}

TEST(Unpack, gives_the_same_however_it_is_cut) {
  const std::string text = sample(400'000);
  for (const std::string& packed : {gzip(text), compress_zstd(text), text}) {
    for (const std::size_t cut : {1U, 3U, 100U, 65536U, 1U << 20}) {
      const Unpacked out = unpack(packed, cut);
      ASSERT_TRUE(out.state) << out.state.error().text();
      EXPECT_EQ(out.text, text);
    }
  }
}

TEST(Unpack, reads_members_and_frames_one_after_another) {
  const std::string three = gzip("one ") + gzip("") + gzip("two");
  for (std::size_t cut = 1; cut < three.size() + 1; ++cut)
    EXPECT_EQ(unpack(three, cut).text, "one two") << cut;
  const std::string frames = std::string("\x50\x2A\x4D\x18\x02\0\0\0ab", 10) +
                             compress_zstd("one ") + compress_zstd("two");
  for (std::size_t cut = 1; cut < frames.size() + 1; ++cut)
    EXPECT_EQ(unpack(frames, cut).text, "one two") << cut;
}

TEST(Unpack, passes_over_what_follows_a_gzip_stream_and_says_so) {
  EXPECT_FALSE(unpack(gzip("one") + std::string(100, '\0')).trailing);
  for (const std::string tail : {"garbage", "\x1F garbage", "\0\0x"}) {
    const Unpacked out = unpack(gzip("one") + tail, 1);
    EXPECT_TRUE(out.state);
    EXPECT_EQ(out.text, "one");
  }
  EXPECT_TRUE(unpack(gzip("one") + "garbage").trailing);
}

TEST(Unpack, refuses_what_is_broken_or_cut_off) {
  const std::string text = sample(10'000);
  for (const std::string& packed : {gzip(text), compress_zstd(text)}) {
    for (std::size_t size = 6; size < packed.size(); size += 97)
      EXPECT_FALSE(unpack(std::string_view(packed).substr(0, size)).state) << size;
    EXPECT_FALSE(unpack(std::string_view(packed).substr(0, packed.size() - 1)).state);
    std::string wrong = packed;
    wrong[wrong.size() - 2] = static_cast<char>(wrong[wrong.size() - 2] ^ 1);  // of the checksum
    EXPECT_FALSE(unpack(wrong).state);
  }
  EXPECT_EQ(unpack("BZh91AY").state.error().code, ErrorCode::unsupported);
}

TEST(Unpack, stops_bombs) {
  UnpackLimits limits;
  limits.any_ratio = 1 << 20;
  const std::string zeros(std::size_t{16} << 20, '\0');
  for (const std::string& packed : {gzip(zeros), compress_zstd(zeros)}) {
    const Unpacked out = unpack(packed, 1000, limits);
    ASSERT_FALSE(out.state);
    EXPECT_EQ(out.state.error().code, ErrorCode::limit);
    EXPECT_LT(out.text.size(), std::size_t{4} << 20);
  }
  limits = {};
  limits.bytes = 1000;
  EXPECT_EQ(unpack(gzip(std::string(2000, 'x')), 1 << 20, limits).state.error().code,
            ErrorCode::limit);
  EXPECT_EQ(unpack(std::string(2000, 'x'), 1 << 20, limits).state.error().code, ErrorCode::limit);
}

}  // namespace
}  // namespace bulwark::formats
