// SPDX-License-Identifier: Apache-2.0
// HTTP head: one question over a connection that is there, and the head of its answer. For servers
// that nothing is known of: no credential, no redirect is followed, the body is not read.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.h"
#include "io/connection.h"

namespace bulwark::io {

struct HttpQuestion {
  std::string host = {};  ///< of the Host header, with its port
  std::string path = "/";
  std::string json = {};  ///< what is sent; empty: it is a GET, else a POST
};

struct HttpHead {
  int status = 0;
  std::string content_type;  ///< lower case, without parameters
  std::string location;
  bool operator==(const HttpHead&) const = default;
};

inline constexpr std::size_t kLargestHead = std::size_t{32} << 10;

/// `unavailable` where the other side closes first, `malformed` where it does not speak HTTP/1,
/// `limit` where its head does not end; the rest as the stream has them.
Result<HttpHead> ask(ByteStream& stream, const HttpQuestion& question);

/// What a head of HTTP/1 says; `text` ends with its empty line.
Result<HttpHead> read_http_head(std::string_view text);

/// Where it ends, its empty line included; npos where it does not.
std::size_t end_of_http_head(std::string_view text);

}  // namespace bulwark::io
