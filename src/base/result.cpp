// SPDX-License-Identifier: Apache-2.0
// Words for the error codes.
#include "base/result.h"

namespace bulwark {

std::string_view name(ErrorCode code) {
  switch (code) {
    case ErrorCode::not_found: return "not_found";
    case ErrorCode::denied: return "denied";
    case ErrorCode::malformed: return "malformed";
    case ErrorCode::limit: return "limit";
    case ErrorCode::timeout: return "timeout";
    case ErrorCode::unavailable: return "unavailable";
    case ErrorCode::unsupported: return "unsupported";
    case ErrorCode::cancelled: return "cancelled";
    case ErrorCode::internal: return "internal";
  }
  return "internal";
}

std::string_view describe(ErrorCode code) {
  switch (code) {
    case ErrorCode::not_found: return "it does not exist";
    case ErrorCode::denied: return "permission was denied";
    case ErrorCode::malformed: return "it is not in the format that it should be in";
    case ErrorCode::limit: return "it is larger or deeper than the limits allow";
    case ErrorCode::timeout: return "it took longer than allowed";
    case ErrorCode::unavailable: return "something it depends on is not available";
    case ErrorCode::unsupported: return "this is not supported";
    case ErrorCode::cancelled: return "it was cancelled";
    case ErrorCode::internal: return "a fault in Bulwark itself";
  }
  return "a fault in Bulwark itself";
}

Error Error::context(std::string_view doing) && {
  message = std::string(doing) + ": " + message;
  return std::move(*this);
}

std::string Error::text() const { return where.empty() ? message : where + ": " + message; }

}  // namespace bulwark
