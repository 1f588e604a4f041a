// SPDX-License-Identifier: Apache-2.0
// Controls about many objects at once: asked of the whole inventory, and tested by their examples.
#pragma once

#include <vector>

#include "base/result.h"
#include "model/report.h"
#include "policy/catalogue.h"
#include "policy/examples.h"

namespace bulwark::scan {

/// Adds what the analyzer found to `report`, whose inventory must be set. What manifests refer to
/// and may well exist elsewhere is told in a notice: it is neither a finding nor a pass.
void collect_references(const policy::Chosen& chosen, bool complete, model::Report& report);

/// The examples of one control of the catalogue, whoever answers it. Those of an analyzer are lists
/// of objects that are taken for everything there is.
Result<std::vector<policy::ExampleResult>> run_examples(const policy::ControlFile& file,
                                                        const policy::ExampleChange& change = {});

}  // namespace bulwark::scan
