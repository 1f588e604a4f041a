// SPDX-License-Identifier: Apache-2.0
// Draws the progress line five times a second.
#include "cli/progress.h"
#include "cli/say.h"

#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>

namespace bulwark::cli {
namespace {

constexpr std::uint64_t kBarWidth = 24;

double megabytes(std::uint64_t bytes) { return static_cast<double>(bytes) / 1e6; }

}  // namespace

std::string progress_line(const bulwark::Progress& loaded) {
  const std::uint64_t done = loaded.bytes_done, total = loaded.bytes_total;
  const std::uint64_t layers = loaded.parts_total;
  const std::string parts = layers == 0 ? std::string()
                                        : fmt::format(", {} of {} layers", loaded.parts_done.load(),
                                                      layers);
  if (total == 0) return fmt::format("{:.1f} MB read{}", megabytes(done), parts);
  if (done >= total) return "judging what was read ...";
  const std::uint64_t filled = done * kBarWidth / total;
  return fmt::format("[{}{}] {:3}% read, {:.1f} of {:.1f} MB{}", std::string(filled, '#'),
                     std::string(kBarWidth - filled, ' '), done * 100 / total, megabytes(done),
                     megabytes(total), parts);
}

ProgressLine::ProgressLine(const bulwark::Progress& loaded) : loaded_(loaded) {
  if (isatty(STDERR_FILENO) != 1) return;
  thread_ = std::jthread([this](const std::stop_token& done) { run(done); });
}

ProgressLine::~ProgressLine() = default;

void ProgressLine::run(const std::stop_token& done) {
  using std::chrono::milliseconds;
  const auto sleep = [&](milliseconds time) {
    std::unique_lock lock(mutex_);
    wake_.wait_for(lock, done, time, [] { return false; });
  };
  sleep(milliseconds(1000));
  bool drawn = false;
  while (!done.stop_requested()) {
    say("\r\x1b[K{}", progress_line(loaded_));
    std::fflush(stderr);
    drawn = true;
    sleep(milliseconds(200));
  }
  if (drawn) say("\r\x1b[K");
}

}  // namespace bulwark::cli
