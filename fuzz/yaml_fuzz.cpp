// SPDX-License-Identifier: Apache-2.0
// Any bytes as a YAML stream: splits, reads and looks up places. What is read must be a value
// without marks of its reader, and the ways to read it must agree.
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "formats/places.h"
#include "formats/yaml.h"
#include "formats/yaml_split.h"

namespace {

using namespace bulwark;           // NOLINT(google-build-using-namespace): a program of one file
using namespace bulwark::formats;  // NOLINT(google-build-using-namespace)

void require(bool condition) {
  if (!condition) std::abort();
}

void look(const Value& value) {
  require(static_cast<int>(value.kind()) <= static_cast<int>(Kind::map));
  for (const Value& item : value.items()) look(item);
  for (const Value& child : value.values()) look(child);
}

void read(std::string_view text) {
  DocumentOptions options;
  options.limits = {.bytes = 1 << 20, .depth = 200, .entries = 100'000};
  Pool pool(1, 42);
  Builder builder(pool);
  for (const bool resource : {false, true}) {
    options.resource = options.drop_nulls = resource;
    options.keep_status = !resource;
    const Result<Document> document = YamlReader().read(text, builder, options);
    if (document) look(document->root);
    require(document || !document.error().message.empty());
  }
}

void locate(std::string_view text, TextFormat format) {
  const Result<PlaceIndex> index = PlaceIndex::build(
      text, format, {.bytes = 1 << 20, .depth = 200, .entries = 100'000});
  if (!index) return;
  for (const std::string_view path : {"", "a", "a.b", "items[1].data.a", "[0]", "metadata.name"}) {
    const TextRange range = index->locate(path);
    require(range.begin.line >= 1 && range.begin.line <= range.end.line);
    index->scalars_below(path);
  }
}

// The documents lie one behind the other, and pieces of another size give the same ones.
void split(std::string_view text, std::size_t piece) {
  const std::vector<YamlSpan> spans = split_documents(text);
  std::uint64_t end = 0;
  for (const YamlSpan& span : spans) {
    require(span.offset >= end && span.offset + span.length <= text.size());
    end = span.offset + span.length;
    read(text.substr(span.offset, span.length));
  }
  std::vector<YamlSpan> again;
  YamlSplitter splitter;
  for (std::size_t at = 0; at < text.size(); at += piece)
    splitter.feed(text.substr(at, piece), again);
  splitter.finish(again);
  require(again == spans);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  read(text);
  locate(text, TextFormat::yaml);
  locate(text, TextFormat::json);
  split(text, size == 0 ? 1 : 1 + data[0] % 16);
  return 0;
}
