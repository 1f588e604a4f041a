// SPDX-License-Identifier: Apache-2.0
#include "sources/container/image_document.h"

#include "formats/json.h"

namespace bulwark::sources::container {

Result<void> with_document(std::string_view text,
                           const std::function<Result<void>(const formats::Value&)>& use) {
  if (text.size() > kMostDocument)
    return fail(ErrorCode::limit, "it holds more than " + std::to_string(kMostDocument) + " bytes");
  formats::Pool pool(1, 1);
  formats::Builder builder(pool);
  formats::DocumentOptions options;
  options.resource = false;
  options.limits.depth = 100;
  options.limits.entries = 500'000;
  std::string padded(text);
  padded.append(formats::kJsonPadding, '\0');
  const auto document = formats::JsonReader().read(std::string_view(padded).substr(0, text.size()),
                                                   builder, options);
  if (!document) return std::unexpected(document.error());
  if (!document->root.is_map() && !document->root.is_list())
    return fail(ErrorCode::malformed, "it is neither a JSON object nor a list");
  return use(document->root);
}

std::int64_t number_of(const formats::Value& map, std::string_view key) {
  const formats::Value* value = map.find(key);
  return value != nullptr && value->is_int() && value->as_int() >= 0 ? value->as_int() : -1;
}

std::vector<std::string> texts_of(const formats::Value& map, std::string_view key) {
  std::vector<std::string> out;
  const formats::Value* list = map.find(key);
  if (list == nullptr) return out;
  for (const formats::Value& one : list->items())
    if (one.is_string()) out.emplace_back(one.as_string());
  return out;
}

}  // namespace bulwark::sources::container
