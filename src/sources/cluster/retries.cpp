// SPDX-License-Identifier: Apache-2.0
// Twice as long before each further try. A server that says when to come back is believed.
#include "sources/cluster/retries.h"

#include <algorithm>

namespace bulwark::sources::cluster {
namespace {

using std::chrono::milliseconds;

// What is broken inside the server mostly stays so: an aggregated API that is down answers 503, a
// broken conversion webhook 500.
constexpr unsigned kTriesOfBroken = 3;
// Each of them has taken long already.
constexpr unsigned kTriesOfSlow = 2;

}  // namespace

std::optional<milliseconds> Retries::pause(unsigned tries) {
  ++failed_;
  if (failed_ >= tries) return std::nullopt;
  milliseconds out = options_.first_pause;
  for (unsigned i = 1; i < failed_ && out < options_.longest_pause; ++i) out *= 2;
  return std::min(out, options_.longest_pause);
}

std::optional<milliseconds> Retries::after(const Error& error) {
  const bool slow = error.code == ErrorCode::timeout;
  if (!reached_ || (error.code != ErrorCode::unavailable && !slow)) {
    ++failed_;
    return std::nullopt;
  }
  return pause(slow ? std::min(kTriesOfSlow, options_.tries) : options_.tries);
}

std::optional<milliseconds> Retries::after(const io::HttpResponse& response) {
  const bool broken = response.status == 500 || response.status == 502 || response.status == 503 ||
                      response.status == 504;
  if (response.status != 429 && !broken) return std::nullopt;
  const bool busy = response.status == 429 || response.retry_after;
  const auto out = pause(busy ? options_.tries : std::min(kTriesOfBroken, options_.tries));
  if (!out || !response.retry_after) return out;
  return std::min<milliseconds>(*response.retry_after, options_.longest_retry_after);
}

}  // namespace bulwark::sources::cluster
