// SPDX-License-Identifier: Apache-2.0
// Evaluation of operators, calls and literals. Attributes are in run_attributes.cpp, loops in
// run_loops.cpp.
#include "cel/run.h"

#include <algorithm>
#include <array>

#include "base/arena_vector.h"
#include "base/check.h"
#include "cel/cost.h"
#include "cel/regex.h"

namespace bulwark::cel {

Run::Run(Evaluator& evaluator, const Program& program, std::span<const Value> slots,
         LazyVariables* lazy)
    : evaluator_(evaluator),
      context_(evaluator.context_),
      program_(program),
      slots_(slots),
      lazy_(lazy),
      locals_(evaluator.arena_.allocate_array<Value>(program.locals())),
      guesses_(evaluator.guesses_for(program).data()),
      cost_limit_(evaluator.options_.cost_limit),
      iterations_left_(evaluator.options_.iteration_limit),
      watched_(evaluator.observer_ != nullptr) {
  std::fill_n(locals_, program.locals(), Value());
  context_.set_kubernetes_minor(program.kubernetes_minor());
}

void Run::exceed(std::uint64_t last_charge) {
  if (cancelled_) cost_ -= last_charge;
  cancel("operation cancelled: actual cost limit exceeded");
}

void Run::cancel(std::string_view why) {
  if (cancelled_) return;
  cancelled_ = watched_ = true;
  const Failure failure{Failure::Reason::limit, 0, why, Value()};
  cancellation_ = make_error(new (context_.arena().allocate(sizeof(Failure))) Failure(failure));
}

Value Run::not_boolean(const Value& value, std::uint32_t place) {
  return label(is_error(value) ? value : context_.no_such_overload(), place);
}

Value Run::eval_watched(NodeIndex index) {
  if (cancelled_) return cancellation_;
  const Node& node = program_.node(index);
  const std::string_view text = program_.text(node.place);
  const bool told = evaluator_.observer_ != nullptr && node.op != Op::constant && !text.empty();
  if (!told || index == program_.root()) return eval_node(node);
  evaluator_.observer_->begin(text);
  const std::uint64_t before = cost_;
  const Value value = eval_node(node);
  evaluator_.observer_->end(value, cost_ - before);
  return value;
}

Value Run::eval_node(const Node& node) {
  switch (node.op) {
    case Op::constant: return program_.constant(node.first);
    case Op::variable: return eval_variable(node);
    case Op::lazy_local:
      if (is_unset(locals_[node.first])) locals_[node.first] = eval(node.extra);
      return qualify(locals_[node.first], node);
    case Op::local: return qualify(locals_[node.first], node);
    case Op::qualified: return eval_qualified(node);
    case Op::conditional: return eval_conditional(node);
    case Op::logical_and: return eval_logic(node, false);
    case Op::logical_or: return eval_logic(node, true);
    case Op::equal: return eval_equal(node, true);
    case Op::not_equal: return eval_equal(node, false);
    case Op::not_strictly_false: return eval_not_strictly_false(node);
    case Op::in_set: return eval_in_set(node);
    case Op::regex_matches:
    case Op::regex_find: return eval_regex(node);
    case Op::optional_or:
    case Op::optional_or_value: return eval_optional_or(node);
    case Op::call1:
    case Op::call2: return eval_call(node);
    case Op::call_many: return eval_call_many(node);
    case Op::list: return eval_list(node);
    case Op::map: return eval_map(node);
    case Op::object: return eval_object(node);
    case Op::loop: return eval_loop(node);
  }
  CHECK(false, "every operation is evaluated");
}

/// has() of a conditional gives back the 1 that a conditional never took.
Value Run::eval_qualified(const Node& node) {
  const Value result = qualify(eval(node.first), node);
  if (node.tests && program_.node(node.first).op == Op::conditional) --cost_;
  return result;
}

Value Run::eval_conditional(const Node& node) {
  const Value condition = eval(node.first);
  if (!condition.is_bool()) return not_boolean(condition, node.place);
  return eval(condition.as_bool() ? node.second : node.extra);
}

/// The dominant value decides whatever else there is, errors included; the first error is the one
/// that is told.
Value Run::eval_logic(const Node& node, bool dominant) {
  Value failed;
  for (std::uint32_t i = 0; i < node.count; ++i) {
    const Value value = eval(program_.operand(node.first + i));
    if (value.is_bool()) {
      if (value.as_bool() == dominant) return value;
    } else {
      if (cancelled_) return cancellation_;
      if (failed.is_null()) failed = not_boolean(value, node.place);
    }
  }
  return failed.is_null() ? Value::boolean(!dominant) : failed;
}

Value Run::eval_equal(const Node& node, bool wanted) {
  const std::array both{eval(node.first), eval(node.second)};
  // == of a library's values counts 1, != by their size.
  const bool own = wanted && kind(both[0]) == Kind::opaque;
  charge(own ? 1 : call_cost(CostRule::equality, both, both[0]));
  if (is_error(both[0])) return both[0];
  if (is_error(both[1])) return both[1];
  const Equality compared = equality(both[0], both[1]);
  // What cannot be compared is an error of ==, but plainly not equal for !=.
  if (compared == Equality::incomparable && wanted)
    return label(context_.no_such_overload(), node.place);
  return Value::boolean((compared == Equality::same) == wanted);
}

Value Run::eval_not_strictly_false(const Node& node) {
  const Value condition = eval(node.first);
  charge(1);
  return Value::boolean(!condition.is_bool() || condition.as_bool());
}

Value Run::eval_in_set(const Node& node) {
  const Value item = eval(node.first);
  if (is_error(item)) return item;
  return Value::boolean(program_.set(node.second).find(item) != nullptr);
}

Value Run::eval_regex(const Node& node) {
  const Value text = eval(node.first);
  if (is_error(text)) return text;
  const std::uint64_t size = text.is_string() ? count_code_points(text.as_string()) : 1;
  charge(node.flat ? 1 : (size + 1 + 9) / 10 * ((node.extra + 3) / 4));
  if (!text.is_string()) return label(context_.no_such_overload(), node.place);
  const re2::RE2& regex = program_.regex(node.second);
  if (node.op == Op::regex_matches) return Value::boolean(regex_matches(regex, text.as_string()));
  return regex_find(context_, regex, text.as_string());
}

Value Run::eval_optional_or(const Node& node) {
  const Value first = eval(node.first);
  if (!is_optional(first)) return first;
  const Value* value = optional_value(first);
  if (value == nullptr) return eval(node.second);
  return node.op == Op::optional_or ? first : *value;
}

namespace {

/// What an operator asks of its first operand, for the text of the error.
bool takes_first(std::string_view operation, const Value& operand) {
  const Kind of = kind(operand);
  const bool time = of == Kind::duration || of == Kind::timestamp;
  const bool text = of == Kind::string || of == Kind::bytes;
  // These answer for themselves, whatever they are asked.
  if (of == Kind::string || time) return true;
  if (operation == "matches") return false;
  if (operation == "sort") return of == Kind::list;
  if (operation == "-_") return of != Kind::list && of != Kind::null && !is_any_map(operand);
  if (operation == "_+_") return is_numeric(operand) || time || text || of == Kind::list;
  if (operation == "_-_") return is_numeric(operand) || time;
  if (operation == "_*_" || operation == "_/_") return is_numeric(operand);
  if (operation == "_%_") return operand.is_int() || operand.is_uint();
  if (operation.starts_with("_<") || operation.starts_with("_>"))
    return is_numeric(operand) || time || text || of == Kind::boolean;
  return operation != "size";
}

bool tells_types(std::string_view function) {
  if (function.starts_with('_') || function.ends_with('_')) return false;
  constexpr std::string_view kWithout[] = {"@in",     "contains", "endsWith", "findAll",
                                           "matches", "size",     "sort",     "startsWith"};
  return std::ranges::find(kWithout, function) == std::end(kWithout);
}

}  // namespace

/// Operators and the oldest functions are told without their operands, as Kubernetes does.
Value Run::no_overload(const CallTarget& call, std::span<const Value> arguments) {
  if (!takes_first(call.function, arguments[0]))
    return context_.error("no such overload: " + std::string(call.function));
  if (!tells_types(call.function)) return context_.no_such_overload();
  std::string text = "no such overload: " + std::string(call.function) + "(";
  std::string_view separator;
  for (const Value& argument : arguments) {
    text.append(separator).append(type_name(argument));
    separator = ", ";
  }
  return context_.error(text + ")");
}

Value Run::dispatch(const CallTarget& call, std::span<const Value> arguments, std::uint32_t place) {
  Value result = call.bodies[0](context_, arguments);
  for (std::size_t i = 1; i < call.body_count && is_error(result); ++i) {
    if (failure_of(result).reason != Failure::Reason::no_such_overload) break;
    result = call.bodies[i](context_, arguments);
  }
  if (is_error(result)) {
    if (failure_of(result).reason == Failure::Reason::no_such_overload)
      result = no_overload(call, arguments);
    label(result, place);
    if (failure_of(result).reason == Failure::Reason::limit) cancel(failure_of(result).text);
  }
  return result;
}

/// One or two arguments: all are evaluated, then the first error is the call's.
Value Run::eval_call(const Node& node) {
  const CallTarget& call = program_.call(node.second);
  std::array<Value, 2> values;
  for (std::uint32_t i = 0; i < node.count; ++i) values[i] = eval(program_.operand(node.first + i));
  const std::span<const Value> arguments(values.data(), node.count);
  const Value* failed = is_error(values[0])                      ? &values[0]
                        : node.count == 2 && is_error(values[1]) ? &values[1]
                                                                 : nullptr;
  const Value result = failed != nullptr ? *failed : dispatch(call, arguments, node.place);
  charge(call_cost(call.cost, arguments, result));
  return result;
}

/// No argument or many: the first error ends it, and the call itself is counted only when that is
/// the last one's.
Value Run::eval_call_many(const Node& node) {
  const CallTarget& call = program_.call(node.second);
  std::array<Value, CallTarget::kMostArguments> values;
  const std::span<const Value> arguments(values.data(), node.count);
  for (std::uint32_t i = 0; i < node.count; ++i) {
    values[i] = eval(program_.operand(node.first + i));
    if (!is_error(values[i])) continue;
    if (i + 1 == node.count) charge(call_cost(call.cost, arguments, values[i]));
    return values[i];
  }
  const Value result = dispatch(call, arguments, node.place);
  charge(call_cost(call.cost, arguments, result));
  return result;
}

Value Run::eval_list(const Node& node) {
  ArenaVector<Value> items(context_.arena());
  items.reserve(node.count);
  charge(kListCost);
  for (std::uint32_t i = 0; i < node.count; ++i) {
    const NodeIndex operand = program_.operand(node.first + i);
    Value item = eval(operand & ~kOptionalOperand);
    if (is_error(item)) return item;
    if ((operand & kOptionalOperand) != 0) {
      if (!is_optional(item)) {
        return label(
            context_.error("cannot initialize optional list element from non-optional value " +
                           display_text(item)),
            node.place);
      }
      if (optional_value(item) == nullptr) continue;
      item = *optional_value(item);
    }
    items.push_back(item);
  }
  return context_.list(items);
}

namespace {

bool can_be_key(const Value& key) {
  return key.is_bool() || key.is_int() || key.is_uint() || key.is_double() || key.is_string();
}

}  // namespace

Value Run::eval_map(const Node& node) {
  ArenaVector<EntryMap::Entry> entries(context_.arena());
  entries.reserve(node.count);
  charge(kMapCost);
  for (std::uint32_t i = 0; i < node.count; ++i) {
    const Value key = eval(program_.operand(node.first + 2 * i));
    if (is_error(key)) return key;
    const NodeIndex operand = program_.operand(node.first + 2 * i + 1);
    Value value = eval(operand & ~kOptionalOperand);
    if (is_error(value)) return value;
    if (!can_be_key(key))
      return label(context_.error("unsupported key type: " + std::string(type_name(key))),
                   node.place);
    if ((operand & kOptionalOperand) != 0) {
      if (!is_optional(value)) {
        return label(context_.error("cannot initialize optional entry '" + display_text(key) +
                                    "' from non-optional value " + display_text(value)),
                     node.place);
      }
      if (optional_value(value) == nullptr) {
        std::erase_if(entries, [&](const EntryMap::Entry& entry) { return equal(entry.key, key); });
        continue;
      }
      value = *optional_value(value);
    }
    entries.push_back({key, value});
  }
  return make_map(context_.arena(), entries);
}

}  // namespace bulwark::cel
