// SPDX-License-Identifier: Apache-2.0
// sshd's configuration: keywords with their first values (sshd_config(5)).
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace bulwark::extractors::config {

struct SshdLine {
  std::string keyword;              ///< in lower case
  std::vector<std::string> values;  ///< quotes taken off
};

/// In their order; comments are left out.
std::vector<SshdLine> sshd_lines(std::string_view file);

}  // namespace bulwark::extractors::config
