// SPDX-License-Identifier: Apache-2.0
// ApiClient: sends requests to one API server: who we are, how fast, and when to try again.
#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>

#include "base/result.h"
#include "io/http.h"
#include "sources/cluster/access.h"

namespace bulwark::sources::cluster {

struct ApiOptions {
  double queries_per_second = 50;
  int burst = 100;                             ///< so many at once after a pause
  unsigned tries = 5;                          ///< of one request, the first included
  std::chrono::milliseconds first_pause{500};  ///< before the second try; doubled for each more
  std::chrono::milliseconds longest_pause{8000};
  std::chrono::milliseconds longest_retry_after{30000};  ///< the server's wish, honoured up to this
  std::chrono::milliseconds connect_timeout = std::chrono::seconds(10);
  std::chrono::milliseconds stall_timeout = std::chrono::seconds(65);  ///< the server's own is 60
  std::chrono::milliseconds total_timeout = std::chrono::minutes(10);
  std::chrono::milliseconds plugin_timeout = std::chrono::seconds(60);
  std::size_t most_body = std::size_t{1} << 30;
  std::string user_agent = "bulwark";
  std::stop_token stop;
};

struct ApiResponse {
  int status = 0;
  std::string content_type;
  std::string location;  ///< where a redirect points
  std::string body;
};

/// What one request wants otherwise than the others.
struct RequestOptions {
  std::chrono::milliseconds deadline{0};  ///< of each try; 0: as ApiOptions says
  unsigned tries = 0;                     ///< 0: as ApiOptions says
  std::size_t most_body = 0;              ///< 0: as ApiOptions says
  io::BodyTaker take = {};                ///< of a successful answer's body; then one try is all
};

/// Thread-safe. Each request takes a connection of its own, which is kept for the next one.
class ApiClient {
 public:
  ApiClient(Access access, ApiOptions options);
  ApiClient(const ApiClient&) = delete;
  ApiClient& operator=(const ApiClient&) = delete;
  ~ApiClient();

  /// `path_and_query` begins with a slash and is escaped already; the server's own prefix is put
  /// before it. Any whole answer is a response, be it an error of the server's (see api_error) that
  /// is not worth trying again or was tried often enough. Errors: the server cannot be reached or
  /// is not who it should be, no credentials could be had, or `cancelled`.
  Result<ApiResponse> get(std::string_view path_and_query, std::string_view accept);
  Result<ApiResponse> get(std::string_view path_and_query, std::string_view accept,
                          RequestOptions how);
  /// Only for questions such as SelfSubjectReview: it is tried again as get is.
  Result<ApiResponse> post(std::string_view path_and_query, std::string_view json_body);

  /// Server-side apply (a PATCH) of an object in JSON, as field manager "bulwark", by force. Tried
  /// again as get is: to apply twice is to apply once.
  Result<ApiResponse> apply(std::string_view path, std::string_view json_body);

  const Access& access() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// What a response that is not a success means, from the server's Status where it sent one.
/// 401 and 403 are `denied`, 404 `not_found`, 504 `timeout`, 429 and 5xx `unavailable`; a redirect
/// or a page of a proxy says so. (410, a list that took too long, is `timeout` too: whoever lists
/// looks at the status first.) `what` is what was asked for: "pods".
Error api_error(const ApiResponse& response, std::string_view what);

}  // namespace bulwark::sources::cluster
