// SPDX-License-Identifier: Apache-2.0
// Interrupt: Ctrl-C and SIGTERM as a stop token.
#pragma once

#include <csignal>
#include <stop_token>
#include <thread>

namespace bulwark::cli {

/// Make one at the start of main, before any other thread. The first signal asks everybody to stop;
/// the second ends the program at once. SIGPIPE is ignored, so that a broken pipe is an error of
/// the write.
class Interrupt {
 public:
  Interrupt();
  ~Interrupt();
  Interrupt(const Interrupt&) = delete;
  Interrupt& operator=(const Interrupt&) = delete;

  std::stop_token token() const { return stop_.get_token(); }

 private:
  void watch(const std::stop_token& done);

  sigset_t signals_{};
  std::stop_source stop_;
  std::jthread watcher_;
};

}  // namespace bulwark::cli
