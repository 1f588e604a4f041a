// SPDX-License-Identifier: Apache-2.0
// A diff for people: what opened first, then what closed, what drifted, what is not known any more.
#pragma once

namespace bulwark::io {
class Sink;
}

namespace bulwark::outputs {

struct DiffView;
struct Options;

void write_diff_table(DiffView& view, const Options& options, io::Sink& sink);

}  // namespace bulwark::outputs
