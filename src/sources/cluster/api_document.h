// SPDX-License-Identifier: Apache-2.0
// ApiDocument: one answer of an API server, read into a pool of its own.
#pragma once

#include <memory>
#include <string>

#include "base/result.h"
#include "formats/pool.h"
#include "formats/value.h"
#include "sources/cluster/api_client.h"

namespace bulwark::sources::cluster {

/// `root` lives in `pool`.
struct ApiDocument {
  std::unique_ptr<formats::Pool> pool;
  formats::Value root;
};

/// The answer's JSON. For anything but a 2xx answer the error that it tells; `what` says what was
/// asked for.
Result<ApiDocument> read_document(ApiResponse response, std::string_view what);

/// What to say of a successful answer that does not read as `why` tells: that it is a web page, or
/// why.
Error unreadable(const ApiResponse& response, const Error& why);

}  // namespace bulwark::sources::cluster
