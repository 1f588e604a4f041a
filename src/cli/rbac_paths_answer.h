// SPDX-License-Identifier: Apache-2.0
// Answers of `bulwark rbac paths`: a table, JSON, and a page to explore.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "analyzers/attack_paths/analysis.h"
#include "analyzers/attack_paths/cuts.h"
#include "analyzers/attack_paths/search.h"
#include "cli/rbac_answer.h"

namespace bulwark::cli {

struct PathsAnswer {
  struct Source {
    analyzers::attack_paths::VertexId vertex = 0;
    analyzers::attack_paths::Paths paths;
  };

  std::unique_ptr<const analyzers::attack_paths::Analysis> analysis;
  analyzers::attack_paths::VertexId target = 0;
  analyzers::attack_paths::Distances distances;
  std::vector<Source> sources;  ///< that reach the target
  std::uint64_t asked = 0;      ///< how many were looked at
  std::uint64_t left_out = 0;   ///< how many were not, unless --system
  bool one_source = false;      ///< --from
  bool of_manifests = false;
  std::vector<analyzers::attack_paths::Cut> cuts;
  Doubts doubts;

  /// Finds its paths, at most so many.
  void add(analyzers::attack_paths::VertexId source, std::size_t most);
};

/// What of the picture was not read, and may be part of a path.
void add_path_doubts(const scan::RbacPicture& picture, Doubts& doubts);

std::string paths_table(const PathsAnswer& answer);
std::string paths_json(const PathsAnswer& answer);
/// One HTML file that needs no network.
std::string paths_page(const PathsAnswer& answer);

}  // namespace bulwark::cli
