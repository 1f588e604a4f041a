// SPDX-License-Identifier: Apache-2.0
// Identity: what stays the same of an object and of a finding from one picture to the next, be it
// of a folder, a cluster, or another cluster.
#pragma once

#include <string>

#include "model/finding.h"
#include "model/resource.h"

namespace bulwark::model {

/// Group, kind, namespace and name. Not the version: a server answers in the one that it prefers.
/// No namespace is the same as `default`, which is where kubectl puts what names none.
std::string object_identity(const Resource& resource);

/// Control and place within the object: items of lists count by their name, where they have one.
/// With object_identity the whole identity of a finding.
std::string place_identity(const Finding& finding);

}  // namespace bulwark::model
