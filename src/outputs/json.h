// SPDX-License-Identifier: Apache-2.0
// The report as JSON, "bulwark.report/v1": docs/report.md says what each key means.
#pragma once

#include <string>

#include "model/problem.h"

namespace bulwark::io {
class Sink;
}

namespace bulwark::outputs {

class View;
struct Options;
struct Shown;

/// An entry of `findings`, and of `not_evaluated`.
std::string json_finding(const Shown& shown);
std::string json_gap(const model::Problem& problem);

void write_json(View& view, const Options& options, io::Sink& sink);

}  // namespace bulwark::outputs
