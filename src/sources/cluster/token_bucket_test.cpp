// SPDX-License-Identifier: Apache-2.0
#include "sources/cluster/token_bucket.h"

#include <gtest/gtest.h>

namespace bulwark::sources::cluster {
namespace {

using std::chrono::milliseconds;

class TokenBucketTest : public testing::Test {
 protected:
  long long wait_ms() {
    return std::chrono::duration_cast<milliseconds>(bucket_.take(now_)).count();
  }
  TokenBucket bucket_{10, 3};
  TokenBucket::Clock::time_point now_ = TokenBucket::Clock::now();
};

TEST_F(TokenBucketTest, LetsABurstThroughAndThenSpacesThemOut) {
  for (const long long wanted : {0, 0, 0, 100, 200, 300}) EXPECT_EQ(wait_ms(), wanted);
}

TEST_F(TokenBucketTest, FillsUpAgainButNotAboveABurst) {
  for (int i = 0; i < 5; ++i) wait_ms();
  now_ += std::chrono::hours(1);
  for (const long long wanted : {0, 0, 0, 100}) EXPECT_EQ(wait_ms(), wanted);
}

TEST(TokenBucket, HasNoLimitWhereNoneIsWanted) {
  TokenBucket bucket(0, 1);
  const auto now = TokenBucket::Clock::now();
  for (int i = 0; i < 1000; ++i) EXPECT_EQ(bucket.take(now).count(), 0);
}

}  // namespace
}  // namespace bulwark::sources::cluster
