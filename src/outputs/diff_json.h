// SPDX-License-Identifier: Apache-2.0
// A diff as JSON, "bulwark.diff/v1": docs/diff.md says what each key means.
#pragma once

namespace bulwark::io {
class Sink;
}

namespace bulwark::outputs {

struct DiffView;
struct Options;

void write_diff_json(DiffView& view, const Options& options, io::Sink& sink);

}  // namespace bulwark::outputs
