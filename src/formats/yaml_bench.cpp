// SPDX-License-Identifier: Apache-2.0
// Measures YAML into Values against libyaml's own event loop, on the same documents in the same
// run.
#include <fmt/core.h>
#include <yaml.h>

#include <algorithm>
#include <cstdio>
#include <string>
#include <vector>

#include "formats/measure.h"
#include "formats/yaml.h"
#include "formats/yaml_split.h"

namespace bulwark::formats {
namespace {

std::vector<std::string_view> documents_of(std::string_view text) {
  std::vector<std::string_view> documents;
  for (const YamlSpan& span : split_documents(text))
    documents.push_back(text.substr(span.offset, span.length));
  return documents;
}

using measure::seconds;

// The least that can be done with libyaml: every event made and freed.
void read_events(const std::vector<std::string_view>& documents) {
  for (const std::string_view document : documents) {
    yaml_parser_t parser;
    if (yaml_parser_initialize(&parser) == 0) std::abort();
    yaml_parser_set_input_string(&parser, reinterpret_cast<const unsigned char*>(document.data()),
                                 document.size());
    for (bool more = true; more;) {
      yaml_event_t event;
      if (yaml_parser_parse(&parser, &event) == 0) std::abort();
      more = event.type != YAML_STREAM_END_EVENT;
      yaml_event_delete(&event);
    }
    yaml_parser_delete(&parser);
  }
}

PoolCounts read_values(const std::vector<std::string_view>& documents) {
  Pool pool(1, 42);
  Builder builder(pool);
  YamlReader reader;
  for (const std::string_view document : documents) {
    if (!reader.read(document, builder, {})) std::abort();
  }
  return pool.counts();
}

}  // namespace
}  // namespace bulwark::formats

int main(int argc, char** argv) {
  using namespace bulwark::formats;
  if (argc != 2) {
    std::fprintf(stderr, "usage: %s FILE.yaml\n", argv[0]);
    return 2;
  }
  const std::string text = measure::file_text(argv[1]);
  const double megabytes = static_cast<double>(text.size()) / 1e6;
  const auto documents = documents_of(text);
  PoolCounts counts;
  // The best of some rounds in turn: another program may have had the core in any of them.
  double event_seconds = 1e9;
  double value_seconds = 1e9;
  for (int i = 0; i < 15; ++i) {
    event_seconds = std::min(event_seconds, seconds([&] { read_events(documents); }));
    value_seconds = std::min(value_seconds, seconds([&] { counts = read_values(documents); }));
  }
  const double events = megabytes / event_seconds;
  const double values = megabytes / value_seconds;
  fmt::print("libyaml_events_mb_s {:.1f}\nyaml_value_mb_s {:.1f}\nyaml_value_to_events {:.2f}\n",
             events, values, values / events);
  fmt::print("yaml_asked {}\nyaml_distinct {}\nyaml_pool_mb {:.1f}\n", counts.asked,
             counts.strings + counts.lists + counts.maps, static_cast<double>(counts.bytes) / 1e6);
  return 0;
}
