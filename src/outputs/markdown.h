// SPDX-License-Identifier: Apache-2.0
// Markdown for a comment on a pull request, of at most 60,000 characters.
#pragma once

namespace bulwark::io {
class Sink;
}

namespace bulwark::outputs {

class View;
struct Options;

void write_markdown(View& view, const Options& options, io::Sink& sink);

}  // namespace bulwark::outputs
