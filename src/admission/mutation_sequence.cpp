// SPDX-License-Identifier: Apache-2.0
// Two rounds over the invocations.
#include "admission/mutation_sequence.h"

namespace bulwark::admission {
namespace {

using formats::Value;

class Sequence {
 public:
  Sequence(const Value& object, std::span<const MutationInvocation> invocations,
           MutationSteps& steps)
      : invocations_(invocations), steps_(steps), ran_(invocations.size()) {
    run_.object = object;
  }

  MutationRun run() &&;

 private:
  std::vector<bool> select();
  void round(std::uint32_t number);
  void invoke(std::size_t index, std::uint32_t round);
  void report(std::size_t index, MutationFailure failure);
  bool stopped() const { return stopped_; }

  std::span<const MutationInvocation> invocations_;
  MutationSteps& steps_;
  std::vector<bool> ran_;  // in the first round
  bool mutated_ = false;   // some mutation ran, whether it changed anything or not
  bool stopped_ = false;   // a failure that ends the request at once
  MutationRun run_;
};

void Sequence::report(std::size_t index, MutationFailure failure) {
  const bool whole = failure.reach == MutationFailure::Reach::request;
  run_.unknown = failure.reach == MutationFailure::Reach::unknown;
  stopped_ = whole || run_.unknown;
  run_.denied = run_.denied || whole || (!run_.unknown && !invocations_[index].failures_ignored);
  run_.problems.push_back({index, std::move(failure)});
}

void Sequence::invoke(std::size_t index, std::uint32_t round) {
  for (std::size_t i = 0; i < invocations_[index].mutations && !stopped(); ++i) {
    auto mutated = steps_.mutate(index, i, run_.object);
    if (!mutated) {
      report(index, std::move(mutated).error());
      continue;
    }
    mutated_ = true;
    if (formats::deep_equal(run_.object, *mutated)) continue;
    run_.changes.push_back({index, i, round});
    run_.object = *mutated;
  }
}

std::vector<bool> Sequence::select() {
  std::vector<bool> selected(invocations_.size());
  for (std::size_t i = 0; i < invocations_.size() && !stopped(); ++i) {
    auto selects = steps_.selects(i, run_.object);
    if (selects) {
      selected[i] = *selects;
    } else {
      report(i, std::move(selects).error());
    }
  }
  return selected;
}

void Sequence::round(std::uint32_t number) {
  const std::vector<bool> selected = select();
  for (std::size_t i = 0; i < invocations_.size() && !stopped(); ++i) {
    if (!selected[i]) continue;
    auto holds = steps_.conditions_hold(i, run_.object);
    if (!holds) {
      report(i, std::move(holds).error());
      continue;
    }
    if (!*holds) continue;
    const bool again = ran_[i] && invocations_[i].reinvocation == Reinvocation::if_needed;
    if (number > 1 && !again) continue;
    ran_[i] = true;
    invoke(i, number);
  }
}

MutationRun Sequence::run() && {
  round(1);
  if (!run_.denied && !stopped() && mutated_) round(2);
  return std::move(run_);
}

}  // namespace

MutationRun run_mutations(const Value& object, std::span<const MutationInvocation> invocations,
                          MutationSteps& steps) {
  return Sequence(object, invocations, steps).run();
}

}  // namespace bulwark::admission
