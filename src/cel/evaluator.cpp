// SPDX-License-Identifier: Apache-2.0
// What happens around a run: memory is recycled, errors get their text and place.
#include "cel/evaluator.h"

#include "cel/run.h"

namespace bulwark::cel {
namespace {

constexpr std::size_t kMostPrograms = 10'000;

}  // namespace

Evaluator::Guesses& Evaluator::guesses_for(const Program& program) {
  if (last_program_ != &program) {
    last_program_ = &program;
    last_guesses_ = &guesses_[&program];
  }
  if (last_guesses_->size() < program.qualifier_count())
    last_guesses_->resize(program.qualifier_count());
  return *last_guesses_;
}

Result<Value> Evaluator::run(const Program& program, std::span<const Value> slots,
                             LazyVariables* lazy) {
  if (users_ == 0) {
    arena_.reset();
    regexes_.trim();
    if (guesses_.size() > kMostPrograms) {
      guesses_.clear();
      last_program_ = nullptr;
    }
  }
  const Hold in_use(*this);
  Run run(*this, program, slots, lazy);
  Value result = run.eval(program.root());
  if (run.cancelled()) result = run.cancellation();
  cost_ = run.cost();
  if (!is_error(result)) return result;
  const Failure& failure = failure_of(result);
  const bool limit = failure.reason == Failure::Reason::limit;
  return fail(limit ? ErrorCode::limit : ErrorCode::malformed, failure_text(failure),
              program.place(failure.place));
}

}  // namespace bulwark::cel
