// SPDX-License-Identifier: Apache-2.0
// The answer of `bulwark rbac diff`, for people and for programs.
#pragma once

#include <string>

#include "analyzers/rbac/difference.h"
#include "cli/rbac_answer.h"
#include "scan/rbac.h"

namespace bulwark::cli {

struct RbacDiff {
  const scan::RbacPicture& before;
  const scan::RbacPicture& after;
  analyzers::rbac::Difference difference;
  Doubts doubts;  ///< of both sides: each text begins with OLD or NEW
};

/// Finds the differences and whatever leaves them open.
RbacDiff rbac_diff(const scan::RbacPicture& before, const scan::RbacPicture& after);

std::string rbac_diff_table(const RbacDiff& diff);
std::string rbac_diff_json(const RbacDiff& diff);

}  // namespace bulwark::cli
