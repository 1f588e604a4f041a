// SPDX-License-Identifier: Apache-2.0
// HTTP and HTTPS as a client: one connection that is kept alive, every certificate checked.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace bulwark::io {

/// How the server proves who it is, and how we do. All texts are PEM, not paths.
struct TlsOptions {
  std::string ca = {};           ///< certificates to trust; empty: those of the system
  std::string certificate = {};  ///< our own, with its chain; empty: none
  std::string key = {};          ///< of our certificate, not encrypted
  std::string server_name = {};  ///< what the certificate must be for; empty: the host of the URL
  bool insecure = false;  ///< any certificate will do: who listens in the middle is not noticed
  bool operator==(const TlsOptions&) const = default;
};

struct HttpOptions {
  TlsOptions tls = {};
  /// An http, https or socks5 URL. Empty: what the environment's HTTPS_PROXY and NO_PROXY say, but
  /// never a proxy for this very machine.
  std::string proxy = {};
  bool compressed = true;                                                ///< ask for gzip
  std::chrono::milliseconds connect_timeout = std::chrono::seconds(10);  ///< TLS included
  std::chrono::milliseconds stall_timeout = std::chrono::seconds(60);    ///< without a single byte
  std::chrono::milliseconds total_timeout = std::chrono::minutes(10);    ///< of one request
  std::size_t most_body = std::size_t{1} << 30;  ///< bytes of an answer, unpacked
  std::string user_agent = {};
  std::stop_token stop = {};
};

/// Gets the body of a successful answer block by block, with its content type. False: the rest is
/// not wanted, and the request ends as `cancelled`.
using BodyTaker = std::function<bool(std::string_view content_type, std::string_view block)>;

struct HttpRequest {
  std::string method = "GET";
  std::string url = {};                   ///< http or https
  std::vector<std::string> headers = {};  ///< "Accept: text/html"
  std::string body = {};
  std::chrono::milliseconds total_timeout{0};  ///< of this request; 0: that of the connection
  std::size_t most_body = 0;                   ///< of this answer; 0: that of the connection
  /// Is told the status of a 2xx answer before its body; false: the body is not wanted.
  std::function<bool(int status)> begin = {};
  BodyTaker take = {};  ///< of a 2xx answer, instead of HttpResponse::body; not limited
};

struct HttpResponse {
  int status = 0;
  std::string content_type;
  std::string location;  ///< where a redirect points; it is never followed
  std::optional<std::chrono::seconds> retry_after;
  std::vector<std::string> authenticate;  ///< WWW-Authenticate, a header each
  std::vector<std::string> links;         ///< Link, a header each
  std::string body;
};

/// One thread at a time. Keeps its connection open between requests to the same host. Movable only.
class HttpConnection {
 public:
  static Result<HttpConnection> open(HttpOptions options);

  HttpConnection(HttpConnection&& other) noexcept;
  HttpConnection& operator=(HttpConnection&& other) noexcept;
  HttpConnection(const HttpConnection&) = delete;
  HttpConnection& operator=(const HttpConnection&) = delete;
  ~HttpConnection();

  /// Any whole answer is a response, whatever its status. An answer that ends too early is an error
  /// (`unavailable`), as is a host that cannot be reached; certificates that do not fit are
  /// `denied`, deadlines `timeout`, too large a body `limit`; `cancelled` soon after `stop` is
  /// asked for. Error::where is the host and port.
  Result<HttpResponse> send(const HttpRequest& request);

 private:
  struct State;
  explicit HttpConnection(std::unique_ptr<State> state);

  std::unique_ptr<State> state_;
};

}  // namespace bulwark::io
