// SPDX-License-Identifier: Apache-2.0
// What the program tells its caller by its exit code. docs/cli.md says the same to users.
#pragma once

namespace bulwark::cli {

enum ExitCode : int {
  kGood = 0,
  kFindings = 1,       ///< findings at or above --fail-on; the bad answer of a yes-or-no question
  kUsage = 2,          ///< the command line or the configuration must be corrected
  kNotEvaluated = 3,   ///< no such findings, but something could not be evaluated and no waiver
                       ///< covers it
  kInterrupted = 130,  ///< Ctrl-C
};

}  // namespace bulwark::cli
