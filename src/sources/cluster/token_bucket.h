// SPDX-License-Identifier: Apache-2.0
// TokenBucket: so many events a second, and a burst of them after a pause.
#pragma once

#include <algorithm>
#include <chrono>
#include <mutex>

namespace bulwark::sources::cluster {

/// Thread-safe. Tokens are handed out in advance: whoever takes one is told how long to wait for
/// it.
class TokenBucket {
 public:
  using Clock = std::chrono::steady_clock;

  /// Without a limit when `per_second` is not above 0.
  TokenBucket(double per_second, int burst)
      : between_(per_second > 0 ? std::chrono::duration_cast<Clock::duration>(
                                      std::chrono::duration<double>(1 / per_second))
                                : Clock::duration::zero()),
        burst_(std::max(burst, 1)) {}

  /// How long from `now` on the caller has to wait.
  Clock::duration take(Clock::time_point now) {
    const std::lock_guard lock(mutex_);
    // A full bucket is one whose next token was due so long ago.
    next_ = std::max(next_, now - between_ * (burst_ - 1));
    const Clock::duration wait = std::max(next_ - now, Clock::duration::zero());
    next_ += between_;
    return wait;
  }

 private:
  const Clock::duration between_;
  const int burst_;
  std::mutex mutex_;
  Clock::time_point next_ = Clock::time_point::min();
};

}  // namespace bulwark::sources::cluster
