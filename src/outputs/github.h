// SPDX-License-Identifier: Apache-2.0
// Annotations of GitHub workflows: `::error file=...,line=...::message`.
#pragma once

namespace bulwark::io {
class Sink;
}

namespace bulwark::outputs {

class View;
struct Options;

void write_github(View& view, const Options& options, io::Sink& sink);

}  // namespace bulwark::outputs
