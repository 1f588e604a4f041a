// SPDX-License-Identifier: Apache-2.0
// Evaluator: runs programs. One per thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/arena.h"
#include "base/result.h"
#include "cel/function.h"
#include "cel/observer.h"
#include "cel/program.h"
#include "cel/regex_cache.h"
#include "cel/value.h"

namespace bulwark::cel {

/// Values that are made only when an expression asks for them: policy's variables.x. To remember
/// what was made is the implementation's part. It may run programs on the same evaluator.
class LazyVariables {
 public:
  virtual ~LazyVariables() = default;
  /// An error becomes the variable's value: it is absorbed or reported like any other.
  virtual Result<Value> get(std::uint32_t slot) = 0;
};

struct EvaluatorOptions {
  std::uint64_t cost_limit = 1'000'000;  ///< per run, in the units of Kubernetes
  std::size_t memory_limit = std::size_t{64} << 20;
  std::uint64_t iteration_limit = 20'000'000;  ///< per run, over all loops: some iterations cost
                                               ///< nothing
};

/// Not thread-safe, not copyable: the values that it hands out live in it.
class Evaluator {
 public:
  explicit Evaluator(EvaluatorOptions options = {}) : options_(options) {}
  Evaluator(const Evaluator&) = delete;
  Evaluator& operator=(const Evaluator&) = delete;

  /// `slots` by the environment's slot numbers; a slot that the program uses and that is
  /// unset_value() is asked from `lazy`. The result, and whatever it points to, is valid until the
  /// next run that is not nested in this one, while `program` and the values in `slots` live (see
  /// Hold and keep()).
  ///
  /// Errors: malformed with the evaluation's error and its place; limit when it cost too much.
  Result<Value> run(const Program& program, std::span<const Value> slots,
                    LazyVariables* lazy = nullptr);

  /// What the last run that ended cost, without the runs nested in it.
  std::uint64_t cost() const { return cost_; }
  /// Who answers the expressions' questions about permissions from now on; it must outlive the
  /// runs. Without one (nullptr) whoever asks fails.
  void set_authorizer(Authorizer* authorizer) { context_.set_authorizer(authorizer); }
  /// Who sees the parts of the runs from now on, or nullptr; it must outlive them. Answers with who
  /// did before.
  Observer* observe(Observer* observer) { return std::exchange(observer_, observer); }
  void set_cost_limit(std::uint64_t limit) { options_.cost_limit = limit; }
  const EvaluatorOptions& options() const { return options_; }

  /// While one lives, results of all runs stay valid: for several expressions over one object.
  class Hold {
   public:
    explicit Hold(Evaluator& evaluator) : evaluator_(evaluator) { ++evaluator_.users_; }
    ~Hold() { --evaluator_.users_; }
    Hold(const Hold&) = delete;
    Hold& operator=(const Hold&) = delete;

   private:
    Evaluator& evaluator_;
  };

 private:
  friend class Run;
  using Guesses = std::vector<std::uint32_t>;
  Guesses& guesses_for(const Program& program);

  EvaluatorOptions options_;
  Arena arena_{std::size_t{64} << 10};
  RegexCache regexes_;
  Context context_{arena_, regexes_, options_.memory_limit};
  /// Where each qualifier's field was found in the last map. A guess is checked against the map's
  /// keys, so a stale one (of a program that died, of another pool) costs a search and is never
  /// wrong.
  std::unordered_map<const Program*, Guesses> guesses_;
  const Program* last_program_ = nullptr;
  Guesses* last_guesses_ = nullptr;
  Observer* observer_ = nullptr;
  std::uint64_t cost_ = 0;
  int users_ = 0;  ///< runs and holds
};

}  // namespace bulwark::cel
