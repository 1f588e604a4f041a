// SPDX-License-Identifier: Apache-2.0
// Secrets in the files of folders: each file that holds some becomes a document of our own, a
// SourceFile (model/own_documents.h), so that findings in it have a place, a waiver and a
// fingerprint as all others do.
#pragma once

#include <cstdint>
#include <future>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "base/result.h"
#include "extractors/secret/scanner.h"
#include "model/report.h"
#include "policy/catalogue.h"

namespace bulwark::scan {

struct FileSecretOptions {
  bool wanted = true;  ///< by the user
  std::size_t threads = 1;
  std::uint64_t seed = 0;
  std::stop_token stop;
};

/// Looks through the folders among the targets, once. Where nobody wants it or no folder is there,
/// nothing is compiled.
class FileSecretSearch {
 public:
  FileSecretSearch(const std::vector<std::string>& targets, FileSecretOptions options);

  /// Begins to compile the rules beside whatever comes next. Without it add() does, when some
  /// control asks.
  void prepare();

  /// Adds a SourceFile for each file with secrets, and a problem for each that could not be read,
  /// when one of the chosen controls asks.
  void add(const policy::Chosen& chosen, model::Inventory& inventory);

  /// Adds the findings to `report`, whose inventory add() has seen. What another finding points to
  /// already (a Secret's values, a credential in an environment variable) is not told again.
  void collect(const policy::Chosen& chosen, model::Report& report) const;

 private:
  using Compiled = Result<std::unique_ptr<const extractors::secret::SecretDetector>>;

  FileSecretOptions options_;
  std::vector<std::string> folders_;
  std::future<Compiled> compiled_;
  std::optional<std::size_t> segment_;  ///< of the documents
};

}  // namespace bulwark::scan
