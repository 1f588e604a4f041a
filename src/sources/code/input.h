// SPDX-License-Identifier: Apache-2.0
// Input: one thing to read, found from the targets that a user named.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "model/problem.h"
#include "sources/code/load.h"

namespace bulwark::sources::code {

enum class InputKind : std::uint8_t { file, standard_input, chart, kustomization, dockerfile };

struct Input {
  InputKind kind = InputKind::file;
  std::string path;  ///< of the file or folder
  std::uint64_t size = 0;
  bool named = false;  ///< by the user, not met in a folder
  bool operator==(const Input&) const = default;
};

struct Inputs {
  std::vector<Input> inputs;  ///< in the order of targets, each once
  std::vector<model::Problem> problems;
  std::vector<std::string> not_kubernetes;
};

/// Errors: `not_found` for a target that does not exist, `cancelled`.
Result<Inputs> find_inputs(std::span<const std::string> targets, const LoadOptions& options);

/// A Problem about a whole file or folder.
model::Problem path_problem(const std::string& path, const Error& error);

}  // namespace bulwark::sources::code
