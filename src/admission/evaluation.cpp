// SPDX-License-Identifier: Apache-2.0
// Each phase has an activation of its own: a variable is computed, and paid for, once a phase.
#include "admission/evaluation.h"

#include <fmt/core.h>

#include <algorithm>
#include <optional>

#include "base/text.h"

namespace bulwark::admission {
namespace {

using formats::Value;

constexpr std::size_t kLongestMessage = 5 << 10;
constexpr std::string_view kOutOfBudget =
    "validation failed due to running out of cost budget, no further validation rules will be run";

bool says_unknown(std::string_view text) { return text.find(kNotKnown) != std::string_view::npos; }

Outcome failed(std::string message, std::size_t index = 0) {
  const auto is = says_unknown(message) ? Outcome::Is::unknown : Outcome::Is::error;
  return {is, std::move(message), {}, index};
}

/// What one expression gave.
struct Answer {
  std::optional<Value> value;
  std::string error;
};

}  // namespace

/// One activation: slots, variables already computed, and what may still be spent.
class Evaluator::Phase : public cel::LazyVariables {
 public:
  enum class Sees : std::uint8_t { everything, no_namespace, no_authorizer };

  Phase(cel::Evaluator& evaluator, const Policy& policy, const Inputs& inputs, const Value& params,
        Sees sees, std::uint64_t budget, std::vector<Step>* steps)
      : evaluator_(evaluator), policy_(policy), budget_(budget), steps_(steps) {
    fill(policy.layout, inputs, params, sees, slots_);
    if (sees == Sees::no_authorizer)
      fill(policy.message_layout, inputs, params, sees, message_slots_);
    in_messages_ = sees == Sees::no_authorizer;
    known_.resize(policy.variables.size());
  }

  /// Nothing when the budget is gone: then no further expression of the phase may run.
  std::optional<Answer> run(const Compiled& compiled) {
    spent_ = 0;
    const Result<Value> result = evaluator_.run(compiled.program,
                                                in_messages_ ? message_slots_ : slots_, this);
    const std::uint64_t own = evaluator_.cost();
    tell(compiled, result, own);
    if (spent_ + own > budget_) return std::nullopt;
    budget_ -= spent_ + own;
    if (result) return Answer{*result, {}};
    return Answer{std::nullopt, fmt::format("expression '{}' resulted in error: {}",
                                            compiled.source.text, result.error().message)};
  }

  std::uint64_t budget() const { return budget_; }

  Result<Value> get(std::uint32_t slot) override {
    const Layout& layout = in_messages_ && !in_variable_ ? policy_.message_layout : policy_.layout;
    const Slot& asked = layout.at(slot);
    if (asked.source != Source::variable)
      return fail(ErrorCode::malformed, "no such attribute(s): authorizer");
    const NamedExpression& variable = policy_.variables[asked.variable];
    std::optional<Result<Value>>& known = known_[asked.variable];
    if (!known) known = compute(variable);
    return *known;
  }

 private:
  static void fill(const Layout& layout, const Inputs& inputs, const Value& params, Sees sees,
                   std::vector<Value>& slots) {
    for (const Slot& slot : layout) {
      switch (slot.source) {
        case Source::object: slots.push_back(inputs.object()); break;
        case Source::old_object: slots.push_back(inputs.old_object()); break;
        case Source::name_space:
          slots.push_back(sees == Sees::no_namespace ? Value() : inputs.name_space());
          break;
        case Source::request: slots.push_back(inputs.request_value()); break;
        case Source::params: slots.push_back(params); break;
        case Source::authorizer:
          slots.push_back(sees == Sees::no_authorizer ? cel::unset_value() : inputs.authorizer());
          break;
        case Source::request_authorizer:
          slots.push_back(sees == Sees::no_authorizer ? cel::unset_value()
                                                      : inputs.request_check());
          break;
        case Source::variable: slots.push_back(cel::unset_value()); break;
      }
    }
  }

  Result<Value> compute(const NamedExpression& variable) {
    const bool outer = std::exchange(in_variable_, true);
    Result<Value> value = evaluator_.run(variable.expression.program, slots_, this);
    in_variable_ = outer;
    spent_ += evaluator_.cost();
    tell(variable.expression, value, evaluator_.cost());
    if (value) return value;
    return fail(ErrorCode::malformed,
                fmt::format("composited variable \"{}\" fails to evaluate: {}", variable.name,
                            value.error().message));
  }

  void tell(const Compiled& compiled, const Result<Value>& result, std::uint64_t cost) {
    if (steps_ == nullptr) return;
    steps_->push_back({compiled.source.field, compiled.source.text,
                       result ? cel::display_text(*result) : "error: " + result.error().message,
                       cost});
  }

  cel::Evaluator& evaluator_;
  const Policy& policy_;
  std::uint64_t budget_;
  std::uint64_t spent_ = 0;  ///< by variables, since the last expression began
  std::vector<Step>* steps_;
  std::vector<Value> slots_, message_slots_;
  std::vector<std::optional<Result<Value>>> known_;
  bool in_messages_ = false;
  bool in_variable_ = false;
};

namespace {

/// The errors as one, as Kubernetes writes several.
std::string aggregate(std::vector<std::string> errors) {
  std::vector<std::string> once;
  for (std::string& error : errors) {
    if (std::ranges::find(once, error) == once.end()) once.push_back(std::move(error));
  }
  return once.size() == 1 ? once[0] : "[" + join(once, ", ") + "]";
}

/// What is left of a messageExpression's result: nothing where it cannot serve as a message.
std::string usable(const std::optional<Answer>& answer) {
  if (!answer || !answer->value || !answer->value->is_string()) return {};
  const std::string_view text = trim(answer->value->as_string());
  const bool bad = text.size() > kLongestMessage || text.find('\n') != std::string_view::npos;
  return bad ? std::string() : std::string(text);
}

std::string denial(const Validation& validation, const std::optional<Answer>& answer) {
  std::string message = usable(answer);
  if (message.empty()) message = trim(validation.message);
  if (message.empty())
    message = fmt::format("failed expression: {}", trim(validation.expression.source.text));
  return message;
}

/// Nothing when all hold; else what the request gets instead of an evaluation.
template <class Phase>
std::optional<Evaluation> left_out(const Policy& policy, Phase& phase) {
  std::vector<std::string> errors;
  Evaluation out;
  for (const NamedExpression& condition : policy.conditions) {
    const std::optional<Answer> answer = phase.run(condition.expression);
    if (!answer) {
      errors = {std::string(kOutOfBudget)};
      break;
    }
    if (answer->value && answer->value->is_bool() && !answer->value->as_bool()) {
      out.applies = false;
      return out;
    }
    if (!answer->value) errors.push_back(answer->error);
  }
  if (errors.empty()) return std::nullopt;
  out.outcomes.push_back(failed(aggregate(std::move(errors))));
  // With failurePolicy Ignore an error leaves the policy out; what is not known does not.
  out.applies = policy.fails_closed || out.outcomes[0].is == Outcome::Is::unknown;
  if (!out.applies) out.outcomes.clear();
  return out;
}

template <class Phase>
void annotate(const Policy& policy, Phase& phase, Evaluation& out) {
  for (const NamedExpression& annotation : policy.annotations) {
    const std::optional<Answer> answer = phase.run(annotation.expression);
    if (!answer) {
      out = Evaluation{};
      out.outcomes.push_back(failed(std::string(kOutOfBudget)));
      return;
    }
    if (!answer->value) {
      out.annotation_errors.push_back(failed(answer->error));
    } else if (answer->value->is_string()) {
      const std::string_view text = trim(answer->value->as_string());
      if (!text.empty()) out.annotations.emplace_back(annotation.name, text);
    }
  }
}

}  // namespace

Evaluator::Evaluator() : evaluator_({.cost_limit = kExpressionBudget}) {}

Evaluation Evaluator::evaluate(const Policy& policy, const Inputs& inputs, const Value& params,
                               std::vector<Step>* steps) {
  using Sees = Phase::Sees;
  const cel::Evaluator::Hold hold(evaluator_);  // a variable's value serves several expressions
  if (!policy.conditions.empty()) {
    Phase phase(evaluator_, policy, inputs, params, Sees::no_namespace, kConditionsBudget, steps);
    if (std::optional<Evaluation> out = left_out(policy, phase)) return std::move(*out);
  }
  Phase phase(evaluator_, policy, inputs, params, Sees::everything, kPolicyBudget, steps);
  std::vector<Answer> answers;
  for (const Validation& validation : policy.validations) {
    std::optional<Answer> answer = phase.run(validation.expression);
    if (!answer) return {true, {failed(std::string(kOutOfBudget))}, {}, {}};
    answers.push_back(std::move(*answer));
  }
  Evaluation out;
  Phase messages(evaluator_, policy, inputs, params, Sees::no_authorizer, phase.budget(), steps);
  std::vector<std::optional<Answer>> texts;
  bool out_of_budget = false;
  for (const Validation& validation : policy.validations) {
    if (!validation.message_expression || out_of_budget) {
      texts.emplace_back();
      continue;
    }
    texts.push_back(messages.run(*validation.message_expression));
    out_of_budget = !texts.back();
  }
  for (std::size_t i = 0; i < answers.size(); ++i) {
    const Validation& validation = policy.validations[i];
    if (!answers[i].value) {
      out.outcomes.push_back(failed(answers[i].error, i));
    } else if (out_of_budget) {
      out.outcomes.push_back(failed(fmt::format("failed messageExpression: {}", kOutOfBudget), i));
    } else if (!answers[i].value->is_bool() || !answers[i].value->as_bool()) {
      out.outcomes.push_back(
          {Outcome::Is::denies, denial(validation, texts[i]), validation.reason, i});
    } else {
      out.outcomes.push_back({Outcome::Is::admits, {}, {}, i});
    }
  }
  Phase annotations(evaluator_, policy, inputs, params, Sees::everything, kPolicyBudget, steps);
  annotate(policy, annotations, out);
  return out;
}

}  // namespace bulwark::admission
