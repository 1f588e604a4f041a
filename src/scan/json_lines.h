// SPDX-License-Identifier: Apache-2.0
// JSON lines: files of any size with a JSON document a line, one after the other.
#pragma once

#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "base/progress.h"
#include "base/result.h"
#include "formats/value.h"

namespace bulwark::scan {

struct LineFiles {
  std::vector<std::string> files;  ///< "-": standard input
  std::uint64_t seed = 0;
  std::stop_token stop;
  Progress* progress = nullptr;
};

/// A line that is not understood.
struct LineFault {
  std::string file;
  std::uint64_t line = 0;  ///< from 1
  std::string reason;
};

struct LineFaults {
  std::uint64_t count = 0;
  std::vector<LineFault> first;  ///< of them; not all
};

/// What a line says is not in its Value any more when the next one comes. `fault` tells that
/// something in the line was not understood, any number of times.
using Fault = std::function<void(std::string reason)>;
using TakeLine = std::function<void(const formats::Value& root, const Fault& fault)>;

/// Empty lines are passed over; no line is lost: what is no JSON, and what is longer than 32 MiB,
/// is a fault. Errors: a file that cannot be read, `cancelled`.
Result<LineFaults> read_json_lines(const LineFiles& files, const TakeLine& take);

}  // namespace bulwark::scan
