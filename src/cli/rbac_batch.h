// SPDX-License-Identifier: Apache-2.0
// A file of questions about RBAC, one a line, each answered in its place.
#pragma once

#include <string>

#include "base/result.h"
#include "cli/command.h"
#include "scan/rbac.h"

namespace bulwark::cli {

class Questions {
 public:
  /// Errors: the file cannot be read.
  static Result<Questions> read(const std::string& path);

  /// Whether some of them may be asked by kubelets.
  bool of_nodes() const;

  /// Prints one JSON object for each line that is not empty: the question with its answer, or the
  /// line's number and what is wrong with it. Exit codes: kGood, kNotEvaluated where a line is no
  /// question or an answer is not known, kInterrupted, kUsage where it cannot be printed.
  int answer(const scan::RbacPicture& picture, const Services& services) const;

 private:
  std::string path_;
  std::string text_;  ///< followed by padding
  std::size_t size_ = 0;
};

}  // namespace bulwark::cli
