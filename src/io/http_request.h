// SPDX-License-Identifier: Apache-2.0
// An HttpRequest as libcurl takes it.
#pragma once

#include <string>

#include "base/result.h"
#include "io/curl_handles.h"
#include "io/http.h"

namespace bulwark::io {

/// What a request is made of besides the options of its connection.
struct PreparedRequest {
  CurlUrl url;
  CurlList headers;
  CurlList connect_to;
  std::string host;  ///< as in the URL, with brackets where it is an IPv6 address
  std::string port;
  bool tls = false;
};

Result<PreparedRequest> prepare(const HttpRequest& request, const TlsOptions& tls);

/// "localhost", or an address that leads back to this machine.
bool is_this_machine(const std::string& host);

}  // namespace bulwark::io
