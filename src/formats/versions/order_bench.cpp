// SPDX-License-Identifier: Apache-2.0
// Measures comparisons a second: each pair of files named <scheme>-versions*.txt, many times over.
#include "formats/versions/order.h"

#include <fmt/core.h>

#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

#include "formats/measure.h"

namespace bulwark::formats {
namespace {

struct Pair {
  std::string_view a, b;
};

// "A < B" each.
std::vector<Pair> pairs_of(const std::vector<std::string_view>& lines) {
  std::vector<Pair> pairs;
  for (const std::string_view line : lines) {
    const std::size_t first = line.find(' '), second = line.find(' ', first + 1);
    if (line.starts_with('#') || line.starts_with("//") || second == std::string_view::npos)
      continue;
    pairs.push_back({line.substr(0, first), line.substr(second + 1)});
  }
  return pairs;
}

void measure_file(const char* path) {
  constexpr int kRounds = 20;
  const std::string file = std::filesystem::path(path).filename();
  const auto scheme = version_scheme_from(file.substr(0, file.find('-')));
  if (!scheme) return;
  const std::string text = measure::file_text(path);
  const std::vector<Pair> pairs = pairs_of(measure::lines_of(text));
  std::size_t older = 0;
  const double seconds = measure::best_seconds([&] {
    for (int round = 0; round < kRounds; ++round)
      for (const Pair& pair : pairs) {
        const auto order = compare_versions(*scheme, pair.a, pair.b);
        older += order && *order < 0 ? 1 : 0;
      }
  });
  fmt::print("{:<34} {:6.1f} million comparisons/s ({} pairs, {})\n", file,
             static_cast<double>(pairs.size() * kRounds) / seconds / 1e6, pairs.size(),
             older > 0 ? "ordered" : "none ordered");
}

}  // namespace
}  // namespace bulwark::formats

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "usage: %s VERSIONS.txt ...\n", argv[0]);
    return 2;
  }
  for (int at = 1; at < argc; ++at) bulwark::formats::measure_file(argv[at]);
  return 0;
}
