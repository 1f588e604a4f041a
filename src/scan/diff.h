// SPDX-License-Identifier: Apache-2.0
// Diff: what got better and worse from one picture to another one, of a folder, a cluster, or one
// of each.
#pragma once

#include "model/diff.h"

namespace bulwark::scan {

/// Both reports must be complete, asked by the same controls, and outlive the result.
///
/// Objects are the same when group, kind, namespace and name are; the name of the cluster counts
/// only where a picture has several of them. What a controller made (a Deployment's pods) is
/// neither added nor removed: its owner stands for it, and its findings count as the owner's. Kinds
/// that change by themselves (Event, Lease, Endpoints, EndpointSlice) are not compared.
model::Diff find_differences(const model::Report& before, const model::Report& after);

}  // namespace bulwark::scan
