// SPDX-License-Identifier: Apache-2.0
// Report: the outcome of one scan, complete and sorted, ready to be shown or kept.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "model/benchmark.h"
#include "model/finding.h"
#include "model/fleet.h"
#include "model/inventory.h"
#include "model/problem.h"

namespace bulwark::model {

/// How much of the work was shared; printed by --stats.
struct Effort {
  std::uint64_t questions_asked = 0;  ///< control x item
  std::uint64_t questions_done = 0;   ///< of these, really evaluated
  std::uint64_t values_asked = 0;     ///< strings, lists and maps that were parsed
  std::uint64_t values_distinct = 0;  ///< of these, kept
};

/// Resources, details and items live in here and in `inventory`, which must outlive the report.
struct Report {
  std::string tool_version;
  std::vector<std::string> targets;
  std::string catalogue;  ///< "98 controls", or the framework that was asked for
  std::uint64_t controls = 0;
  std::uint64_t documents = 0;
  std::uint64_t empty = 0;
  std::uint64_t resources = 0;
  std::vector<Finding> findings;       ///< worst first, then by file, line, resource, control
  std::vector<Problem> not_evaluated;  ///< in the order of targets
  std::vector<std::string> notices;  ///< expired or unmatched waivers and the like: for a person to
                                     ///< act on
  Fleet fleet;                       ///< how the clusters differ, where there are several
  std::optional<Benchmark> benchmark;  ///< where one was asked for
  Effort effort;

  std::deque<FindingDetail> details;
  std::deque<std::string> items;
  std::deque<Waived> waivers;
  const Inventory* inventory = nullptr;
};

/// Counts of unwaived findings by layer and severity.
struct Tally {
  std::array<std::array<std::uint64_t, 5>, 4> counts{};  ///< [layer][severity]
  std::uint64_t waived = 0;
  std::uint64_t at(Layer layer, Severity severity) const {
    return counts.at(static_cast<std::size_t>(layer)).at(static_cast<std::size_t>(severity));
  }
  std::uint64_t of(Severity severity) const;
  std::uint64_t total() const;
};
Tally tally(const Report& report);

}  // namespace bulwark::model
