// SPDX-License-Identifier: Apache-2.0
// Progress: one line on a terminal's standard error, for work that takes over a second.
#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>

#include "base/progress.h"

namespace bulwark::cli {

/// Shows nothing when standard error is no terminal. The line is wiped when the work ends.
class ProgressLine {
 public:
  explicit ProgressLine(const bulwark::Progress& loaded);
  ~ProgressLine();
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

 private:
  void run(const std::stop_token& done);

  const bulwark::Progress& loaded_;
  std::mutex mutex_;
  std::condition_variable_any wake_;
  std::jthread thread_;
};

/// "[########            ]  40% read, 12.3 of 30.8 MB, 3 of 12 layers"; without a known total the
/// bytes alone.
std::string progress_line(const bulwark::Progress& loaded);

}  // namespace bulwark::cli
