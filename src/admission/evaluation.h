// SPDX-License-Identifier: Apache-2.0
// Evaluation: what one policy says of one request and one params object, phase by phase as the API
// server goes: match conditions, validations, messages, audit annotations; or mutations.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <utility>
#include <vector>

#include "admission/phase.h"
#include "admission/policy.h"
#include "cel/evaluator.h"

namespace bulwark::admission {

// Costs, in the units of Kubernetes.
inline constexpr std::uint64_t kExpressionBudget = 1'000'000;
inline constexpr std::uint64_t kPolicyBudget = 10'000'000;  ///< of a policy and a params object, of
                                                            ///< a mutation
inline constexpr std::uint64_t kConditionsBudget = 2'500'000;  ///< of its match conditions

struct Evaluation {
  bool applies = true;  ///< false: the match conditions leave the request out
  std::vector<Outcome> outcomes;
  std::vector<std::pair<std::string, std::string>> annotations;  ///< key and value
  std::vector<Outcome> annotation_errors;                        ///< error or unknown
};

/// Not thread-safe: one a thread; keeps its memory from one request to the next.
class Evaluator {
 public:
  Evaluator();
  Evaluation evaluate(const ValidatingPolicy& policy, const Question& question);

  /// Whether the policy is about the request, by its match conditions; else what comes of it.
  std::expected<bool, Outcome> conditions_hold(const Policy& policy, const Question& question);
  /// What the expression of a mutation yields, while a Hold on engine() lives.
  std::expected<formats::Value, Outcome> yield(const MutatingPolicy& policy, std::size_t mutation,
                                               const Question& question);

  cel::Evaluator& engine() { return evaluator_; }

 private:
  cel::Evaluator evaluator_;
};

}  // namespace bulwark::admission
