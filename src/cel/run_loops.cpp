// SPDX-License-Identifier: Apache-2.0
// Evaluation of comprehensions. The fast forms charge for the parts of the expanded tree that they
// do not walk: the accumulator's name counts 1 wherever the tree reads it, a list literal 10, a
// call 1.
#include <string>

#include "cel/cost.h"
#include "cel/run.h"

namespace bulwark::cel {

bool Run::next_iteration() {
  if (iterations_left_ == 0) cancel("operation cancelled: too many iterations");
  if (cancelled_) return false;
  --iterations_left_;
  return true;
}

/// Calls `body()` with the loop's variables set, until it returns false or the run is cancelled.
template <class Body>
void Run::for_each(const Loop& loop, const Value& range, Body body) {
  Value& first = locals_[loop.variable];
  Value& second = locals_[loop.variable + 1];
  if (range.is_list()) {
    std::int64_t index = 0;
    for (const Value& item : range.items()) {
      if (!next_iteration()) return;
      first = loop.two_variables ? Value::integer(index++) : item;
      if (loop.two_variables) second = item;
      if (!body()) return;
    }
    return;
  }
  for_each_entry(range, [&](const Value& key, const Value& value) {
    if (!next_iteration()) return false;
    first = key;
    if (loop.two_variables) second = value;
    return body();
  });
}

namespace {

/// The value's type as the message names it.
std::string engine_type(const Value& value) {
  switch (kind(value)) {
    case Kind::null: return "types.Null";
    case Kind::boolean: return "types.Bool";
    case Kind::integer: return "types.Int";
    case Kind::unsigned_integer: return "types.Uint";
    case Kind::number: return "types.Double";
    case Kind::string: return "types.String";
    case Kind::bytes: return "types.Bytes";
    case Kind::duration: return "types.Duration";
    case Kind::timestamp: return "types.Timestamp";
    case Kind::optional: return "*types.Optional";
    case Kind::type: return "*types.Type";
    case Kind::made:
      return is_json_patch(object_of(value)) ? "*mutation.JSONPatchVal" : "*dynamic.ObjectVal";
    default: return std::string(type_name(value));
  }
}

}  // namespace

Value Run::not_iterable(const Loop& loop, const Value& range) {
  if (loop.two_variables)
    return context_.error("unsupported comprehension range type: " + engine_type(range));
  return context_.error("got '" + engine_type(range) + "', expected iterable type");
}

Value Run::eval_loop(const Node& node) {
  const Loop& loop = program_.loop(node.first);
  const Value range = eval(loop.range);
  if (is_error(range)) return range;
  if (!range.is_list() && !is_any_map(range)) return label(not_iterable(loop, range), node.place);
  Value result;
  switch (loop.form) {
    case Loop::Form::all: result = eval_quantifier(loop, range, node, false); break;
    case Loop::Form::exists: result = eval_quantifier(loop, range, node, true); break;
    case Loop::Form::collect: result = eval_collect(loop, range, node); break;
    case Loop::Form::general: result = eval_general(loop, range, node); break;
  }
  return cancelled_ ? cancellation_ : result;
}

/// all (the dominant value is false) and exists (true): errors wait, the dominant value wins over
/// them.
Value Run::eval_quantifier(const Loop& loop, const Value& range, const Node& node, bool dominant) {
  const std::uint64_t condition_cost = dominant ? 3 : 2;
  Value result = Value::boolean(!dominant);
  for_each(loop, range, [&] {
    charge(condition_cost);
    if (result.is_bool() && result.as_bool() == dominant) return false;
    charge(kSelectCost);
    const Value value = eval(loop.step);
    if (value.is_bool()) {
      if (result.is_bool() || value.as_bool() == dominant) result = value;
    } else if (result.is_bool()) {
      result = not_boolean(value, node.place);
    }
    return true;
  });
  charge(kSelectCost);
  return result;
}

/// map, filter and transformList: the new list has at most as many items as the range, so its place
/// is taken once.
Value Run::eval_collect(const Loop& loop, const Value& range, const Node& node) {
  const std::size_t most = range.is_list() ? range.size() : map_size(range);
  const std::size_t bytes = sizeof(formats::ListNode) + most * sizeof(Value);
  if (!context_.can_use(bytes)) return context_.out_of_memory();
  auto* list = static_cast<formats::ListNode*>(context_.arena().allocate(bytes));
  *list = {0, 0};
  auto* items = reinterpret_cast<Value*>(list + 1);
  const bool constant = program_.node(loop.step).op == Op::constant;
  const std::uint64_t append_cost = kSelectCost + 1 + (constant ? 0 : kListCost);
  Value failed;
  for_each(loop, range, [&] {
    if (loop.condition != kNoNode) {
      const Value wanted = eval(loop.condition);
      if (!wanted.is_bool()) {
        failed = not_boolean(wanted, node.place);
        return true;
      }
      if (!wanted.as_bool()) return true;
    }
    const Value item = eval(loop.step);
    charge(append_cost);
    if (!failed.is_null()) return true;
    if (is_error(item)) {
      failed = item;
    } else {
      items[list->count++] = item;
    }
    return true;
  });
  charge(kSelectCost);
  return failed.is_null() ? Value::list_at(list) : failed;
}

Value Run::eval_general(const Loop& loop, const Value& range, const Node&) {
  Value& accumulator = locals_[loop.accumulator];
  accumulator = loop.lazy_init ? unset_value() : eval(loop.init);
  for_each(loop, range, [&] {
    const Value condition = eval(loop.condition);
    if (condition.is_bool() && !condition.as_bool()) return false;
    accumulator = eval(loop.step);
    return true;
  });
  return cancelled_ ? cancellation_ : eval(loop.result);
}

}  // namespace bulwark::cel
