// SPDX-License-Identifier: Apache-2.0
// Measures JSON into Values against simdjson's own tree, on the same lines in the same run.
#include "formats/json.h"

#include <fmt/core.h>
#include <simdjson.h>

#include <cstdio>
#include <string>
#include <vector>

#include "formats/measure.h"

namespace bulwark::formats {
namespace {

using measure::best_seconds;

double simdjson_seconds(const std::vector<std::string_view>& lines) {
  return best_seconds([&] {
    simdjson::dom::parser parser;
    for (const std::string_view line : lines) {
      simdjson::dom::element root;
      if (parser.parse(line.data(), line.size(), false).get(root) != simdjson::SUCCESS)
        std::abort();
    }
  });
}

double value_seconds(const std::vector<std::string_view>& lines, bool keep_status,
                     PoolCounts& counts) {
  DocumentOptions options;
  options.keep_status = keep_status;
  return best_seconds([&] {
    Pool pool(1, 42);
    Builder builder(pool);
    JsonReader reader;
    for (const std::string_view line : lines) {
      if (!reader.read(line, builder, options)) std::abort();
    }
    counts = pool.counts();
  });
}

}  // namespace
}  // namespace bulwark::formats

int main(int argc, char** argv) {
  using namespace bulwark::formats;
  if (argc != 2) {
    std::fprintf(stderr, "usage: %s FILE.ndjson\n", argv[0]);
    return 2;
  }
  std::string text = measure::file_text(argv[1]);
  const double megabytes = static_cast<double>(text.size()) / 1e6;
  text.append(kJsonPadding, ' ');
  const auto lines = measure::lines_of(
      std::string_view(text).substr(0, text.size() - kJsonPadding));
  const double dom = megabytes / simdjson_seconds(lines);
  PoolCounts counts;
  const double whole = megabytes / value_seconds(lines, true, counts);
  const double lean = megabytes / value_seconds(lines, false, counts);
  fmt::print(
      "simdjson_dom_mb_s {:.0f}\njson_value_mb_s {:.0f}\njson_value_without_status_mb_s {:.0f}\n",
      dom, whole, lean);
  fmt::print("json_value_to_dom {:.2f}\njson_value_without_status_to_dom {:.2f}\n", whole / dom,
             lean / dom);
  fmt::print("json_asked {}\njson_distinct {}\njson_pool_mb {:.1f}\n", counts.asked,
             counts.strings + counts.lists + counts.maps, static_cast<double>(counts.bytes) / 1e6);
  return 0;
}
