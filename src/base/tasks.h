// SPDX-License-Identifier: Apache-2.0
// Work spread over threads.
#pragma once

#include <atomic>
#include <cstddef>
#include <thread>
#include <vector>

namespace bulwark {

/// Calls `work(i)` for every i below `count`, on at most `threads` threads at once, and returns
/// when all are done. Which thread takes which i is not determined; `work` must be safe to call
/// from several at once.
template <class Work>
void for_each_parallel(std::size_t count, std::size_t threads, const Work& work) {
  std::atomic<std::size_t> next = 0;
  const auto run = [&] {
    for (std::size_t i = next++; i < count; i = next++) work(i);
  };
  std::vector<std::jthread> others;
  for (std::size_t i = 1; i < threads && i < count; ++i) others.emplace_back(run);
  run();
}

}  // namespace bulwark
