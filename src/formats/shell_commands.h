// SPDX-License-Identifier: Apache-2.0
// Shell commands: what programs a shell script calls with which words, as far as its text tells.
//
// No shell: nothing is expanded, branches and loops are walked through once, in the order of the
// text. Commands within `$(...)`, backticks and `<(...)`, and the script of a `sh -c`, follow the
// command that they stand in. Linear in the text but for those, which are at most 8 levels deep.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/limits.h"
#include "base/result.h"

namespace bulwark::formats {

struct ShellCommand {
  /// Without quotes, without redirections, without words of the shell's own (`if`, `!`, `X=1`).
  std::vector<std::string> words;
  std::size_t offset = 0;  ///< where in the script it begins
  std::size_t into = 0;    ///< the index of the command that it pipes into; 0: none
};

/// `escape`: the sign that also continues lines in a Dockerfile; a backslash in a shell. Errors:
/// `limit`.
Result<std::vector<ShellCommand>> shell_commands(std::string_view script, char escape = '\\',
                                                 const Limits& limits = {});

}  // namespace bulwark::formats
