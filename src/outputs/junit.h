// SPDX-License-Identifier: Apache-2.0
// JUnit XML: a test suite for each control, a test case for each resource that it found something
// in.
#pragma once

namespace bulwark::io {
class Sink;
}

namespace bulwark::outputs {

class View;
struct Options;

void write_junit(View& view, const Options& options, io::Sink& sink);

}  // namespace bulwark::outputs
