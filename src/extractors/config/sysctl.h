// SPDX-License-Identifier: Apache-2.0
// Kernel parameters as they are configured: lines of sysctl.d(5).
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace bulwark::extractors::config {

struct SysctlLine {
  std::string key;                   ///< "kernel/kptr_restrict"; may have `*` for a step
  std::optional<std::string> value;  ///< nothing: the line takes the key out of patterns
  std::string source;                ///< path of its file
};

/// Lines that are none are left out.
std::vector<SysctlLine> sysctl_lines(std::string_view file, std::string_view source);

/// The line that decides on "kernel.kptr_restrict": the last that names it, else the last pattern
/// that fits. Null: none does.
const SysctlLine* deciding_line(std::span<const SysctlLine> lines, std::string_view key);

}  // namespace bulwark::extractors::config
