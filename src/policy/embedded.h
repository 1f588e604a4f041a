// SPDX-License-Identifier: Apache-2.0
// The shipped catalogue: the files under controls/ as they were when the binary was built.
#pragma once

#include <span>
#include <string_view>

namespace bulwark::policy {

struct EmbeddedFile {
  std::string_view path;  ///< within controls/: "container/privileged-container.yaml"
  std::string_view text;
};

/// Sorted by path. Lives as long as the program.
std::span<const EmbeddedFile> embedded_controls();

}  // namespace bulwark::policy
