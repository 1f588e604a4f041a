// SPDX-License-Identifier: Apache-2.0
// VEX: statements that a vulnerability does not count in a product, read and put beside the rows
// that they are about. A row stays where it is: it is marked.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "formats/value.h"
#include "model/package.h"
#include "model/vulnerability.h"

namespace bulwark::analyzers::vulnerabilities {

struct VexDocument {
  std::vector<model::VexStatement> statements;
  /// Statements that are not as the format says, with the reason.
  std::vector<std::string> problems;
};

/// OpenVEX 0.2.0 (https://github.com/openvex/spec) or CycloneDX 1.4 to 1.6 with vulnerabilities
/// (https://cyclonedx.org/docs/1.6/json). `unsupported`: it is neither.
Result<VexDocument> read_vex(const formats::Value& root);

struct VexCounts {
  std::size_t marked = 0;  ///< rows
  std::size_t unused = 0;  ///< statements about nothing here
};

/// Marks rows that a statement "not_affected" or "fixed" is about. `subjects` are the package URLs
/// of what holds the packages: "pkg:oci/app@sha256:...". Of several statements the last one counts,
/// as the author's later word: a later "affected" takes a mark away.
VexCounts apply_vex(std::span<const model::VexStatement> statements,
                    std::span<const std::string> subjects, std::span<const model::Package> packages,
                    std::vector<model::Vulnerability>& rows);

/// Whether a package URL means this package: type, name space and name, and the version where the
/// URL has one.
bool means(std::string_view purl, const model::Package& package);

}  // namespace bulwark::analyzers::vulnerabilities
