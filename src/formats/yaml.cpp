// SPDX-License-Identifier: Apache-2.0
// The straight way first, the exact way where it is needed.
#include "formats/yaml.h"

#include <fmt/core.h>

#include "formats/yaml_decode.h"
#include "formats/yaml_events.h"
#include "formats/yaml_stream.h"

namespace bulwark::formats {
namespace {

Result<Document> read_document(std::string_view bytes, Builder& builder,
                               const DocumentOptions& options) {
  if (bytes.size() > options.limits.bytes) {
    return fail(ErrorCode::limit, fmt::format("a document of {} bytes; at most {} are read",
                                              bytes.size(), options.limits.bytes));
  }
  const std::string_view text = TRY(begin_yaml(bytes));
  builder.reset();
  std::optional<Value> root = TRY(YamlStream(text, builder, options).run());
  if (root) return Document{*root, {}};
  builder.reset();
  return decode_yaml(text, builder, options);
}

}  // namespace

Result<Document> YamlReader::read(std::string_view text, Builder& builder,
                                  const DocumentOptions& options) {
  Result<Document> document = read_document(text, builder, options);
  if (!document) builder.reset();
  return document;
}

}  // namespace bulwark::formats
