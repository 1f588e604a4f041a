// SPDX-License-Identifier: Apache-2.0
#include "base/block_relay.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <string>
#include <thread>

namespace bulwark {
namespace {

constexpr std::size_t kRoomy = 1000;

// What the work writes is no atomic on purpose: under TSan this also shows that finish() hands it
// over.
TEST(BlockRelay, WorksOnAllInOrderOnOneOtherThread) {
  std::string got;
  std::thread::id worker;
  BlockRelay relay(
      [&](std::string_view block) -> Result<void> {
        got += block;
        worker = std::this_thread::get_id();
        return {};
      },
      kRoomy);
  std::string expected;
  for (int i = 0; i < 5000; ++i) {
    const std::string block = std::to_string(i) + ",";
    expected += block;
    ASSERT_TRUE(relay.add(block));
  }
  EXPECT_TRUE(relay.finish());
  EXPECT_EQ(got, expected);
  EXPECT_NE(worker, std::this_thread::get_id());
}

TEST(BlockRelay, KeepsNoMoreWaitingThanItMay) {
  constexpr std::size_t kMost = 10;
  std::atomic<std::size_t> added = 0;
  std::size_t done = 0;
  std::size_t most = 0;
  BlockRelay relay(
      [&](std::string_view) -> Result<void> {
        most = std::max(most, added - done);
        ++done;
        return {};
      },
      kMost);
  for (int i = 0; i < 20'000; ++i) {
    ASSERT_TRUE(relay.add("x"));
    ++added;
  }
  EXPECT_TRUE(relay.finish());
  EXPECT_EQ(done, 20'000U);
  EXPECT_LE(most, kMost);
}

TEST(BlockRelay, TakesABlockThatIsLargerThanWhatMayWait) {
  std::size_t bytes = 0;
  BlockRelay relay(
      [&](std::string_view block) -> Result<void> {
        bytes += block.size();
        return {};
      },
      10);
  const std::string large(1000, 'x');
  for (int i = 0; i < 100; ++i) ASSERT_TRUE(relay.add(large));
  EXPECT_TRUE(relay.finish());
  EXPECT_EQ(bytes, 100'000U);
}

TEST(BlockRelay, EndsWithTheFirstError) {
  int worked = 0;
  BlockRelay relay(
      [&](std::string_view block) -> Result<void> {
        ++worked;
        if (block == "bad") return fail(ErrorCode::malformed, "bad block");
        return {};
      },
      3);
  EXPECT_TRUE(relay.add("good"));
  Result<void> said = relay.add("bad");
  while (said) said = relay.add("good");  // sooner or later
  EXPECT_EQ(said.error().message, "bad block");
  EXPECT_TRUE(relay.failed());
  EXPECT_EQ(relay.finish(), said);
  EXPECT_EQ(worked, 2);
}

TEST(BlockRelay, WithoutABlockHasNothingToDo) {
  BlockRelay relay([](std::string_view) { return fail(ErrorCode::internal, "called"); }, kRoomy);
  EXPECT_FALSE(relay.failed());
  EXPECT_TRUE(relay.finish());
  EXPECT_TRUE(relay.finish());
}

}  // namespace
}  // namespace bulwark
