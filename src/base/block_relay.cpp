// SPDX-License-Identifier: Apache-2.0
#include "base/block_relay.h"

#include <utility>

namespace bulwark {

BlockRelay::BlockRelay(Work work, std::size_t most_waiting)
    : work_(std::move(work)), most_waiting_(most_waiting), thread_([this] { run(); }) {}

BlockRelay::~BlockRelay() { (void)finish(); }

std::string BlockRelay::buffer() {
  if (spare_.empty()) return {};
  std::string out = std::move(spare_.back());
  spare_.pop_back();
  return out;
}

Result<void> BlockRelay::add(std::string_view block) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return waiting_ < most_waiting_ || !outcome_; });
  if (!outcome_) return outcome_;
  std::string copy = buffer();
  lock.unlock();
  copy.assign(block);
  lock.lock();
  waiting_ += copy.size();
  queue_.push_back(std::move(copy));
  changed_.notify_all();
  return {};
}

bool BlockRelay::failed() const {
  const std::lock_guard lock(mutex_);
  return !outcome_;
}

Result<void> BlockRelay::finish() {
  {
    const std::lock_guard lock(mutex_);
    ended_ = true;
    changed_.notify_all();
  }
  if (thread_.joinable()) thread_.join();
  return outcome_;
}

void BlockRelay::run() {
  std::unique_lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, [&] { return !queue_.empty() || ended_; });
    if (queue_.empty()) return;
    std::string block = std::move(queue_.front());
    queue_.pop_front();
    lock.unlock();
    Result<void> done = work_(block);
    lock.lock();
    waiting_ -= block.size();
    spare_.push_back(std::move(block));
    if (!done) {
      outcome_ = std::move(done);
      queue_.clear();
    }
    changed_.notify_all();
    if (!outcome_) return;
  }
}

}  // namespace bulwark
