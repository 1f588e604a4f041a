// SPDX-License-Identifier: Apache-2.0
// One self-contained HTML page that filters, folds and pages its findings.
#pragma once

namespace bulwark::io {
class Sink;
}

namespace bulwark::outputs {

class View;
struct Options;

void write_html(View& view, const Options& options, io::Sink& sink);

}  // namespace bulwark::outputs
