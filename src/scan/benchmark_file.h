// SPDX-License-Identifier: Apache-2.0
// BenchmarkFile: the shipped order of a benchmark: numbers, titles, and what only a person can
// judge.
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "policy/catalogue.h"
#include "policy/control_file.h"

namespace bulwark::scan {

struct BenchmarkEntry {
  std::string number, title;
  bool automated = false;  ///< the benchmark itself calls its assessment automated
  /// Control -> texts, one of which the message of a finding has that is about this number.
  std::map<std::string, std::vector<std::string>> only;
  /// Controls that the number can do without, where there is nothing that they are about.
  std::vector<std::string> beside;
  std::string manual;  ///< why a person must judge it; empty: controls do
  /// What to show that person, as controls that hold nowhere: each object that fails is shown.
  std::deque<policy::ControlFile> evidence;
};

struct BenchmarkPart {
  std::string number, title;
  std::deque<BenchmarkEntry> entries;
};

struct BenchmarkFile {
  std::string name, title;
  std::deque<BenchmarkPart> parts;
};

/// Reads one file of knowledge/benchmarks strictly. Values live in the catalogue's pool.
Result<BenchmarkFile> read_benchmark(std::string_view text, policy::Catalogue& catalogue);

/// The shipped one of that framework; nothing where the framework is no list in an order.
Result<std::optional<BenchmarkFile>> load_benchmark(std::string_view framework,
                                                    policy::Catalogue& catalogue);

}  // namespace bulwark::scan
