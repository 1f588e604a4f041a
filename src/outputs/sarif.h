// SPDX-License-Identifier: Apache-2.0
// SARIF 2.1.0 (OASIS), for code scanning services and editors.
#pragma once

namespace bulwark::io {
class Sink;
}

namespace bulwark::outputs {

class View;
struct Options;

void write_sarif(View& view, const Options& options, io::Sink& sink);

}  // namespace bulwark::outputs
