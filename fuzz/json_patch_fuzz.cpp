// SPDX-License-Identifier: Apache-2.0
// Its input is a JSON list of two: a document, and a patch for it. Whatever they are, there is a
// result or an error with a reason, and the document itself never changes.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "admission/json_patch.h"
#include "formats/builder.h"
#include "formats/json.h"
#include "formats/json_write.h"

namespace {

using bulwark::formats::Value;

std::vector<bulwark::admission::PatchOperation> operations_of(const Value& patch) {
  std::vector<bulwark::admission::PatchOperation> out;
  for (const Value& item : patch.items()) {
    out.push_back({std::string(item.text("op")), std::string(item.text("path")),
                   std::string(item.text("from")), std::nullopt});
    if (const Value* value = item.find("value")) out.back().value = *value;
  }
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string padded(reinterpret_cast<const char*>(data), size);
  padded.append(bulwark::formats::kJsonPadding, '\0');
  bulwark::formats::Pool pool(1, 42);
  bulwark::formats::Builder builder(pool);
  bulwark::formats::JsonReader reader;
  bulwark::formats::DocumentOptions options;
  options.resource = false;
  options.drop_nulls = false;
  options.limits.depth = 100;
  const auto read = reader.read(std::string_view(padded).substr(0, size), builder, options);
  if (!read || read->root.items().size() != 2) return 0;
  const Value document = read->root.items()[0];
  const std::string before = bulwark::formats::json_text(document);
  bulwark::Arena arena(std::size_t{1} << 16);
  bulwark::Limits limits;
  limits.depth = 200;
  limits.entries = 10'000;
  const auto operations = operations_of(read->root.items()[1]);
  const auto result = bulwark::admission::apply_json_patch(arena, document, operations, limits);
  if (!result && result.error().message.empty()) std::abort();
  if (result && result->test_failed && !result->document.identical(document)) std::abort();
  if (result && bulwark::formats::json_text(result->document).empty()) std::abort();
  if (bulwark::formats::json_text(document) != before) std::abort();
  return 0;
}
