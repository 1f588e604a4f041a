// SPDX-License-Identifier: Apache-2.0
// Policies, bindings and parameters as invocations for run_mutations(), and its run as a verdict.
// Mutations are evaluated over `request.object`, which is set to the object as it is by then.
#include "admission/mutating_review.h"

#include <fmt/core.h>

#include <algorithm>
#include <set>
#include <string>

#include "admission/mutation_sequence.h"
#include "admission/params.h"
#include "admission/reads.h"
#include "admission/schema_of.h"
#include "cel/object.h"

namespace bulwark::admission {
namespace {

using formats::Value;
using Reach = MutationFailure::Reach;

struct Invocation {
  const MutatingPolicy* policy = nullptr;
  const Binding* binding = nullptr;
  Value params;
  std::string misconfigured;  ///< why there are no params
};

std::unexpected<MutationFailure> failure(Reach reach, std::string why) {
  return std::unexpected(MutationFailure{reach, {ErrorCode::malformed, std::move(why), {}}});
}

std::unexpected<MutationFailure> failure(Outcome outcome) {
  const bool unknown = outcome.is == Outcome::Is::unknown;
  return failure(unknown ? Reach::unknown : Reach::policy, std::move(outcome.message));
}

class Steps : public MutationSteps {
 public:
  explicit Steps(const MutatingReview& review) : review_(review) {
    for (const MutatingPolicy& policy : review.policies.mutating()) {
      if (is_ruled_out(policy.match)) continue;
      for (const Binding* binding : review.policies.bindings_of(policy)) {
        if (!binding->match || !is_ruled_out(*binding->match)) add(policy, *binding);
      }
    }
  }

  std::span<const MutationInvocation> order() const { return order_; }
  const Invocation& at(std::size_t index) const { return invocations_[index]; }
  std::size_t matched() const { return matched_.size(); }

  MutationStep<bool> selects(std::size_t index, const Value& object) override {
    const Invocation& one = look_at(index, object);
    const Match by_policy = match(one.policy->match, review_.request);
    if (by_policy.is == Match::Is::no) return false;
    matched_.insert(one.policy);
    if (by_policy.is == Match::Is::unknown) return failure(Reach::unknown, by_policy.why);
    if (one.binding->match) {
      const Match by_binding = match(*one.binding->match, review_.request);
      if (by_binding.is == Match::Is::no) return false;
      if (by_binding.is == Match::Is::unknown) return failure(Reach::unknown, by_binding.why);
    }
    if (lacks_secret_values(*one.policy, review_.request))
      return failure(Reach::unknown, std::string(kSecretValues));
    if (one.misconfigured.empty()) return true;
    return failure(Reach::binding, "failed to configure binding: " + one.misconfigured);
  }

  MutationStep<bool> conditions_hold(std::size_t index, const Value& object) override {
    const Invocation& one = look_at(index, object);
    if (review_.trace != nullptr) review_.trace->push_back({one.policy, one.binding, {}});
    auto holds = review_.evaluator.conditions_hold(*one.policy, question(one));
    if (!holds) return failure(std::move(holds).error());
    return *holds;
  }

  MutationStep<Value> mutate(std::size_t index, std::size_t mutation,
                             const Value& object) override {
    const Invocation& one = look_at(index, object);
    const PatchType type = one.policy->mutations[mutation].type;
    const Result<Schema> schema = schema_of(
        review_.request.kind, review_.policies.kubernetes_minor(), type, review_.policies.others());
    if (!schema) return failure(Reach::unknown, schema.error().text());
    auto yielded = review_.evaluator.yield(*one.policy, mutation, question(one));
    if (!yielded) return failure(std::move(yielded).error());
    return mutate_object(arena_, *schema, type, object, *yielded);
  }

 private:
  // Whatever a mutation does to the object: of a match, only the selector of objects looks at it.
  bool is_ruled_out(const MatchResources& resources) const {
    return resources.objects.empty() && match(resources, review_.request).is == Match::Is::no;
  }

  void add(const MutatingPolicy& policy, const Binding& binding) {
    Result<std::vector<Value>> params = collect_params(policy, binding, review_.request,
                                                       review_.policies.others());
    if (!params) {
      invocations_.push_back({&policy, &binding, {}, params.error().message});
    } else {
      for (const Value& value : *params) invocations_.push_back({&policy, &binding, value, {}});
    }
    order_.resize(invocations_.size(),
                  {policy.reinvocation, !policy.fails_closed, policy.mutations.size()});
  }

  const Invocation& look_at(std::size_t index, const Value& object) {
    object_ = object;
    review_.request.object = &object_;
    return invocations_[index];
  }

  Question question(const Invocation& one) const {
    return {review_.inputs, one.params,
            review_.trace == nullptr ? nullptr : &review_.trace->back().steps};
  }

  const MutatingReview& review_;
  std::vector<Invocation> invocations_;
  std::vector<MutationInvocation> order_;
  std::set<const MutatingPolicy*> matched_;
  Value object_;
  Arena arena_{std::size_t{64} << 10};
};

Decision decision_of(const Invocation& one, const MutationFailure& failure) {
  const bool unknown = failure.reach == Reach::unknown;
  Decision out{one.policy,
               one.binding,
               {unknown ? Outcome::Is::unknown : Outcome::Is::error, failure.error.message,
                failure.reach == Reach::binding ? "Forbidden" : "Invalid", 0}};
  const bool decided_by_policy = failure.reach == Reach::policy || failure.reach == Reach::binding;
  out.ignored = decided_by_policy && !one.policy->fails_closed;
  return out;
}

// A failure of the request comes before all failures of policies, of which the first counts.
void deny(const Invocation& one, const MutationFailure& failure, Verdict& verdict) {
  const bool internal = failure.reach == Reach::request;
  if (verdict.is == Verdict::Is::denied && !internal) return;
  verdict.is = Verdict::Is::denied;
  if (internal) {
    verdict.code = 500;
    verdict.reason = "InternalError";
    verdict.message = "Internal error occurred: " + failure.error.message;
    return;
  }
  verdict.code = 403;  // whatever the reason
  verdict.reason = failure.reach == Reach::binding ? "Forbidden" : "Invalid";
  verdict.message = fmt::format("policy '{}' with binding '{}' denied request: {}",
                                one.policy->name, one.binding->name, failure.error.message);
}

void take_problems(const Steps& steps, const MutationRun& run, Verdict& verdict) {
  for (const MutationRun::Problem& problem : run.problems) {
    const Invocation& one = steps.at(problem.index);
    Decision decision = decision_of(one, problem.failure);
    const bool denies = decision.outcome.is != Outcome::Is::unknown && !decision.ignored;
    if (denies) deny(one, problem.failure, verdict);
    const auto same = [&](const Decision& other) {  // of the round before
      return other.policy == decision.policy && other.binding == decision.binding &&
             other.outcome.message == decision.outcome.message;
    };
    if (std::ranges::none_of(verdict.decisions, same))
      verdict.decisions.push_back(std::move(decision));
  }
}

}  // namespace

void run_mutating_policies(const MutatingReview& review, Verdict& verdict) {
  const Value* original = review.request.object;
  if (original == nullptr || review.request.operation == Operation::remove) return;
  const cel::Evaluator::Hold hold(review.evaluator.engine());  // the object points into yields
  Steps steps(review);
  const MutationRun run = run_mutations(*original, steps.order(), steps);
  review.request.object = original;
  verdict.policies += steps.matched();
  if (review.trace != nullptr)
    std::erase_if(*review.trace, [](const TraceOfPolicy& trace) { return trace.steps.empty(); });
  take_problems(steps, run, verdict);
  if (run.denied || run.unknown) return;
  for (const MutationRun::Change& change : run.changes) {
    const Invocation& one = steps.at(change.index);
    verdict.changes.push_back({one.policy, one.binding, change.mutation, change.round});
  }
  if (formats::deep_equal(*original, run.object)) return;
  verdict.memory = std::make_unique<Arena>(std::size_t{16} << 10);
  const Result<Value> kept = cel::plain_value(*verdict.memory, run.object);
  CHECK(kept.has_value(), "a mutated object is JSON");
  verdict.object = *kept;
  review.request.object = &*verdict.object;
}

}  // namespace bulwark::admission
