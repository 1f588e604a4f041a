// SPDX-License-Identifier: Apache-2.0
// What mutating policies make of a request, before the validating ones see it.
#pragma once

#include <vector>

#include "admission/evaluation.h"
#include "admission/inputs.h"
#include "admission/policy_set.h"
#include "admission/request.h"
#include "admission/review.h"

namespace bulwark::admission {

struct MutatingReview {
  const PolicySet& policies;
  Request& request;      ///< afterwards it is about the mutated object, which `verdict` keeps
  const Inputs& inputs;  ///< of `request`
  Evaluator& evaluator;
  std::vector<TraceOfPolicy>* trace = nullptr;
};

/// Puts into `verdict` what the policies denied, what is not known, the changes and the object.
void run_mutating_policies(const MutatingReview& review, Verdict& verdict);

}  // namespace bulwark::admission
