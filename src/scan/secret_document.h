// SPDX-License-Identifier: Apache-2.0
// Secret document: a file that holds secrets becomes a document of our own, a SourceFile
// (model/own_documents.h), so that findings in it have a place, a waiver and a fingerprint as all
// others do.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "extractors/secret/scanner.h"
#include "formats/builder.h"
#include "model/report.h"
#include "policy/catalogue.h"

namespace bulwark::scan {

/// The control that tells of a family of secrets.
std::string_view control_of(extractors::secret::SecretFamily family);

/// Whether one of the chosen controls tells of secrets in files.
bool asks_for_secrets(const policy::Chosen& chosen);

/// Where a file lies that an image holds.
struct FileLayer {
  std::size_t number = 0;  ///< of its layer, from 1; 0: it is of no image
  bool removed = false;    ///< a layer above takes it away: the image keeps it nevertheless
};

/// `name` is the document's: the file's path, or an image's name and the path in it.
formats::Value secret_document(std::string_view name,
                               const extractors::secret::FileSecrets& secrets,
                               const FileLayer& layer, formats::Builder& builder);

/// Adds a finding for each secret of the document that one of the chosen controls asks for and
/// `told` does not know by its line.
void collect_secrets(const policy::Chosen& chosen, const model::Resource& document,
                     const std::function<bool(std::uint64_t line)>& told, model::Report& report);

}  // namespace bulwark::scan
