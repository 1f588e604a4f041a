// SPDX-License-Identifier: Apache-2.0
// Review: what the API server would answer to a request with these policies in place.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "admission/evaluation.h"
#include "admission/policy_set.h"
#include "admission/request.h"

namespace bulwark::admission {

/// What one binding of one policy said that is not "it holds".
struct Decision {
  const Policy* policy = nullptr;
  const Binding* binding = nullptr;  ///< null: the policy could not be matched at all
  Outcome outcome;
  bool ignored = false;  ///< an error that failurePolicy Ignore lets pass
};

struct Verdict {
  enum class Is : std::uint8_t { admitted, denied, unknown };
  Is is = Is::admitted;
  int code = 200;       ///< HTTP
  std::string reason;   ///< of a denial: "Invalid", "Forbidden" ...
  std::string message;  ///< of a denial, and why it is unknown
  std::vector<std::string> warnings;
  std::map<std::string, std::string> annotations;  ///< audit annotations
  std::vector<Decision> decisions;
  std::size_t policies = 0;  ///< that matched
};

/// A trace: every expression by policy and binding.
struct TraceOfPolicy {
  const Policy* policy = nullptr;
  const Binding* binding = nullptr;
  std::vector<Step> steps;
};

/// `evaluator` is the calling thread's. `trace`, where given, gets all that was evaluated.
Verdict review(const PolicySet& policies, const Request& request, Evaluator& evaluator,
               std::vector<TraceOfPolicy>* trace = nullptr);

}  // namespace bulwark::admission
