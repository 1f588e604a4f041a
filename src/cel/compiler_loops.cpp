// SPDX-License-Identifier: Apache-2.0
// Planning of comprehensions. The trees that the macros all, exists, map, filter and transformList
// expand to are recognised and run as plain loops; what they cost is what the expanded tree would.
#include <algorithm>

#include "cel/compiler.h"

namespace bulwark::cel {
namespace {

bool is_name(const Expr& expr, std::string_view name) {
  const auto* identifier = expr.as<Identifier>();
  return identifier != nullptr && identifier->name == name;
}

bool is_boolean(const Expr& expr, bool value) {
  const auto* constant = expr.as<Constant>();
  return constant != nullptr && constant->value.is_bool() && constant->value.as_bool() == value;
}

const Call* as_call(const Expr& expr, std::string_view function, std::size_t arguments) {
  const auto* call = expr.as<Call>();
  const bool same = call != nullptr && call->function == function && call->target == nullptr;
  return same && call->args.size() == arguments ? call : nullptr;
}

/// accumulator && predicate, continued while @not_strictly_false(accumulator).
const Expr* predicate_of_all(const Comprehension& loop) {
  const Call* condition = as_call(*loop.loop_condition, "@not_strictly_false", 1);
  const Call* step = as_call(*loop.loop_step, "_&&_", 2);
  const bool fits = condition != nullptr && step != nullptr && is_boolean(*loop.accu_init, true) &&
                    is_name(*condition->args[0], loop.accu_var) &&
                    is_name(*step->args[0], loop.accu_var);
  return fits ? step->args[1] : nullptr;
}

/// accumulator || predicate, continued while @not_strictly_false(!accumulator).
const Expr* predicate_of_exists(const Comprehension& loop) {
  const Call* condition = as_call(*loop.loop_condition, "@not_strictly_false", 1);
  const Call* negation = condition != nullptr ? as_call(*condition->args[0], "!_", 1) : nullptr;
  const Call* step = as_call(*loop.loop_step, "_||_", 2);
  const bool fits = negation != nullptr && step != nullptr && is_boolean(*loop.accu_init, false) &&
                    is_name(*negation->args[0], loop.accu_var) &&
                    is_name(*step->args[0], loop.accu_var);
  return fits ? step->args[1] : nullptr;
}

/// accumulator + [element]
const Expr* appended_element(const Expr& step, std::string_view accumulator) {
  const Call* sum = as_call(step, "_+_", 2);
  if (sum == nullptr || !is_name(*sum->args[0], accumulator)) return nullptr;
  const auto* list = sum->args[1]->as<ListLiteral>();
  return list != nullptr && list->elements.size() == 1 && list->optional_indices.empty()
             ? list->elements[0]
             : nullptr;
}

struct Collected {
  const Expr* filter = nullptr;
  const Expr* element = nullptr;
};

/// [filter ?] accumulator + [element] [: accumulator], from an empty list on.
Collected collected_by(const Comprehension& loop) {
  const auto* init = loop.accu_init->as<ListLiteral>();
  if (init == nullptr || !init->elements.empty() || !is_boolean(*loop.loop_condition, true))
    return {};
  if (const Call* guarded = as_call(*loop.loop_step, "_?_:_", 3)) {
    if (!is_name(*guarded->args[2], loop.accu_var)) return {};
    return {guarded->args[0], appended_element(*guarded->args[1], loop.accu_var)};
  }
  return {nullptr, appended_element(*loop.loop_step, loop.accu_var)};
}

}  // namespace

void Compiler::push(std::string_view name, std::uint32_t index, NodeIndex lazy_init) {
  scope_.push_back({name, index, lazy_init});
}

Compiler::Planned Compiler::plan_comprehension(const Expr& expr, const Comprehension& loop) {
  Loop planned;
  planned.two_variables = !loop.iter_var2.empty();
  planned.range = TRY(plan(*loop.iter_range));
  planned.variable = next_local_;
  planned.accumulator = next_local_ + 2;
  const std::size_t outer_scope = scope_.size();
  const std::uint32_t outer_locals = next_local_;
  next_local_ += 3;
  program_.locals_ = std::max(program_.locals_, next_local_);
  Planned out = [&] {
    // "@result" cannot be written, so nothing but the expansion itself names the accumulator.
    if (loop.accu_var == "@result" && is_name(*loop.result, loop.accu_var)) {
      if (const Expr* predicate = predicate_of_all(loop)) {
        planned.form = Loop::Form::all;
        return plan_quantifier(expr, loop, planned, *predicate);
      }
      if (const Expr* predicate = predicate_of_exists(loop)) {
        planned.form = Loop::Form::exists;
        return plan_quantifier(expr, loop, planned, *predicate);
      }
      if (collected_by(loop).element != nullptr) return plan_collect(expr, loop, planned);
    }
    return plan_general(expr, loop, planned);
  }();
  next_local_ = outer_locals;
  scope_.resize(outer_scope);
  return out;
}

Compiler::Planned Compiler::plan_quantifier(const Expr& expr, const Comprehension& loop,
                                            Loop planned, const Expr& predicate) {
  push(loop.iter_var, planned.variable);
  push(loop.iter_var2, planned.variable + 1);
  planned.step = TRY(plan(predicate));
  const NodeIndex index = add(Op::loop, expr);
  at(index).first = static_cast<std::uint32_t>(program_.loops_.size());
  program_.loops_.push_back(planned);
  return index;
}

Compiler::Planned Compiler::plan_collect(const Expr& expr, const Comprehension& loop,
                                         Loop planned) {
  planned.form = Loop::Form::collect;
  push(loop.iter_var, planned.variable);
  push(loop.iter_var2, planned.variable + 1);
  const Collected parts = collected_by(loop);
  if (parts.filter != nullptr) planned.condition = TRY(plan(*parts.filter));
  planned.step = TRY(plan(*parts.element));
  const NodeIndex index = add(Op::loop, expr);
  at(index).first = static_cast<std::uint32_t>(program_.loops_.size());
  program_.loops_.push_back(planned);
  return index;
}

Compiler::Planned Compiler::plan_general(const Expr& expr, const Comprehension& loop,
                                         Loop planned) {
  planned.init = TRY(plan(*loop.accu_init));
  planned.lazy_init = constant_at(planned.init) == nullptr;
  // It runs in the middle of the loops of the step: it must not share locals with them.
  if (planned.lazy_init) next_local_ = program_.locals_;
  push(loop.accu_var, planned.accumulator, planned.lazy_init ? planned.init : kNoNode);
  const std::size_t accumulator_scope = scope_.size();
  push(loop.iter_var, planned.variable);
  push(loop.iter_var2, planned.variable + 1);
  planned.condition = TRY(plan(*loop.loop_condition));
  planned.step = TRY(plan(*loop.loop_step));
  scope_.resize(accumulator_scope);
  planned.result = TRY(plan(*loop.result));
  const NodeIndex index = add(Op::loop, expr);
  at(index).first = static_cast<std::uint32_t>(program_.loops_.size());
  program_.loops_.push_back(planned);
  return index;
}

}  // namespace bulwark::cel
