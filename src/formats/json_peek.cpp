// SPDX-License-Identifier: Apache-2.0
// Walks simdjson's on-demand view up to the field.
#include "formats/json_peek.h"

#include <simdjson.h>

#include "formats/json.h"

namespace bulwark::formats {

namespace ondemand = simdjson::ondemand;

struct JsonPeek::Parser {
  ondemand::parser parser;
};

JsonPeek::JsonPeek() : parser_(std::make_unique<Parser>()) {}
JsonPeek::~JsonPeek() = default;

std::optional<std::string> JsonPeek::text_at(std::string_view text, std::string_view outer,
                                             std::string_view inner) {
  static_assert(kJsonPadding >= simdjson::SIMDJSON_PADDING);
  ondemand::document document;
  const simdjson::padded_string_view padded(text, text.size() + kJsonPadding);
  if (parser_->parser.iterate(padded).get(document) != simdjson::SUCCESS) return std::nullopt;
  ondemand::object root;
  if (document.get_object().get(root) != simdjson::SUCCESS) return std::nullopt;
  ondemand::object map;
  if (root.find_field_unordered(outer).get_object().get(map) != simdjson::SUCCESS)
    return std::nullopt;
  std::string_view found;
  if (map.find_field_unordered(inner).get_string().get(found) != simdjson::SUCCESS)
    return std::nullopt;
  return std::string(found);
}

}  // namespace bulwark::formats
