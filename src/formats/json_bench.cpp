// SPDX-License-Identifier: Apache-2.0
// Measures JSON into Values against simdjson's own tree, on the same lines in the same run.
#include "formats/json.h"

#include <fmt/core.h>
#include <simdjson.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace bulwark::formats {
namespace {

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    if (end > 0) lines.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

/// The best of some rounds, since the first warms the caches and another program may have had the
/// core.
template <class Round>
double best_seconds(Round round) {
  double best = 1e9;
  for (int i = 0; i < 5; ++i) {
    const auto start = std::chrono::steady_clock::now();
    round();
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
    best = std::min(best, took.count());
  }
  return best;
}

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
  std::ifstream file(argv[1], std::ios::binary);
  std::string text(std::istreambuf_iterator<char>(file), {});
  const double megabytes = static_cast<double>(text.size()) / 1e6;
  text.append(kJsonPadding, ' ');
  const auto lines = lines_of(std::string_view(text).substr(0, text.size() - kJsonPadding));
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
