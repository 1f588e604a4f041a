// SPDX-License-Identifier: Apache-2.0
// What libcurl says when a request fails, in words that a user can act on.
#pragma once

#include <string>

#include "base/result.h"

namespace bulwark::io {

/// The facts of a request that failed.
struct HttpFailure {
  int code = 0;             ///< a CURLcode
  std::string detail;       ///< libcurl's own words
  long verify_result = 0;   ///< OpenSSL's verdict on the server's certificate
  long system_error = 0;    ///< errno of the connect
  long proxy_status = 0;    ///< what a proxy answered to CONNECT
  bool proxied = false;     ///< a proxy was asked for
  bool connected = false;   ///< the connection, TLS included, was there
  bool heard = false;       ///< something of an answer came
  bool tls = false;         ///< an https URL
  bool shown = false;       ///< we had a certificate to show
  std::string server_name;  ///< that the certificate must be for
};

Error http_error(const HttpFailure& failure);

}  // namespace bulwark::io
