// SPDX-License-Identifier: Apache-2.0
// A request is: a turn of the bucket, a connection, credentials, and the same again while it is
// worth it.
#include "sources/cluster/api_client.h"

#include <fmt/core.h>

#include <condition_variable>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "sources/cluster/credentials.h"
#include "sources/cluster/impersonation.h"
#include "sources/cluster/retries.h"
#include "sources/cluster/token_bucket.h"

namespace bulwark::sources::cluster {
namespace {

/// A connection, and the certificate that it was opened with.
struct Opened {
  io::HttpConnection connection;
  std::string certificate;
};

}  // namespace

struct ApiClient::State {
  State(Access from, ApiOptions how)
      : access(std::move(from)),
        options(std::move(how)),
        as(impersonation_headers(access.impersonation)),
        credentials(access, options.plugin_timeout, options.stop),
        bucket(options.queries_per_second, options.burst) {}

  Result<ApiResponse> send(io::HttpRequest request) { return send(std::move(request), options); }
  Result<ApiResponse> send(io::HttpRequest request, const ApiOptions& how);
  Result<Opened> take(const Identity& identity);
  void give_back(Opened opened);
  Result<io::HttpResponse> once(io::HttpRequest request, const Identity& identity);
  Result<io::HttpResponse> once_as_known(const io::HttpRequest& request);
  Result<void> wait(std::chrono::nanoseconds time);

  const Access access;
  const ApiOptions options;
  const std::vector<std::string> as;
  Credentials credentials;
  TokenBucket bucket;
  std::atomic<bool> reached = false;  ///< the server has answered
  std::mutex mutex;
  std::condition_variable_any never;  ///< waited for only until the time is over
  std::vector<Opened> idle;
};

Result<void> ApiClient::State::wait(std::chrono::nanoseconds time) {
  std::unique_lock lock(mutex);
  if (time > std::chrono::nanoseconds::zero())
    never.wait_for(lock, options.stop, time, [] { return false; });
  if (options.stop.stop_requested()) return fail(ErrorCode::cancelled, "interrupted");
  return {};
}

Result<Opened> ApiClient::State::take(const Identity& identity) {
  {
    const std::lock_guard lock(mutex);
    // What was opened as somebody else is of no use any more.
    std::erase_if(idle, [&](const Opened& one) { return one.certificate != identity.certificate; });
    if (!idle.empty()) {
      Opened out = std::move(idle.back());
      idle.pop_back();
      return out;
    }
  }
  io::HttpOptions http;
  http.tls = access.tls;
  http.tls.certificate = identity.certificate;
  http.tls.key = identity.key;
  http.proxy = access.proxy;
  http.compressed = access.compressed;
  http.connect_timeout = options.connect_timeout;
  http.stall_timeout = options.stall_timeout;
  http.total_timeout = options.total_timeout;
  http.most_body = options.most_body;
  http.user_agent = options.user_agent;
  http.stop = options.stop;
  io::HttpConnection connection = TRY(io::HttpConnection::open(std::move(http)));
  return Opened{std::move(connection), identity.certificate};
}

void ApiClient::State::give_back(Opened opened) {
  const std::lock_guard lock(mutex);
  idle.push_back(std::move(opened));
}

Result<io::HttpResponse> ApiClient::State::once(io::HttpRequest request, const Identity& identity) {
  TRY_VOID(wait(bucket.take(TokenBucket::Clock::now())));
  Opened opened = TRY(take(identity));
  if (!identity.authorization.empty())
    request.headers.push_back("Authorization: " + identity.authorization);
  Result<io::HttpResponse> response = opened.connection.send(request);
  if (!response) return response;
  reached = true;
  give_back(std::move(opened));
  return response;
}

// Where the server does not know us, our credentials may have rotated.
Result<io::HttpResponse> ApiClient::State::once_as_known(const io::HttpRequest& request) {
  // As kubectl does it: without TLS everybody on the way would learn them.
  if (!access.server.starts_with("https://")) return once(request, {});
  const Identity identity = TRY(credentials.get());
  Result<io::HttpResponse> response = once(request, identity);
  if (!response || response->status != 401) return response;
  const std::optional<Identity> other = TRY(credentials.renew(identity));
  return other ? once(request, *other) : std::move(response);
}

Result<ApiResponse> ApiClient::State::send(io::HttpRequest request, const ApiOptions& how) {
  request.headers.insert(request.headers.end(), as.begin(), as.end());
  Retries retries(how, reached);
  for (;;) {
    Result<io::HttpResponse> response = once_as_known(request);
    const auto pause = response ? retries.after(*response) : retries.after(response.error());
    if (pause) {
      TRY_VOID(wait(*pause));
    } else if (response) {
      return ApiResponse{response->status, std::move(response->content_type),
                         std::move(response->location), std::move(response->body)};
    } else {
      Error error = std::move(response).error();
      if (retries.failed() > 1) error.message += fmt::format(" (tried {} times)", retries.failed());
      return std::unexpected(std::move(error));
    }
  }
}

ApiClient::ApiClient(Access access, ApiOptions options)
    : state_(std::make_unique<State>(std::move(access), std::move(options))) {}
ApiClient::~ApiClient() = default;

const Access& ApiClient::access() const { return state_->access; }

Result<ApiResponse> ApiClient::get(std::string_view path_and_query, std::string_view accept) {
  io::HttpRequest request;
  request.url = state_->access.server + std::string(path_and_query);
  request.headers = {fmt::format("Accept: {}", accept)};
  return state_->send(std::move(request));
}

Result<ApiResponse> ApiClient::apply(std::string_view path, std::string_view json_body) {
  io::HttpRequest request;
  request.method = "PATCH";
  request.url = fmt::format("{}{}?fieldManager=bulwark&force=true", state_->access.server, path);
  request.headers = {"Accept: application/json", "Content-Type: application/apply-patch+yaml"};
  request.body = json_body;
  return state_->send(std::move(request));
}

Result<ApiResponse> ApiClient::get(std::string_view path_and_query, std::string_view accept,
                                   RequestOptions how) {
  io::HttpRequest request;
  request.url = state_->access.server + std::string(path_and_query);
  request.headers = {fmt::format("Accept: {}", accept)};
  request.total_timeout = how.deadline;
  request.most_body = how.most_body;
  request.take = std::move(how.take);
  ApiOptions options = state_->options;
  if (how.tries > 0) options.tries = how.tries;
  if (request.take) options.tries = 1;  // what was handed on cannot be taken back
  return state_->send(std::move(request), options);
}

Result<ApiResponse> ApiClient::post(std::string_view path_and_query, std::string_view json_body) {
  io::HttpRequest request;
  request.method = "POST";
  request.url = state_->access.server + std::string(path_and_query);
  request.headers = {"Accept: application/json", "Content-Type: application/json"};
  request.body = json_body;
  return state_->send(std::move(request));
}

}  // namespace bulwark::sources::cluster
