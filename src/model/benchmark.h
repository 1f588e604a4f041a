// SPDX-License-Identifier: Apache-2.0
// Benchmark: a public list of recommendations in its own order, each with a verdict and what shows
// it.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "model/control.h"
#include "model/resource.h"

namespace bulwark::model {

/// What became of a recommendation. `manual` is for a person to judge, and nothing is missing;
/// `not_evaluated` is never a pass.
enum class BenchmarkVerdict : std::uint8_t { pass, fail, manual, not_evaluated };
inline constexpr std::array<BenchmarkVerdict, 4> kBenchmarkVerdicts{
    BenchmarkVerdict::pass, BenchmarkVerdict::fail, BenchmarkVerdict::manual,
    BenchmarkVerdict::not_evaluated};

/// As it is written in JSON.
constexpr std::string_view name(BenchmarkVerdict verdict) {
  switch (verdict) {
    case BenchmarkVerdict::pass: return "pass";
    case BenchmarkVerdict::fail: return "fail";
    case BenchmarkVerdict::manual: return "manual";
    case BenchmarkVerdict::not_evaluated: return "not_evaluated";
  }
  return "not_evaluated";
}

/// One thing that shows why a verdict is what it is. Points into the report's inventory.
struct Evidence {
  const Control* control = nullptr;  ///< null: it is for a person to judge
  const Resource* resource = nullptr;
  std::string path;     ///< in the resource; may be empty
  std::string message;  ///< may be empty: the resource says it
};

struct Recommendation {
  std::string number;                    ///< "1.2.16"
  std::string title;                     ///< what should be true, in our words
  bool automated = false;                ///< the benchmark itself calls its assessment automated
  std::vector<const Control*> controls;  ///< that answer it
  BenchmarkVerdict verdict = BenchmarkVerdict::not_evaluated;
  std::string reason;                ///< of manual and not_evaluated
  bool open = false;                 ///< not evaluated, though nobody asked to leave it out
  std::uint64_t waived = 0;          ///< findings that a waiver covers
  std::uint64_t evidence_count = 0;  ///< all there is; of a failed one its findings
  std::vector<Evidence> evidence;    ///< the first of it
};

/// How many recommendations have a verdict.
struct BenchmarkCounts {
  std::array<std::uint64_t, kBenchmarkVerdicts.size()> counts{};
  std::uint64_t of(BenchmarkVerdict verdict) const {
    return counts.at(static_cast<std::size_t>(verdict));
  }
};

struct BenchmarkSection {
  std::string number, title;
  std::vector<Recommendation> recommendations;
  BenchmarkCounts counts() const {
    BenchmarkCounts out;
    for (const Recommendation& one : recommendations)
      ++out.counts.at(static_cast<std::size_t>(one.verdict));
    return out;
  }
};

struct Benchmark {
  std::string name;   ///< "cis-1.12", as --framework calls it
  std::string title;  ///< "CIS Kubernetes Benchmark 1.12"
  std::vector<BenchmarkSection> sections;
  BenchmarkCounts counts() const {
    BenchmarkCounts out;
    for (const BenchmarkSection& section : sections) {
      const BenchmarkCounts own = section.counts();
      for (std::size_t i = 0; i < out.counts.size(); ++i) out.counts.at(i) += own.counts.at(i);
    }
    return out;
  }
  /// Whether something is not evaluated that nobody asked to leave out.
  bool has_open() const {
    for (const BenchmarkSection& section : sections) {
      for (const Recommendation& one : section.recommendations) {
        if (one.open) return true;
      }
    }
    return false;
  }
};

}  // namespace bulwark::model
