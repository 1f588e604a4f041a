// SPDX-License-Identifier: Apache-2.0
// A table for people: worst first, at 80 columns, and two screens at most unless all is asked for.
#pragma once

namespace bulwark::io {
class Sink;
}

namespace bulwark::outputs {

class View;
struct Options;

void write_table(View& view, const Options& options, io::Sink& sink);

}  // namespace bulwark::outputs
