// SPDX-License-Identifier: Apache-2.0
// Progress: one line on a terminal's standard error, for work that takes over a second.
#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>

#include "sources/code/load.h"

namespace bulwark::cli {

/// Shows nothing when standard error is no terminal. The line is wiped when the work ends.
class Progress {
 public:
  explicit Progress(const sources::code::LoadProgress& loaded);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

 private:
  void run(const std::stop_token& done);

  const sources::code::LoadProgress& loaded_;
  std::mutex mutex_;
  std::condition_variable_any wake_;
  std::jthread thread_;
};

/// "[########            ]  40% read, 12.3 of 30.8 MB"; without a known total the bytes alone.
std::string progress_line(std::uint64_t done, std::uint64_t total);

}  // namespace bulwark::cli
