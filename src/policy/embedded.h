// SPDX-License-Identifier: Apache-2.0
// What is shipped within the binary: the files under controls/ and knowledge/ as they were when it
// was built.
#pragma once

#include <span>
#include <string_view>

namespace bulwark::policy {

struct EmbeddedFile {
  std::string_view path;  ///< within its folder: "container/privileged-container.yaml"
  std::string_view text;
};

/// Sorted by path. Lives as long as the program.
std::span<const EmbeddedFile> embedded_controls();
std::span<const EmbeddedFile> embedded_knowledge();

}  // namespace bulwark::policy
