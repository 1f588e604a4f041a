// SPDX-License-Identifier: Apache-2.0
// Reports as objects of Kubernetes, one for each namespace and one for the rest, in a stream that
// `kubectl apply -f -` takes: openreports.io/v1alpha1, and its elder wgpolicyk8s.io/v1alpha2.
#pragma once

namespace bulwark::io {
class Sink;
}

namespace bulwark::outputs {

class View;
struct Options;

void write_openreports(View& view, const Options& options, io::Sink& sink);
void write_policyreport(View& view, const Options& options, io::Sink& sink);

}  // namespace bulwark::outputs
