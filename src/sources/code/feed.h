// SPDX-License-Identifier: Apache-2.0
// Feed: hands work to the workers, whole inputs where they are small, and piece by piece where they
// are not.
#pragma once

#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "sources/code/input.h"
#include "sources/code/stream.h"

namespace bulwark::sources::code {

struct Job {
  enum class Kind : std::uint8_t { whole, batch, failed };
  Kind kind = Kind::whole;
  std::size_t input = 0;
  Error error;  ///< of a failed one: its stream ends here
};

/// Thread-safe. A large input is read by whoever asks next, so that reading, cutting and parsing of
/// its blocks overlap and no block waits in a queue.
class Feed {
 public:
  /// `inputs` and `options` must outlive the feed.
  Feed(std::span<const Input> inputs, const LoadOptions& options);

  /// The next job, nullopt when all are taken or loading was interrupted. `batch` is filled for
  /// Kind::batch.
  std::optional<Job> next(Batch& batch);

  /// What is known of standard input once all jobs are done.
  struct Spooled {
    std::size_t input;
    bool json;
    std::optional<std::string> text;
  };
  std::vector<Spooled> take_spooled() { return std::move(spooled_); }

 private:
  bool shared(const Input& input) const;
  std::optional<Job> from_stream(Batch& batch);

  std::span<const Input> inputs_;
  const LoadOptions& options_;
  std::mutex mutex_;
  std::size_t next_ = 0;
  std::optional<Stream> stream_;
  std::size_t open_ = 0;  ///< the input of stream_
  std::vector<Spooled> spooled_;
};

}  // namespace bulwark::sources::code
