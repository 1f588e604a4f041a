// SPDX-License-Identifier: Apache-2.0
// Controls about many objects at once: asked of the whole inventory, and tested by their examples.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/report.h"
#include "policy/catalogue.h"
#include "policy/examples.h"

namespace bulwark::scan {

struct AnalysisOptions {
  bool complete = false;  ///< the manifests are everything that their namespaces hold
  std::uint32_t minor = policy::kNewestMinor;  ///< Kubernetes 1.N, where a cluster does not say
  std::string today;                           ///< "2026-11-30", decides what has ended
};

/// Control -> what kept it from a full answer: "any NetworkPolicy in shop".
using Unsure = std::map<std::string, std::string>;

/// Adds what the analyzers found to `report`, whose inventory must be set. What manifests refer to
/// and may well exist elsewhere is told in a notice: it is neither a finding nor a pass. Returns
/// which controls it kept from a full answer.
Unsure collect_analyses(const policy::Chosen& chosen, const AnalysisOptions& options,
                        model::Report& report);

/// The ids of all controls that an analyzer answers, sorted.
std::vector<std::string_view> analyzed_controls();

/// The examples of one control of the catalogue, whoever answers it. Those of an analyzer are lists
/// of objects that are taken for everything there is.
Result<std::vector<policy::ExampleResult>> run_examples(const policy::ControlFile& file,
                                                        const policy::ExampleChange& change = {});

}  // namespace bulwark::scan
