// SPDX-License-Identifier: Apache-2.0
// BlockRelay: what one thread makes block by block, another works on, so that neither waits for
// what the other does with the same bytes.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "base/result.h"

namespace bulwark {

/// Hands copies of blocks to a thread of its own, in the order in which they came. Thread-safe but
/// for finish(), which is called once all have added what they have.
class BlockRelay {
 public:
  /// Called on the relay's thread alone, for one block after another. Its first error ends the
  /// work: what waits, and what comes after it, is dropped.
  using Work = std::function<Result<void>(std::string_view)>;

  /// `most_waiting`: bytes; add() waits while there are as many, or very many small blocks. What
  /// `work` refers to must outlive the relay, or its finish().
  BlockRelay(Work work, std::size_t most_waiting);
  BlockRelay(const BlockRelay&) = delete;
  BlockRelay& operator=(const BlockRelay&) = delete;
  /// Waits for the work as finish() does.
  ~BlockRelay();

  /// Error: that of the work, as soon as it is known.
  Result<void> add(std::string_view block);
  bool failed() const;
  /// Waits until all that was added is worked on. Error: that of the work. Nothing may be added
  /// after it.
  Result<void> finish();

 private:
  void run();
  void end();
  std::string buffer_for(std::size_t size);  // with the lock held

  const Work work_;
  const std::size_t most_waiting_;
  mutable std::mutex mutex_;  ///< of what follows
  std::condition_variable changed_;
  std::deque<std::string> queue_;
  std::vector<std::string> spare_;  ///< worked on, their memory to be used again
  std::size_t waiting_ = 0;         ///< bytes, with those of the block that is worked on
  bool ended_ = false;
  Result<void> outcome_;
  std::thread thread_;
};

}  // namespace bulwark
