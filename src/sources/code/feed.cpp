// SPDX-License-Identifier: Apache-2.0
// One lock around the list of inputs and the one stream that is open.
#include "sources/code/feed.h"

#include <utility>

namespace bulwark::sources::code {
namespace {

// Files up to this size are one worker's work.
constexpr std::uint64_t kSmall = std::uint64_t{4} << 20;

}  // namespace

Feed::Feed(std::span<const Input> inputs, const LoadOptions& options)
    : inputs_(inputs), options_(options) {}

bool Feed::shared(const Input& input) const {
  return input.kind == InputKind::standard_input ||
         (input.kind == InputKind::file && input.size > kSmall);
}

std::optional<Job> Feed::next(Batch& batch) {
  const std::lock_guard lock(mutex_);
  while (!options_.stop.stop_requested()) {
    if (stream_) {
      if (std::optional<Job> job = from_stream(batch)) return job;
    }
    if (stream_) continue;
    if (next_ == inputs_.size()) return std::nullopt;
    const std::size_t index = next_++;
    if (!shared(inputs_[index])) return Job{Job::Kind::whole, index, {}};
    Result<Stream> stream = Stream::open(inputs_[index], index, options_);
    if (!stream) return Job{Job::Kind::failed, index, std::move(stream).error()};
    stream_.emplace(std::move(*stream));
    open_ = index;
  }
  return std::nullopt;
}

// Nothing when the stream is at its end; it is then closed.
std::optional<Job> Feed::from_stream(Batch& batch) {
  const Result<bool> more = stream_->next(batch);
  if (more && *more) return Job{Job::Kind::batch, open_, {}};
  if (inputs_[open_].kind == InputKind::standard_input) {
    spooled_.push_back({open_, stream_->json(), stream_->take_kept()});
  }
  stream_.reset();
  if (!more) return Job{Job::Kind::failed, open_, more.error()};
  return std::nullopt;
}

}  // namespace bulwark::sources::code
