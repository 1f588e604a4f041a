// SPDX-License-Identifier: Apache-2.0
// From a scan's findings and gaps to the verdicts of a benchmark, in its own order.
#pragma once

#include <cstdint>
#include <stop_token>

#include "base/result.h"
#include "model/benchmark.h"
#include "policy/catalogue.h"
#include "scan/asked.h"
#include "scan/benchmark_file.h"

namespace bulwark::scan {

struct BenchmarkInput {
  const policy::Catalogue& catalogue;
  const BenchmarkFile& file;
  AskedInput asked;
  std::uint64_t seed = 0;  ///< the process's
  std::stop_token stop;
};

/// `report` has all its findings and waivers. A recommendation fails by any finding of a control
/// that answers it and that no waiver covers; it passes where every one of them was answered.
/// Error: what the file shows to a person is no expression.
Result<model::Benchmark> judge_benchmark(const model::Report& report, const BenchmarkInput& input);

}  // namespace bulwark::scan
