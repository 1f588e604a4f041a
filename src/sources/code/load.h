// SPDX-License-Identifier: Apache-2.0
// Brings manifests into the Inventory: files, folders, standard input, Helm charts and Kustomize
// folders.
//
// What is read. A file that is named as a target is always read. Of a folder, the files *.yaml
// *.yml *.json *.ndjson
// *.jsonl are, at any depth, except in hidden folders and node_modules. Whether a file is JSON or
// YAML is told by its content. Nothing is read twice, however often it is named. Dockerfiles are
// told by their names, where LoadOptions::dockerfiles says how.
//
// What counts. Always: documents = resources + problems that stand for a document + empty
// documents. A List counts as its items, an empty one as one empty document. Every document that is
// no Kubernetes object is a Problem, with one exception: a file that was only met in a folder, and
// none of whose documents has an apiVersion or a kind (values.yaml, package.json, a compose file),
// is no manifest: Kubernetes would not take it either. It is not counted, and told by name in
// LoadSummary::not_kubernetes.
//
// Charts and kustomizations are rendered by helm and kubectl where these are found, else they are
// Problems and their files are not read as if they were plain manifests.
#pragma once

#include <chrono>
#include <cstdint>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/progress.h"
#include "base/result.h"
#include "formats/builder.h"
#include "formats/document.h"
#include "model/inventory.h"

namespace bulwark::sources::code {

/// Files that are no manifests: each of them is one document.
struct DockerfileReader {
  bool (*is_one)(std::string_view name) = nullptr;  ///< by the file's name; null: none are read
  /// Errors: at "line:column" of the text.
  Result<formats::Value> (*read)(std::string_view text, std::string_view path,
                                 formats::Builder& builder) = nullptr;
};

struct LoadOptions {
  unsigned workers = 0;    ///< 0: one for each processor
  std::uint64_t seed = 0;  ///< of the pools' tables; should be random
  formats::DocumentOptions document;
  DockerfileReader dockerfiles;
  std::vector<std::string> values;       ///< values files for charts
  std::string release = "release-name";  ///< the name that charts are rendered for
  std::string search_path;               ///< $PATH, where helm and kubectl are looked for
  std::chrono::milliseconds render_timeout = std::chrono::seconds(60);
  /// The values of Secrets are kept: for objects that are only tried out, and never reported.
  bool secret_values = false;
  /// Pools that the inventory does not have, and whose values meet those that are read now.
  std::size_t pools_before = 0;
  int standard_input = 0;                         ///< the descriptor that `-` stands for
  std::size_t keep_text = std::size_t{64} << 20;  ///< at most so much of standard input is kept for
                                                  ///< code frames
  std::stop_token stop;
  Progress* progress = nullptr;
};

struct LoadSummary {
  std::uint64_t files = 0;                  ///< read, rendered charts and standard input among them
  std::vector<std::string> not_kubernetes;  ///< files of folders without any Kubernetes object,
                                            ///< sorted
};

/// Adds to `inventory` (usually an empty one). Errors: `not_found` for a target that does not
/// exist, `cancelled`; anything else that goes wrong is a Problem in the inventory. Resources are
/// spread over segments by chance; sort by source and offset where order matters. Problems are
/// sorted.
Result<LoadSummary> load(std::span<const std::string> targets, const LoadOptions& options,
                         model::Inventory& inventory);

}  // namespace bulwark::sources::code
