// SPDX-License-Identifier: Apache-2.0
// What the measuring programs have in common.
#pragma once

#include <algorithm>
#include <chrono>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

namespace bulwark::formats::measure {

inline std::string file_text(const char* path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

inline std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    if (end > 0) lines.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

template <class Work>
double seconds(Work work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

/// The best of some rounds, since the first warms the caches and another program may have had the
/// core.
template <class Round>
double best_seconds(Round round) {
  double best = 1e9;
  for (int i = 0; i < 5; ++i) best = std::min(best, seconds(round));
  return best;
}

}  // namespace bulwark::formats::measure
