// SPDX-License-Identifier: Apache-2.0
// One sentence per kind of failure; libcurl's own words only where they add something.
#include "io/http_errors.h"

#include <curl/curl.h>

#include <string_view>
#include <utility>

#include "io/file.h"

namespace bulwark::io {
namespace {

// X509_V_ERR_*, which are part of OpenSSL's ABI.
constexpr long kNotYetValid = 9;
constexpr long kExpired = 10;
constexpr long kSelfSigned = 18;
constexpr long kSelfSignedInChain = 19;
constexpr long kIssuerUnknown = 20;
constexpr long kLeafUnverified = 21;
constexpr long kRevoked = 23;

Error error(ErrorCode code, std::string message) { return Error{code, std::move(message), {}}; }

Error with_detail(ErrorCode code, std::string message, const HttpFailure& failure) {
  // libcurl keeps its first words, and where the other side was quick to close they say nothing.
  const bool noise = failure.detail.starts_with("getpeername()");
  if (!failure.detail.empty() && !noise) message += " (" + failure.detail + ")";
  return error(code, std::move(message));
}

bool says(const HttpFailure& failure, std::string_view words) {
  return failure.detail.find(words) != std::string::npos;
}

Error untrusted(const HttpFailure& failure) {
  // libcurl compares names itself: OpenSSL's verdict knows nothing of it.
  if (says(failure, "subject name")) {
    return error(ErrorCode::denied,
                 "the server's certificate is not for the name '" + failure.server_name + "'");
  }
  switch (failure.verify_result) {
    case kNotYetValid:
      return error(ErrorCode::denied,
                   "the server's certificate is not valid yet: is a clock wrong?");
    case kExpired: return error(ErrorCode::denied, "the server's certificate has expired");
    case kSelfSigned:
    case kSelfSignedInChain:
    case kIssuerUnknown:
    case kLeafUnverified:
      return error(ErrorCode::denied,
                   "the server's certificate is not trusted: none of the authorities that we trust "
                   "has signed it");
    case kRevoked: return error(ErrorCode::denied, "the server's certificate was revoked");
    default: return with_detail(ErrorCode::denied, "the server's certificate is bad", failure);
  }
}

// A TLS alert about our certificate. In TLS 1.3 it arrives only after the handshake.
bool refused_certificate(const HttpFailure& failure) {
  if (!says(failure, "alert")) return false;
  for (const std::string_view reason :
       {"certificate", "unknown ca", "access denied", "decrypt error", "handshake failure"}) {
    if (says(failure, reason)) return true;
  }
  return false;
}

Error refused(const HttpFailure& failure) {
  if (!failure.shown) {
    return with_detail(ErrorCode::denied, "the server asks for a certificate, and we have none",
                       failure);
  }
  return with_detail(ErrorCode::denied, "the server refused our certificate", failure);
}

Error handshake(const HttpFailure& failure) {
  if (refused_certificate(failure)) return refused(failure);
  if (says(failure, "wrong version number") || says(failure, "http request")) {
    return error(ErrorCode::unavailable,
                 "what answers there does not speak TLS: is it plain HTTP?");
  }
  return with_detail(ErrorCode::unavailable, "no TLS connection came about", failure);
}

Error not_connected(const HttpFailure& failure) {
  const std::string what = failure.proxied ? "cannot connect to the proxy" : "cannot connect";
  if (failure.system_error == 0) return with_detail(ErrorCode::unavailable, what, failure);
  const Error system = system_error(static_cast<int>(failure.system_error));
  return error(ErrorCode::unavailable, what + ": " + system.message);
}

Error too_slow(const HttpFailure& failure) {
  std::string message = "the answer takes too long";
  if (!failure.connected) message = "it takes too long to connect";
  if (!failure.connected && failure.proxied) message += " through the proxy";
  return error(ErrorCode::timeout, std::move(message));
}

Error cut(const HttpFailure& failure) {
  if (failure.proxy_status >= 300) {
    const bool denied = failure.proxy_status == 403 || failure.proxy_status == 407;
    return error(
        denied ? ErrorCode::denied : ErrorCode::unavailable,
        "the proxy does not connect us: it answered " + std::to_string(failure.proxy_status));
  }
  if (failure.tls && refused_certificate(failure)) return refused(failure);
  return with_detail(
      ErrorCode::unavailable,
      failure.heard ? "the answer ended too early" : "the connection broke before an answer came",
      failure);
}

}  // namespace

Error http_error(const HttpFailure& failure) {
  switch (failure.code) {
    case CURLE_URL_MALFORMAT: return error(ErrorCode::malformed, "this is no URL");
    case CURLE_UNSUPPORTED_PROTOCOL:
      return with_detail(ErrorCode::unavailable, "what answers there does not speak HTTP", failure);
    case CURLE_COULDNT_RESOLVE_HOST:
      return error(ErrorCode::unavailable, "no such host: its name has no address");
    case CURLE_COULDNT_RESOLVE_PROXY:
      return error(ErrorCode::unavailable, "the proxy's name has no address");
    case CURLE_COULDNT_CONNECT: return not_connected(failure);
    case CURLE_PROXY:
      return with_detail(ErrorCode::unavailable, "the proxy does not connect us", failure);
    case CURLE_OPERATION_TIMEDOUT: return too_slow(failure);
    case CURLE_PEER_FAILED_VERIFICATION: return untrusted(failure);
    case CURLE_SSL_CACERT_BADFILE:
      return error(ErrorCode::denied, "the certificates to trust cannot be read: they are no PEM");
    case CURLE_SSL_CERTPROBLEM:
      return with_detail(ErrorCode::denied, "our certificate and its key cannot be used", failure);
    case CURLE_SSL_CONNECT_ERROR: return handshake(failure);
    case CURLE_WEIRD_SERVER_REPLY:
      return error(ErrorCode::unavailable, "what answers there does not speak HTTP");
    case CURLE_GOT_NOTHING:
      return error(ErrorCode::unavailable, "the connection was closed without an answer");
    case CURLE_OUT_OF_MEMORY: return error(ErrorCode::limit, "out of memory");
    case CURLE_BAD_CONTENT_ENCODING:
      return error(ErrorCode::unavailable, "the answer cannot be unpacked");
    default: return cut(failure);
  }
}

}  // namespace bulwark::io
