// SPDX-License-Identifier: Apache-2.0
// A thread that waits for signals, so that no handler has to run in between.
#include "cli/interrupt.h"

#include <unistd.h>

#include <ctime>

#include "cli/exit_code.h"

namespace bulwark::cli {

Interrupt::Interrupt() {
  sigemptyset(&signals_);
  sigaddset(&signals_, SIGINT);
  sigaddset(&signals_, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals_, nullptr);
  std::signal(SIGPIPE, SIG_IGN);  // NOLINT(performance-no-int-to-ptr): the system's macro
  watcher_ = std::jthread([this](const std::stop_token& done) { watch(done); });
}

Interrupt::~Interrupt() = default;

void Interrupt::watch(const std::stop_token& done) {
  constexpr timespec kTick{0, 50'000'000};
  while (!done.stop_requested()) {
    if (sigtimedwait(&signals_, nullptr, &kTick) < 0) continue;
    if (!stop_.request_stop()) _exit(kInterrupted);
  }
}

}  // namespace bulwark::cli
