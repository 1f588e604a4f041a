// SPDX-License-Identifier: Apache-2.0
// Counts for Prometheus: text exposition format 0.0.4, as the node exporter's textfile collector
// and the Pushgateway take it.
#pragma once

namespace bulwark::io {
class Sink;
}

namespace bulwark::outputs {

class View;
struct Options;

void write_prometheus(View& view, const Options& options, io::Sink& sink);

}  // namespace bulwark::outputs
