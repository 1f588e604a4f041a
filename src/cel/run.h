// SPDX-License-Identifier: Apache-2.0
// Run: one evaluation of one program, while it lasts.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "cel/evaluator.h"
#include "cel/object.h"

namespace bulwark::cel {

/// Walks the nodes. Errors are values here, as && || and the macros absorb them; only a run that is
/// cancelled (cost, memory) unwinds at once: every eval() then answers with the same error.
class Run {
 public:
  Run(Evaluator& evaluator, const Program& program, std::span<const Value> slots,
      LazyVariables* lazy);

  Value eval(NodeIndex index) {
    if (watched_) [[unlikely]]
      return eval_watched(index);
    return eval_node(program_.node(index));
  }
  std::uint64_t cost() const { return cost_; }
  bool cancelled() const { return cancelled_; }
  const Value& cancellation() const { return cancellation_; }

 private:
  void charge(std::uint64_t cost) {
    cost_ += cost;
    if (cost_ > cost_limit_) [[unlikely]]
      exceed(cost);
  }
  /// What is charged after the limit was passed is not counted any more.
  void exceed(std::uint64_t last_charge);
  void cancel(std::string_view why);
  /// Gives an error its place, if it has none yet.
  static const Value& label(const Value& value, std::uint32_t place) {
    if (is_error(value) && failure_of(value).place == 0) failure_of(value).place = place;
    return value;
  }
  /// `value` if it is an error, else the error that it is not what was wanted.
  Value not_boolean(const Value& value, std::uint32_t place);

  Value eval_node(const Node& node);
  /// When the run is cancelled or somebody observes it.
  Value eval_watched(NodeIndex index);
  Value eval_variable(const Node& node);
  Value eval_qualified(const Node& node);
  Value eval_conditional(const Node& node);
  Value eval_logic(const Node& node, bool dominant);
  Value eval_equal(const Node& node, bool wanted);
  Value eval_not_strictly_false(const Node& node);
  Value eval_in_set(const Node& node);
  Value eval_regex(const Node& node);
  Value eval_optional_or(const Node& node);
  Value eval_call(const Node& node);
  Value eval_call_many(const Node& node);
  /// The error that a call's arguments fit none of the function's overloads.
  Value no_overload(const CallTarget& call, std::span<const Value> arguments);
  Value dispatch(const CallTarget& call, std::span<const Value> arguments, std::uint32_t place);
  Value eval_list(const Node& node);
  Value eval_map(const Node& node);
  Value eval_object(const Node& node);
  /// The error that a patch's field is of the wrong type; null when it is not.
  Value wrong_patch_field(std::string_view name, const Value& value);
  Value lazy_variable(std::uint32_t slot);

  // Attributes: a root value and the qualifiers that lead on from it.
  Value qualify(const Value& root, const Node& node);
  /// The member of `object` under `key`; nullptr when there is none, or when `error` says why it
  /// cannot be looked for.
  const Value* member(const Value& object, const Value& key, std::uint32_t guess, Value& error);
  const Value* field(const Value& map, std::string_view key, std::uint32_t& guess);
  Value missing(const Value& object, const Value& key);
  const Value* made_member(const MadeObject& object, const Value& key, const Node& node,
                           std::uint32_t qualifier, Value& error);

  // Loops.
  Value eval_loop(const Node& node);
  Value eval_quantifier(const Loop& loop, const Value& range, const Node& node, bool dominant);
  Value eval_collect(const Loop& loop, const Value& range, const Node& node);
  Value eval_general(const Loop& loop, const Value& range, const Node& node);
  bool next_iteration();
  template <class Body>
  void for_each(const Loop& loop, const Value& range, Body body);
  Value not_iterable(const Loop& loop, const Value& range);

  Evaluator& evaluator_;
  Context& context_;
  const Program& program_;
  std::span<const Value> slots_;
  LazyVariables* lazy_;
  Value* locals_;
  std::uint32_t* guesses_;
  std::uint64_t cost_ = 0;
  std::uint64_t cost_limit_;
  std::uint64_t iterations_left_;
  bool cancelled_ = false;
  bool watched_;
  Value cancellation_;
};

}  // namespace bulwark::cel
