// SPDX-License-Identifier: Apache-2.0
// Planning of calls: operators with nodes of their own, functions with constant parts, and all the
// others.
#include <algorithm>
#include <iterator>

#include <re2/re2.h>

#include "cel/compiler.h"

namespace bulwark::cel {
namespace {

bool is_conversion(std::string_view function) {
  constexpr std::string_view kNames[] = {"bool", "bytes",  "double",    "duration", "dyn",
                                         "int",  "string", "timestamp", "type",     "uint"};
  return std::ranges::find(kNames, function) != std::end(kNames);
}

bool is_set_element(const Value& value) {
  return value.is_bool() || is_numeric(value) || value.is_string();
}

}  // namespace

Compiler::Planned Compiler::plan_call(const Expr& expr, const Call& call) {
  std::vector<Expr*> arguments;
  if (call.target != nullptr) arguments.push_back(call.target);
  arguments.insert(arguments.end(), call.args.begin(), call.args.end());
  return plan_operator(expr, call.function, arguments);
}

Compiler::Planned Compiler::plan_operator(const Expr& expr, std::string_view function,
                                          std::span<Expr* const> arguments) {
  if (function == "_&&_") return plan_logic(expr, Op::logical_and, arguments);
  if (function == "_||_") return plan_logic(expr, Op::logical_or, arguments);
  if (function == "_?_:_") return plan_conditional(expr, arguments);
  if (function == "_==_") return plan_two(expr, Op::equal, arguments);
  if (function == "_!=_") return plan_two(expr, Op::not_equal, arguments);
  if (function == "_[_]") return plan_index(expr, arguments, false);
  if (function == "_[?_]" || function == "_?._") return plan_index(expr, arguments, true);
  if (function == "@not_strictly_false") {
    const NodeIndex condition = TRY(plan(*arguments[0]));
    const NodeIndex index = add(Op::not_strictly_false, expr);
    at(index).first = condition;
    return index;
  }
  const std::vector<std::string_view>& overloads = checked_.info(expr).overloads;
  const std::string_view only = overloads.size() == 1 ? overloads[0] : std::string_view{};
  if (function == "or" && (only.empty() || only == "optional_or_optional")) {
    return plan_two(expr, Op::optional_or, arguments);
  }
  if (function == "orValue" && (only.empty() || only == "optional_orValue_value")) {
    return plan_two(expr, Op::optional_or_value, arguments);
  }
  if (function == "@in" && only == "in_list") return plan_in_list(expr, arguments);
  if (function == "matches" && arguments.size() == 2)
    return plan_regex(expr, Op::regex_matches, arguments);
  if (function == "find" && arguments.size() == 2)
    return plan_regex(expr, Op::regex_find, arguments);
  return plan_function(expr, function, arguments);
}

Compiler::Planned Compiler::plan_two(const Expr& expr, Op op, std::span<Expr* const> arguments) {
  const NodeIndex first = TRY(plan(*arguments[0]));
  const NodeIndex second = TRY(plan(*arguments[1]));
  const NodeIndex index = add(op, expr);
  at(index).first = first;
  at(index).second = second;
  return index;
}

Compiler::Planned Compiler::plan_conditional(const Expr& expr, std::span<Expr* const> arguments) {
  const NodeIndex condition = TRY(plan(*arguments[0]));
  const NodeIndex truthy = TRY(plan(*arguments[1]));
  const NodeIndex falsy = TRY(plan(*arguments[2]));
  uncharge(truthy);
  uncharge(falsy);
  const NodeIndex index = add(Op::conditional, expr);
  at(index).first = condition;
  at(index).second = truthy;
  at(index).extra = falsy;
  return index;
}

/// a && (b && c) and (a && b) && c have the same value, errors and cost: one node with three
/// operands.
Result<void> Compiler::flatten_logic(const Expr& expr, std::string_view function,
                                     std::vector<NodeIndex>& operands) {
  std::vector<const Expr*> open{&expr};
  while (!open.empty()) {
    const Expr* next = open.back();
    open.pop_back();
    const auto* call = next->as<Call>();
    if (call != nullptr && call->function == function && call->args.size() == 2) {
      open.push_back(call->args[1]);
      open.push_back(call->args[0]);
    } else {
      operands.push_back(TRY(plan(*next)));
    }
  }
  return {};
}

Compiler::Planned Compiler::plan_logic(const Expr& expr, Op op, std::span<Expr* const> arguments) {
  std::vector<NodeIndex> operands;
  const std::string_view function = op == Op::logical_and ? "_&&_" : "_||_";
  for (const Expr* argument : arguments) TRY_VOID(flatten_logic(*argument, function, operands));
  const NodeIndex index = add(op, expr);
  at(index).first = add_operands(operands);
  at(index).count = static_cast<std::uint32_t>(operands.size());
  return index;
}

/// `x in [constants]` asks a set, and costs nothing but x. In an empty one even x is not asked for.
Compiler::Planned Compiler::plan_in_list(const Expr& expr, std::span<Expr* const> arguments) {
  const NodeIndex item = TRY(plan(*arguments[0]));
  const NodeIndex list = TRY(plan(*arguments[1]));
  const Value* constant = constant_at(list);
  if (constant != nullptr && constant->is_list()) {
    if (constant->size() == 0) return add_constant(expr, Value::boolean(false));
    if (std::ranges::all_of(constant->items(), is_set_element)) {
      std::vector<EntryMap::Entry> entries;
      for (const Value& element : constant->items())
        entries.push_back({element, Value::boolean(true)});
      const NodeIndex index = add(Op::in_set, expr);
      at(index).first = item;
      at(index).second = static_cast<std::uint32_t>(program_.sets_.size());
      program_.sets_.push_back(make_entry_map(*program_.arena_, entries));
      return index;
    }
  }
  const NodeIndex operands[] = {item, list};
  const CallTarget call = TRY(target(expr, "@in"));
  const NodeIndex index = add(Op::call2, expr);
  at(index).first = add_operands(operands);
  at(index).second = static_cast<std::uint32_t>(program_.calls_.size());
  at(index).count = 2;
  program_.calls_.push_back(call);
  return index;
}

Compiler::Planned Compiler::plan_regex(const Expr& expr, Op op, std::span<Expr* const> arguments) {
  const auto* pattern = arguments[1]->as<Constant>();
  const std::string_view function = op == Op::regex_matches ? "matches" : "find";
  if (pattern == nullptr || pattern->is_bytes || !pattern->value.is_string()) {
    return plan_function(expr, function, arguments);
  }
  const NodeIndex text = TRY(plan(*arguments[0]));
  std::unique_ptr<re2::RE2> regex = compile_regex(pattern->value.as_string());
  if (!regex->ok()) {
    return wrong(*arguments[1], ErrorCode::malformed,
                 "not a regular expression: " + regex->error());
  }
  const NodeIndex index = add(op, expr);
  at(index).first = text;
  at(index).second = static_cast<std::uint32_t>(program_.regexes_.size());
  at(index).extra = static_cast<std::uint32_t>(count_code_points(pattern->value.as_string()));
  const std::vector<std::string_view>& overloads = checked_.info(expr).overloads;
  at(index).flat = overloads.size() == 1 &&
                   cost_rule(function, overloads[0], checked_.kubernetes_minor) == CostRule::one;
  program_.regexes_.push_back(std::move(regex));
  return index;
}

Result<CallTarget> Compiler::target(const Expr& expr, std::string_view function) {
  const std::vector<std::string_view>& overloads = checked_.info(expr).overloads;
  CallTarget out;
  out.function = program_.arena_->copy(function);
  out.cost = cost_rule(function, overloads.size() == 1 ? overloads[0] : std::string_view{},
                       checked_.kubernetes_minor);
  for (const std::string_view overload : overloads) {
    const Body body = find_function(overload);
    if (body == nullptr) continue;
    if (std::find(out.bodies, out.bodies + out.body_count, body) != out.bodies + out.body_count)
      continue;
    if (out.body_count == CallTarget::kMostBodies) break;
    out.bodies[out.body_count++] = body;
  }
  if (out.body_count == 0) {
    return wrong(expr, ErrorCode::unsupported,
                 "the function " + std::string(function) + "() cannot be run here");
  }
  return out;
}

Compiler::Planned Compiler::plan_function(const Expr& expr, std::string_view function,
                                          std::span<Expr* const> arguments) {
  const CallTarget call = TRY(target(expr, function));
  if (arguments.size() > CallTarget::kMostArguments)
    return wrong(expr, ErrorCode::limit, "too many arguments");
  std::vector<NodeIndex> operands;
  for (const Expr* argument : arguments) operands.push_back(TRY(plan(*argument)));
  if (operands.size() == 1 && constant_at(operands[0]) != nullptr && is_conversion(function)) {
    return fold_conversion(expr, call, operands[0]);
  }
  // Kubernetes runs these like calls of many arguments: no later argument is looked at after an
  // error.
  const bool ambiguous = checked_.info(expr).overloads.size() > 1;
  const bool one_by_one = (function == "findAll" && operands.size() == 2 &&
                           constant_at(operands[1]) != nullptr) ||
                          (ambiguous && (function == "indexOf" || function == "lastIndexOf"));
  const Op op = one_by_one             ? Op::call_many
                : operands.size() == 1 ? Op::call1
                : operands.size() == 2 ? Op::call2
                                       : Op::call_many;
  const NodeIndex index = add(op, expr);
  at(index).first = add_operands(operands);
  at(index).second = static_cast<std::uint32_t>(program_.calls_.size());
  at(index).count = static_cast<std::uint32_t>(operands.size());
  program_.calls_.push_back(call);
  return index;
}

Compiler::Planned Compiler::fold_conversion(const Expr& expr, const CallTarget& target,
                                            NodeIndex argument) {
  Context context(*program_.arena_, regexes_, std::size_t{64} << 20);
  const Value input = *constant_at(argument);
  Value result;
  for (std::size_t i = 0; i < target.body_count; ++i) {
    result = target.bodies[i](context, {&input, 1});
    if (!is_error(result) || failure_of(result).reason != Failure::Reason::no_such_overload) break;
  }
  if (is_error(result)) return wrong(expr, ErrorCode::malformed, failure_text(failure_of(result)));
  return add_constant(expr, result);
}

}  // namespace bulwark::cel
