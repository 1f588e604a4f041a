// SPDX-License-Identifier: Apache-2.0
// The answer to who may do something, for each command that gives it.
#pragma once

#include "analyzers/rbac/question.h"
#include "cli/rbac_flags.h"

namespace bulwark::cli {

/// Prints it as the flags say, and returns the exit code.
int answer_who_can(const RbacFlags& flags, const RbacSource& source,
                   const analyzers::rbac::Question& question);

}  // namespace bulwark::cli
