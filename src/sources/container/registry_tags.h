// SPDX-License-Identifier: Apache-2.0
// The tags of a repository (OCI distribution-spec 1.1, "Listing Tags").
#pragma once

#include <stop_token>
#include <string>
#include <vector>

#include "sources/container/reference.h"
#include "sources/container/registry_options.h"

namespace bulwark::sources::container {

/// Sorted. Page by page, as many as the registry has. Errors: those of the registry; `malformed`
/// where its list is none; `limit` above 500,000 tags. Error::where is a URL or host.
Result<std::vector<std::string>> list_tags(const Reference& repository,
                                           const RegistryOptions& options,
                                           const std::stop_token& stop);

}  // namespace bulwark::sources::container
