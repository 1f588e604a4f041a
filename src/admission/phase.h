// SPDX-License-Identifier: Apache-2.0
// Phase: one activation: what its expressions see, the variables already computed, and what may
// still be spent. A variable is computed, and paid for, once a phase.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <vector>

#include "admission/inputs.h"
#include "admission/policy.h"
#include "admission/step.h"
#include "cel/evaluator.h"

namespace bulwark::admission {

inline constexpr std::string_view kOutOfBudget =
    "validation failed due to running out of cost budget, no further validation rules will be run";

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

/// An error, or unknown when that is why.
Outcome failed(std::string message, std::size_t index = 0);

/// What one expression gave.
struct Answer {
  std::optional<formats::Value> value;
  std::string error;
};

/// What a policy is asked about. Must outlive the question.
struct Question {
  const Inputs& inputs;
  const formats::Value& params;        ///< null (a Value of kind null) where the policy has none
  std::vector<Step>* steps = nullptr;  ///< gets every expression in the order of evaluation
};

class Phase : public cel::LazyVariables {
 public:
  enum class Sees : std::uint8_t { everything, no_namespace, no_authorizer };

  /// `layout` is that of the expressions to run; variables have the policy's own.
  Phase(cel::Evaluator& evaluator, const Policy& policy, const Layout& layout,
        const Question& question, Sees sees, std::uint64_t budget);

  /// Nothing when the budget is gone: then no further expression of the phase may run.
  std::optional<Answer> run(const Compiled& compiled);

  std::uint64_t budget() const { return budget_; }

  Result<formats::Value> get(std::uint32_t slot) override;

 private:
  Result<formats::Value> compute(const NamedExpression& variable);
  /// Runs it, and tells of it who asked.
  Result<formats::Value> evaluate(const Compiled& compiled,
                                  const std::vector<formats::Value>& slots);

  cel::Evaluator& evaluator_;
  const Policy& policy_;
  const Layout& layout_;
  std::uint64_t budget_;
  std::uint64_t spent_ = 0;  ///< by variables, since the last expression began
  std::vector<Step>* steps_;
  std::vector<formats::Value> slots_;           ///< by `layout_`
  std::vector<formats::Value> variable_slots_;  ///< by the policy's layout
  std::vector<std::optional<Result<formats::Value>>> known_;
  bool in_variable_ = false;
};

/// Whether all match conditions hold. One that is false leaves the policy out, whatever the others
/// say; with failurePolicy Ignore an error does too. Else: what the request gets instead.
std::expected<bool, Outcome> conditions_hold(const Policy& policy, Phase& phase);

}  // namespace bulwark::admission
