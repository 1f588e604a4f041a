// SPDX-License-Identifier: Apache-2.0
// The phases in the API server's order, each with its budget.
#include "admission/evaluation.h"

#include <fmt/core.h>

#include <algorithm>
#include <optional>

#include "base/text.h"

namespace bulwark::admission {
namespace {

using formats::Value;
using Sees = Phase::Sees;

constexpr std::size_t kLongestMessage = 5 << 10;

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

void annotate(const ValidatingPolicy& policy, Phase& phase, Evaluation& out) {
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

std::expected<bool, Outcome> Evaluator::conditions_hold(const Policy& policy,
                                                        const Question& question) {
  if (policy.conditions.empty()) return true;
  const cel::Evaluator::Hold hold(evaluator_);  // a variable's value serves several expressions
  Phase phase(evaluator_, policy, policy.layout, question, Sees::no_namespace, kConditionsBudget);
  return admission::conditions_hold(policy, phase);
}

std::expected<Value, Outcome> Evaluator::yield(const MutatingPolicy& policy, std::size_t mutation,
                                               const Question& question) {
  Phase phase(evaluator_, policy, policy.layout, question, Sees::everything, kPolicyBudget);
  const std::optional<Answer> answer = phase.run(policy.mutations[mutation].expression);
  if (!answer) return std::unexpected(failed(std::string(kOutOfBudget)));
  if (!answer->value) return std::unexpected(failed(answer->error));
  return *answer->value;
}

Evaluation Evaluator::evaluate(const ValidatingPolicy& policy, const Question& question) {
  const std::expected<bool, Outcome> holds = conditions_hold(policy, question);
  if (!holds) return {true, {holds.error()}, {}, {}};
  if (!*holds) return {false, {}, {}, {}};
  const cel::Evaluator::Hold hold(evaluator_);
  Phase phase(evaluator_, policy, policy.layout, question, Sees::everything, kPolicyBudget);
  std::vector<Answer> answers;
  for (const Validation& validation : policy.validations) {
    std::optional<Answer> answer = phase.run(validation.expression);
    if (!answer) return {true, {failed(std::string(kOutOfBudget))}, {}, {}};
    answers.push_back(std::move(*answer));
  }
  Evaluation out;
  Phase messages(evaluator_, policy, policy.message_layout, question, Sees::no_authorizer,
                 phase.budget());
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
  Phase annotations(evaluator_, policy, policy.layout, question, Sees::everything, kPolicyBudget);
  annotate(policy, annotations, out);
  return out;
}

}  // namespace bulwark::admission
