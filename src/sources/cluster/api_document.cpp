// SPDX-License-Identifier: Apache-2.0
// Reads small answers: discovery, versions, reviews.
#include "sources/cluster/api_document.h"

#include <fmt/core.h>

#include <random>

#include "formats/builder.h"
#include "formats/json.h"

namespace bulwark::sources::cluster {

Result<ApiDocument> read_document(ApiResponse response, std::string_view what) {
  if (response.status < 200 || response.status > 299)
    return std::unexpected(api_error(response, what));
  ApiDocument document{std::make_unique<formats::Pool>(1, std::random_device{}()), {}};
  formats::Builder builder(*document.pool);
  formats::DocumentOptions options;
  options.resource = false;
  const std::size_t size = response.body.size();
  response.body.resize(size + formats::kJsonPadding);
  const std::string_view text(response.body.data(), size);
  Result<formats::Document> read = formats::JsonReader().read(text, builder, options);
  response.body.resize(size);
  if (!read) return std::unexpected(unreadable(response, read.error()).context(what));
  if (!read->root.is_map()) return fail(ErrorCode::malformed, fmt::format("{}: no object", what));
  document.root = read->root;
  return document;
}

Error unreadable(const ApiResponse& response, const Error& why) {
  Error told = api_error(response, "");
  if (response.content_type.find("json") == std::string::npos) return told;
  return {why.code, "the server's answer cannot be read: " + why.text(), {}};
}

}  // namespace bulwark::sources::cluster
