// SPDX-License-Identifier: Apache-2.0
// Slots are filled when a phase begins, variables when they are asked for.
#include "admission/phase.h"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

#include "base/text.h"

namespace bulwark::admission {
namespace {

using formats::Value;
using Sees = Phase::Sees;

bool says_unknown(std::string_view text) { return text.find(kNotKnown) != std::string_view::npos; }

Value value_of(Source source, const Question& question, Sees sees) {
  const Inputs& inputs = question.inputs;
  switch (source) {
    case Source::object: return inputs.object();
    case Source::old_object: return inputs.old_object();
    case Source::name_space: return sees == Sees::no_namespace ? Value() : inputs.name_space();
    case Source::request: return inputs.request_value();
    case Source::params: return question.params;
    case Source::authorizer:
      return sees == Sees::no_authorizer ? cel::unset_value() : inputs.authorizer();
    case Source::request_authorizer:
      return sees == Sees::no_authorizer ? cel::unset_value() : inputs.request_check();
    case Source::variable: return cel::unset_value();
  }
  return {};
}

std::vector<Value> filled(const Layout& layout, const Question& question, Sees sees) {
  std::vector<Value> slots;
  slots.reserve(layout.size());
  for (const Slot& slot : layout) slots.push_back(value_of(slot.source, question, sees));
  return slots;
}

/// The errors as one, as Kubernetes writes several.
std::string aggregate(std::vector<std::string> errors) {
  std::vector<std::string> once;
  for (std::string& error : errors) {
    if (std::ranges::find(once, error) == once.end()) once.push_back(std::move(error));
  }
  return once.size() == 1 ? once[0] : "[" + join(once, ", ") + "]";
}

}  // namespace

Outcome failed(std::string message, std::size_t index) {
  const auto is = says_unknown(message) ? Outcome::Is::unknown : Outcome::Is::error;
  return {is, std::move(message), {}, index};
}

Phase::Phase(cel::Evaluator& evaluator, const Policy& policy, const Layout& layout,
             const Question& question, Sees sees, std::uint64_t budget)
    : evaluator_(evaluator),
      policy_(policy),
      layout_(layout),
      budget_(budget),
      steps_(question.steps),
      slots_(filled(layout, question, sees)),
      known_(policy.variables.size()) {
  if (&layout != &policy.layout) variable_slots_ = filled(policy.layout, question, sees);
}

std::optional<Answer> Phase::run(const Compiled& compiled) {
  spent_ = 0;
  const Result<Value> result = evaluate(compiled, slots_);
  const std::uint64_t own = evaluator_.cost();
  if (spent_ + own > budget_) return std::nullopt;
  budget_ -= spent_ + own;
  if (result) return Answer{*result, {}};
  return Answer{std::nullopt, fmt::format("expression '{}' resulted in error: {}",
                                          compiled.source.text, result.error().message)};
}

Result<Value> Phase::get(std::uint32_t slot) {
  const Slot& asked = (in_variable_ ? policy_.layout : layout_).at(slot);
  if (asked.source != Source::variable)
    return fail(ErrorCode::malformed, "no such attribute(s): authorizer");
  std::optional<Result<Value>>& known = known_[asked.variable];
  if (!known) known = compute(policy_.variables[asked.variable]);
  return *known;
}

Result<Value> Phase::compute(const NamedExpression& variable) {
  const bool own = &layout_ == &policy_.layout;
  const bool outer = std::exchange(in_variable_, true);
  Result<Value> value = evaluate(variable.expression, own ? slots_ : variable_slots_);
  in_variable_ = outer;
  spent_ += evaluator_.cost();
  if (value) return value;
  return fail(ErrorCode::malformed, fmt::format("composited variable \"{}\" fails to evaluate: {}",
                                                variable.name, value.error().message));
}

Result<Value> Phase::evaluate(const Compiled& compiled, const std::vector<Value>& slots) {
  if (steps_ == nullptr) return evaluator_.run(compiled.program, slots, this);
  PartsRecorder recorder;
  cel::Observer* const outer = evaluator_.observe(&recorder);
  Result<Value> result = evaluator_.run(compiled.program, slots, this);
  evaluator_.observe(outer);
  steps_->push_back({compiled.source.field, compiled.source.text,
                     result ? shown(*result) : "error: " + result.error().message,
                     evaluator_.cost(), std::move(recorder.parts), recorder.left_out});
  return result;
}

std::expected<bool, Outcome> conditions_hold(const Policy& policy, Phase& phase) {
  std::vector<std::string> errors;
  bool any_false = false;
  for (const NamedExpression& condition : policy.conditions) {
    const std::optional<Answer> answer = phase.run(condition.expression);
    if (!answer) {
      errors = {std::string(kOutOfBudget)};
      any_false = false;
      break;
    }
    if (!answer->value) errors.push_back(answer->error);
    any_false = any_false ||
                (answer->value && answer->value->is_bool() && !answer->value->as_bool());
  }
  if (any_false) return false;
  if (errors.empty()) return true;
  Outcome outcome = failed(aggregate(std::move(errors)));
  // What is not known is not ignored.
  if (!policy.fails_closed && outcome.is == Outcome::Is::error) return false;
  return std::unexpected(std::move(outcome));
}

}  // namespace bulwark::admission
