// SPDX-License-Identifier: Apache-2.0
// Retries: whether a request that failed is worth sending again, and how long to wait before that.
#pragma once

#include <chrono>
#include <optional>

#include "base/result.h"
#include "io/http.h"
#include "sources/cluster/api_client.h"

namespace bulwark::sources::cluster {

/// Of one request. Each call stands for a try that failed.
class Retries {
 public:
  /// `reached`: the server has answered us before, so that it is worth waiting for it.
  Retries(const ApiOptions& options, bool reached) : options_(options), reached_(reached) {}

  /// How long to wait before the next try; nothing when there is to be none.
  std::optional<std::chrono::milliseconds> after(const Error& error);
  std::optional<std::chrono::milliseconds> after(const io::HttpResponse& response);

  unsigned failed() const { return failed_; }

 private:
  std::optional<std::chrono::milliseconds> pause(unsigned tries);

  const ApiOptions& options_;
  bool reached_;
  unsigned failed_ = 0;
};

}  // namespace bulwark::sources::cluster
