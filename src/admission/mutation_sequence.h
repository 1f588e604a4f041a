// SPDX-License-Identifier: Apache-2.0
// The order in which the mutations of a request run, and which run again.
#pragma once

#include <cstdint>
#include <expected>
#include <span>
#include <vector>

#include "base/result.h"
#include "formats/value.h"

namespace bulwark::admission {

enum class Reinvocation : std::uint8_t { never, if_needed };

/// A policy with one of its bindings and one of its params, as far as the order needs to know it.
struct MutationInvocation {
  Reinvocation reinvocation = Reinvocation::never;
  bool failures_ignored = false;  ///< failurePolicy: Ignore
  std::size_t mutations = 0;
};

/// What went wrong with one mutation, or with the conditions before them.
struct MutationFailure {
  enum class Reach : std::uint8_t {
    policy,   ///< failurePolicy decides
    binding,  ///< the binding is not configured right: failurePolicy decides
    request,  ///< the request fails with an internal error, whatever the failurePolicy
    unknown,  ///< what comes of it cannot be known here, and so nothing of what comes after
  };
  Reach reach = Reach::policy;
  Error error;
};

template <class T>
using MutationStep = std::expected<T, MutationFailure>;

/// What the sequence asks of the policies themselves; `index` is an invocation's place.
class MutationSteps {
 public:
  virtual ~MutationSteps() = default;
  /// Whether the policy and the binding select the object; asked of all before each round.
  virtual MutationStep<bool> selects(std::size_t index, const formats::Value& object) = 0;
  /// Whether the matchConditions hold for the object as it is now.
  virtual MutationStep<bool> conditions_hold(std::size_t index, const formats::Value& object) = 0;
  /// The object after one mutation.
  virtual MutationStep<formats::Value> mutate(std::size_t index, std::size_t mutation,
                                              const formats::Value& object) = 0;
};

struct MutationRun {
  struct Problem {
    std::size_t index = 0;
    MutationFailure failure;
  };
  struct Change {
    std::size_t index = 0;
    std::size_t mutation = 0;
    std::uint32_t round = 1;
    bool operator==(const Change&) const = default;
  };
  formats::Value object;
  std::vector<Problem> problems;  ///< those of policies that ignore failures as well
  std::vector<Change> changes;    ///< the mutations that changed something, in order
  bool denied = false;            ///< a failure that nothing ignores
  bool unknown = false;           ///< the last problem's reach
};

/// Runs every invocation's mutations in order. A mutation that fails is left out, and the next one
/// goes on with the object as it was. When any mutation ran, a second round follows, in which the
/// conditions of all are asked again, but only the IfNeeded policies that ran before run: that is
/// all that the API server's bookkeeping of reinvocations comes to.
MutationRun run_mutations(const formats::Value& object,
                          std::span<const MutationInvocation> invocations, MutationSteps& steps);

}  // namespace bulwark::admission
