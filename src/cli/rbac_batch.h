// SPDX-License-Identifier: Apache-2.0
// A file of questions about RBAC, one a line, each answered in its place.
#pragma once

#include <string>

#include "cli/command.h"
#include "scan/rbac.h"

namespace bulwark::cli {

/// Prints one JSON object for each line that is not empty: the question with its answer, or the
/// line's number and what is wrong with it. Exit codes: kGood, kUsage where the file cannot be
/// read, kNotEvaluated where a line is no question or an answer is not known.
int answer_batch(const std::string& path, const scan::RbacPicture& picture,
                 const Services& services);

}  // namespace bulwark::cli
