// SPDX-License-Identifier: Apache-2.0
// Runs another program and takes what it prints. No shell is involved.
#pragma once

#include <chrono>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace bulwark::io {

struct Command {
  std::string program;  ///< a path
  std::vector<std::string> arguments;
  /// NAME=value; added to our own environment, whose variables of the same name they replace.
  std::vector<std::string> environment;
  std::string input = {};  ///< what it reads from its standard input; at most 4096 bytes
  std::chrono::milliseconds timeout = std::chrono::seconds(60);
  std::size_t most_output = std::size_t{64} << 20;
  std::stop_token stop;
};

struct Outcome {
  int exit_code = 0;  ///< 128 + the signal when one ended it
  std::string output;
  std::string errors;  ///< the first 64 KiB of what it said there
};

/// Waits until it ended and closed its outputs. When the time is over
/// (`timeout`), too much comes
/// (`limit`) or `stop` is asked for (`cancelled`), it and the programs that it started are killed.
Result<Outcome> run(const Command& command);

/// The first executable file of that name in the folders of `search_path` (as in $PATH).
std::optional<std::string> find_program(std::string_view name, std::string_view search_path);

}  // namespace bulwark::io
