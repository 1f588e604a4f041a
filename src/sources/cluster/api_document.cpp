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
  if (!read || !read->root.is_map()) {
    response.body.resize(size);
    Error error = api_error(response, what);
    if (!read) error.message += fmt::format(" ({})", read.error().text());
    return std::unexpected(std::move(error));
  }
  document.root = read->root;
  return document;
}

}  // namespace bulwark::sources::cluster
