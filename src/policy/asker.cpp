// SPDX-License-Identifier: Apache-2.0
// when -> require -> message, with variables computed at their first use.
#include "policy/asker.h"

#include <fmt/core.h>

namespace bulwark::policy {

using formats::Value;

/// variables.<name>: each is computed when it is first used, and once per question.
class Asker::Variables : public cel::LazyVariables {
 public:
  explicit Variables(cel::Evaluator& evaluator) : evaluator_(evaluator) {}

  void begin(const CompiledControl& control, std::span<const Value> slots) {
    control_ = &control;
    slots_ = slots;
    known_.assign(control.variables.size(), std::nullopt);
  }

  Result<Value> get(std::uint32_t slot) override {
    const std::size_t index = slot - kFirstVariable;
    std::optional<Result<Value>>& known = known_.at(index);
    if (!known) known = evaluator_.run(control_->variables[index], slots_, this);
    return *known;
  }

 private:
  cel::Evaluator& evaluator_;
  const CompiledControl* control_ = nullptr;
  std::span<const Value> slots_;
  std::vector<std::optional<Result<Value>>> known_;
};

Asker::Asker() : variables_(std::make_unique<Variables>(evaluator_)) {}
Asker::~Asker() = default;

Result<bool> Asker::holds(const cel::Program& program, std::string_view field) {
  Result<Value> result = evaluator_.run(program, slots_, variables_.get());
  if (!result) return std::unexpected(std::move(result.error()).context(field));
  if (!result->is_bool())
    return fail(ErrorCode::malformed, fmt::format("{}: the result is no bool", field));
  return result->as_bool();
}

Verdict Asker::ask(const CompiledControl& control, std::span<const Value> slots) {
  slots_.assign(slots.begin(), slots.end());
  const cel::Evaluator::Hold hold(evaluator_);  // a variable's value serves several expressions
  slots_.resize(kFirstVariable + control.variables.size(), cel::unset_value());
  slots_[kParams] = control.parameters;
  variables_->begin(control, slots_);
  if (control.when) {
    const Result<bool> applies = holds(*control.when, "when");
    if (!applies) return {Verdict::Is::unknown, {}, applies.error().text()};
    if (!*applies) return {Verdict::Is::holds, {}, {}, false};
  }
  const Result<bool> good = holds(*control.require, "require");
  if (!good) return {Verdict::Is::unknown, {}, good.error().text()};
  if (*good) return {Verdict::Is::holds, {}, {}};
  if (!control.message) return {Verdict::Is::fails, control.file->control.title, {}};
  const Result<Value> message = evaluator_.run(*control.message, slots_, variables_.get());
  // The control failed: a message that cannot be made does not take that back.
  if (!message || !message->is_string())
    return {Verdict::Is::fails, control.file->control.title, {}};
  return {Verdict::Is::fails, std::string(message->as_string()), {}};
}

}  // namespace bulwark::policy
