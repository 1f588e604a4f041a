// SPDX-License-Identifier: Apache-2.0
// Which mutations run, in what order, how often, and what failures do to the others.
#include "admission/mutation_sequence.h"

#include <gtest/gtest.h>

#include <functional>
#include <string>

namespace bulwark::admission {
namespace {

using formats::Value;
using Change = MutationRun::Change;

// The object is a number; each invocation's one mutation is a function of it.
struct Steps : MutationSteps {
  std::vector<std::function<MutationStep<std::int64_t>(std::int64_t)>> mutations;
  std::function<MutationStep<bool>(std::size_t, std::int64_t)> selected =
      [](auto, auto) -> MutationStep<bool> { return true; };
  std::function<MutationStep<bool>(std::size_t, std::int64_t)> conditions =
      [](auto, auto) -> MutationStep<bool> { return true; };

  MutationStep<bool> selects(std::size_t index, const Value& object) override {
    return selected(index, object.as_int());
  }
  MutationStep<bool> conditions_hold(std::size_t index, const Value& object) override {
    return conditions(index, object.as_int());
  }
  MutationStep<Value> mutate(std::size_t index, std::size_t, const Value& object) override {
    auto out = mutations[index](object.as_int());
    if (!out) return std::unexpected(out.error());
    return Value::integer(*out);
  }
};

MutationStep<std::int64_t> fails(MutationFailure::Reach reach) {
  return std::unexpected(MutationFailure{reach, {ErrorCode::malformed, "no", {}}});
}
MutationStep<std::int64_t> next(std::int64_t n) { return n + 1; }
MutationStep<std::int64_t> twice(std::int64_t n) { return n * 2; }

constexpr MutationInvocation kNever{Reinvocation::never, false, 1};
constexpr MutationInvocation kIfNeeded{Reinvocation::if_needed, false, 1};
constexpr MutationInvocation kIgnoring{Reinvocation::never, true, 1};

TEST(Mutations, RunInOrder) {
  Steps steps;
  steps.mutations = {next, twice};
  const std::vector<MutationInvocation> both{kNever, kNever};
  const MutationRun run = run_mutations(Value::integer(1), both, steps);
  EXPECT_EQ(run.object.as_int(), 4);
  EXPECT_EQ(run.changes, (std::vector<Change>{{0, 0, 1}, {1, 0, 1}}));
  EXPECT_FALSE(run.denied);
}

TEST(Mutations, RunAgainWhereThePolicySaysIfNeeded) {
  Steps steps;
  steps.mutations = {next, twice};
  const std::vector<MutationInvocation> both{kIfNeeded, kNever};
  const MutationRun run = run_mutations(Value::integer(1), both, steps);
  EXPECT_EQ(run.object.as_int(), 5);
  EXPECT_EQ(run.changes, (std::vector<Change>{{0, 0, 1}, {1, 0, 1}, {0, 0, 2}}));
}

TEST(Mutations, OfTheLastPolicyRunAgainAsWell) {
  Steps steps;
  steps.mutations = {next};
  const std::vector<MutationInvocation> one{kIfNeeded};
  EXPECT_EQ(run_mutations(Value::integer(1), one, steps).object.as_int(), 3);
}

TEST(Mutations, DoNotRunAgainWhenTheyDidNotRunBefore) {
  Steps steps;
  steps.mutations = {next, twice};
  steps.conditions = [](std::size_t index, std::int64_t n) -> MutationStep<bool> {
    return index == 1 || n > 1;
  };
  const std::vector<MutationInvocation> both{kIfNeeded, kNever};
  EXPECT_EQ(run_mutations(Value::integer(1), both, steps).object.as_int(), 2);
}

TEST(Mutations, DoNotRunAgainWhenTheObjectIsNoLongerSelected) {
  Steps steps;
  steps.mutations = {next};
  steps.selected = [](std::size_t, std::int64_t n) -> MutationStep<bool> { return n == 1; };
  const std::vector<MutationInvocation> one{kIfNeeded};
  EXPECT_EQ(run_mutations(Value::integer(1), one, steps).object.as_int(), 2);
}

TEST(Mutations, ThatFailAreLeftOutWhereFailuresAreIgnored) {
  Steps steps;
  steps.mutations = {[](auto) { return fails(MutationFailure::Reach::policy); }, next};
  const std::vector<MutationInvocation> both{kIgnoring, kNever};
  const MutationRun run = run_mutations(Value::integer(1), both, steps);
  EXPECT_EQ(run.object.as_int(), 2);
  EXPECT_FALSE(run.denied);
  EXPECT_EQ(run.problems.size(), 1U);
}

TEST(Mutations, ThatFailDenyButTheOthersStillRun) {
  Steps steps;
  steps.mutations = {[](auto) { return fails(MutationFailure::Reach::policy); }, next};
  const std::vector<MutationInvocation> both{kNever, kIfNeeded};
  const MutationRun run = run_mutations(Value::integer(1), both, steps);
  EXPECT_TRUE(run.denied);
  EXPECT_EQ(run.changes, (std::vector<Change>{{1, 0, 1}}));
}

TEST(Mutations, ThatTheServerCannotDecodeEndTheRequestEvenWhereFailuresAreIgnored) {
  Steps steps;
  steps.mutations = {[](auto) { return fails(MutationFailure::Reach::request); }, next};
  const std::vector<MutationInvocation> both{kIgnoring, kNever};
  const MutationRun run = run_mutations(Value::integer(1), both, steps);
  EXPECT_TRUE(run.denied);
  EXPECT_TRUE(run.changes.empty());
}

TEST(Mutations, MeetConditionsAgainInTheSecondRoundWhateverThePolicy) {
  Steps steps;
  steps.mutations = {next};
  steps.conditions = [](std::size_t, std::int64_t n) -> MutationStep<bool> {
    if (n == 1) return true;
    return std::unexpected(
        MutationFailure{MutationFailure::Reach::policy, {ErrorCode::malformed, "no", {}}});
  };
  const std::vector<MutationInvocation> one{kNever};
  EXPECT_TRUE(run_mutations(Value::integer(1), one, steps).denied);
}

TEST(Mutations, ThatSelectTheObjectOnlyOnceItIsMutatedDoNotRun) {
  Steps steps;
  steps.mutations = {next, twice};
  steps.selected = [](std::size_t index, std::int64_t n) -> MutationStep<bool> {
    return index == 0 || n > 1;
  };
  const std::vector<MutationInvocation> both{kNever, kIfNeeded};
  const MutationRun run = run_mutations(Value::integer(1), both, steps);
  EXPECT_EQ(run.object.as_int(), 2);
  EXPECT_FALSE(run.denied);
}

TEST(Mutations, OfABindingThatIsNotConfiguredRightDenyButTheOthersStillRun) {
  Steps steps;
  steps.mutations = {next, next};
  steps.selected = [](std::size_t index, std::int64_t) -> MutationStep<bool> {
    if (index == 0) return true;
    return std::unexpected(
        MutationFailure{MutationFailure::Reach::binding, {ErrorCode::malformed, "no", {}}});
  };
  const std::vector<MutationInvocation> both{kNever, kNever};
  const MutationRun run = run_mutations(Value::integer(1), both, steps);
  EXPECT_TRUE(run.denied);
  EXPECT_EQ(run.object.as_int(), 2);
}

TEST(Mutations, ThatCannotBeKnownEndItWithoutADenial) {
  Steps steps;
  steps.mutations = {next, [](auto) { return fails(MutationFailure::Reach::unknown); }, twice};
  const std::vector<MutationInvocation> all{kNever, kIgnoring, kNever};
  const MutationRun run = run_mutations(Value::integer(1), all, steps);
  EXPECT_TRUE(run.unknown);
  EXPECT_FALSE(run.denied);
  EXPECT_EQ(run.changes, (std::vector<Change>{{0, 0, 1}}));
}

TEST(Mutations, AreNotAskedTwiceWhenNoneRan) {
  Steps steps;
  int asked = 0;
  steps.mutations = {next};
  steps.conditions = [&](std::size_t, std::int64_t) -> MutationStep<bool> {
    ++asked;
    return false;
  };
  const std::vector<MutationInvocation> one{kIfNeeded};
  EXPECT_EQ(run_mutations(Value::integer(1), one, steps).object.as_int(), 1);
  EXPECT_EQ(asked, 1);
}

}  // namespace
}  // namespace bulwark::admission
