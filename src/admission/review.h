// SPDX-License-Identifier: Apache-2.0
// Review: what the API server would answer to a request with these policies in place.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "admission/evaluation.h"
#include "admission/policy_set.h"
#include "admission/request.h"
#include "base/arena.h"

namespace bulwark::admission {

/// What one binding of one policy said that is not "it holds".
struct Decision {
  const Policy* policy = nullptr;
  const Binding* binding = nullptr;  ///< null: the policy could not be matched at all
  Outcome outcome;
  bool ignored = false;  ///< an error that failurePolicy Ignore lets pass
};

/// A mutation that changed something.
struct Change {
  const MutatingPolicy* policy = nullptr;
  const Binding* binding = nullptr;
  std::size_t mutation = 0;  ///< its index
  std::uint32_t round = 1;   ///< 2: when it was invoked again
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
  std::vector<Change> changes;
  /// What mutating policies made of the request's object, where that is another one; validating
  /// policies judged it. Points into the request's object and `memory`.
  std::optional<formats::Value> object;
  std::unique_ptr<Arena> memory;
};

/// What of the verdict is not known, each once: "ValidatingAdmissionPolicy 'x': why". A denial
/// stands all the same.
std::vector<std::string> not_evaluated(const Verdict& verdict);

/// A trace: every expression by policy and binding.
struct TraceOfPolicy {
  const Policy* policy = nullptr;
  const Binding* binding = nullptr;
  std::vector<Step> steps;
};

/// First the mutating policies, in the order of `policies` (the API server has none), then, about
/// what they leave, the validating ones. `evaluator` is the calling thread's. `trace`, where given,
/// gets all that was evaluated.
Verdict review(const PolicySet& policies, const Request& request, Evaluator& evaluator,
               std::vector<TraceOfPolicy>* trace = nullptr);

}  // namespace bulwark::admission
