// SPDX-License-Identifier: Apache-2.0
// The report as JSON, "bulwark.report/v1": docs/report.md says what each key means.
#pragma once

namespace bulwark::io {
class Sink;
}

namespace bulwark::outputs {

class View;
struct Options;

void write_json(View& view, const Options& options, io::Sink& sink);

}  // namespace bulwark::outputs
