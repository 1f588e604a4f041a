// SPDX-License-Identifier: Apache-2.0
#include "base/tasks.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <barrier>
#include <set>

namespace bulwark {
namespace {

// Plain integers on purpose: under TSan this also shows that nothing is touched by two threads, and
// that what they wrote is there for the caller.
TEST(Tasks, DoEveryIndexOnce) {
  for (const std::size_t threads : {1U, 2U, 7U}) {
    std::vector<int> done(1000);
    for_each_parallel(done.size(), threads, [&](std::size_t i) { ++done[i]; });
    EXPECT_EQ(std::count(done.begin(), done.end(), 1), 1000) << threads;
  }
}

TEST(Tasks, RunAtTheSameTime) {
  std::barrier meeting(3);  // nobody passes before all three are there
  std::array<std::thread::id, 3> seen;
  for_each_parallel(seen.size(), seen.size(), [&](std::size_t i) {
    meeting.arrive_and_wait();
    seen[i] = std::this_thread::get_id();
  });
  EXPECT_EQ(std::set<std::thread::id>(seen.begin(), seen.end()).size(), 3U);
}

TEST(Tasks, StartNoMoreThreadsThanThereIsWork) {
  std::thread::id seen;
  for_each_parallel(1, 100, [&](std::size_t) { seen = std::this_thread::get_id(); });
  EXPECT_EQ(seen, std::this_thread::get_id());
  for_each_parallel(0, 100, [&](std::size_t) { seen = {}; });
  EXPECT_EQ(seen, std::this_thread::get_id());
}

}  // namespace
}  // namespace bulwark
