// SPDX-License-Identifier: Apache-2.0
// Which entries of pull secrets a kubelet takes for an image
// (https://kubernetes.io/docs/concepts/containers/images/#config-json).
//
// Unlike docker it knows patterns, "*.registry.example/team", and takes all entries that fit, until
// the registry accepts one.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "sources/container/registry_options.h"

namespace bulwark::sources::container {

/// Whether `entry` ("host[:port][/path]", whose host may have patterns in each of its parts) is for
/// an image of that repository. A path is for all paths that begin as it does.
bool kubelet_entry_fits(std::string_view entry, std::string_view registry,
                        std::string_view repository);

/// Of several Secrets, in the order in which a kubelet tries them: the entry that sorts last before
/// the others, then by Secret. Each credential once.
std::vector<RegistryCredential> kubelet_credentials(
    const std::vector<std::map<std::string, RegistryCredential>>& secrets,
    std::string_view registry, std::string_view repository);

}  // namespace bulwark::sources::container
