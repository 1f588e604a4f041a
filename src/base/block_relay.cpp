// SPDX-License-Identifier: Apache-2.0
#include "base/block_relay.h"

#include <utility>

namespace bulwark {
namespace {

constexpr std::size_t kMostBlocks = 1024;
constexpr std::size_t kMostSpare = 16;
constexpr std::size_t kSmall = 4096;

}  // namespace

BlockRelay::BlockRelay(Work work, std::size_t most_waiting)
    : work_(std::move(work)), most_waiting_(most_waiting), thread_([this] { run(); }) {}

BlockRelay::~BlockRelay() { end(); }

// A small block does not get a large buffer: many of them would wait in as many of these.
std::string BlockRelay::buffer_for(std::size_t size) {
  if (spare_.empty() || spare_.back().capacity() > 4 * size + kSmall) return {};
  std::string out = std::move(spare_.back());
  spare_.pop_back();
  return out;
}

Result<void> BlockRelay::add(std::string_view block) {
  std::unique_lock lock(mutex_);
  changed_.wait(
      lock, [&] { return (waiting_ < most_waiting_ && queue_.size() < kMostBlocks) || !outcome_; });
  if (!outcome_) return outcome_;
  std::string copy = buffer_for(block.size());
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

void BlockRelay::end() {
  {
    const std::lock_guard lock(mutex_);
    ended_ = true;
    changed_.notify_all();
  }
  if (thread_.joinable()) thread_.join();
}

Result<void> BlockRelay::finish() {
  end();
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
    if (spare_.size() < kMostSpare) spare_.push_back(std::move(block));
    if (!done) {
      outcome_ = std::move(done);
      queue_.clear();
    }
    changed_.notify_all();
    if (!outcome_) return;
  }
}

}  // namespace bulwark
