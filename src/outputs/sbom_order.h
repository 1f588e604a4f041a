// SPDX-License-Identifier: Apache-2.0
// What both forms of a bill of materials share: packages in one order, each with a reference of its
// own, and an identifier made from the contents.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/sbom.h"

namespace bulwark::outputs {

struct SbomEntry {
  const model::SbomPackage* package;
  std::string url;  ///< the package URL
  std::string id;   ///< unique in the bill: the URL, with "#2" behind it where it comes again
};

/// Sorted, each once. Must not outlive `sbom`.
std::vector<SbomEntry> sbom_entries(const model::Sbom& sbom);

/// "urn:uuid:..." (RFC 9562, version 8), by the SHA-256 of what the bill says: the same contents
/// give the same identifier, whenever and wherever.
std::string sbom_identifier(const model::Sbom& sbom, const std::vector<SbomEntry>& entries);

/// "openssl", "@angular/core", "org.apache.commons:commons-lang3" without its version.
std::string full_name(const model::Package& package);

}  // namespace bulwark::outputs
