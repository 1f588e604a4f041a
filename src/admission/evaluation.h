// SPDX-License-Identifier: Apache-2.0
// Evaluation: what one policy says of one request and one params object, phase by phase as the API
// server goes: match conditions, validations, messages, audit annotations.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "admission/inputs.h"
#include "admission/policy.h"
#include "cel/evaluator.h"

namespace bulwark::admission {

// Costs, in the units of Kubernetes.
inline constexpr std::uint64_t kExpressionBudget = 1'000'000;
inline constexpr std::uint64_t kPolicyBudget = 10'000'000;     ///< of a policy and a params object
inline constexpr std::uint64_t kConditionsBudget = 2'500'000;  ///< of its match conditions

/// What came of one validation, or of the policy as a whole when it did not get that far.
struct Outcome {
  enum class Is : std::uint8_t {
    admits,
    denies,
    error,    ///< failurePolicy decides
    unknown,  ///< it asks for what is not known here
  };
  Is is = Is::admits;
  std::string message;
  std::string reason;     ///< of `denies`: "Invalid", ...
  std::size_t index = 0;  ///< of the validation
};

struct Evaluation {
  bool applies = true;  ///< false: the match conditions leave the request out
  std::vector<Outcome> outcomes;
  std::vector<std::pair<std::string, std::string>> annotations;  ///< key and value
  std::vector<Outcome> annotation_errors;                        ///< error or unknown
};

/// One expression that was evaluated, for who asks why.
struct Step {
  std::string field;  ///< "spec.validations[0].expression"
  std::string text;   ///< the expression
  std::string value;  ///< as JSON, or "error: ..."
  std::uint64_t cost = 0;
};

/// Not thread-safe: one a thread; keeps its memory from one request to the next.
class Evaluator {
 public:
  Evaluator();
  /// `params` is a value, or null (a Value of kind null) where the policy has none. `steps`, where
  /// given, gets every expression in the order of evaluation.
  Evaluation evaluate(const Policy& policy, const Inputs& inputs, const formats::Value& params,
                      std::vector<Step>* steps = nullptr);

 private:
  class Phase;
  cel::Evaluator evaluator_;
};

}  // namespace bulwark::admission
