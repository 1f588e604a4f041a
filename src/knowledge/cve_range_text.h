// SPDX-License-Identifier: Apache-2.0
// Range text: what a line of an announcement says about versions, in the many ways in which people
// write it: "kubelet v1.18.0-1.18.5", "<= v1.24.14", "prior to 1.14", "1.3.x - 1.6.x",
// "ingress-nginx: 1.9.0 < 1.13.7", ">= 1.2, < 1.3", "All versions".
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "knowledge/cve.h"

namespace bulwark::knowledge {

struct CveRangeLine {
  std::vector<std::string> components{};  ///< that the line names
  std::vector<CveSpan> spans{};
  bool understood = true;  ///< false: it tells versions in a way that is not known
};

/// One line of Markdown, with or without its bullet. Linear in its length.
CveRangeLine read_range_line(std::string_view line);

/// All versions that a line names; commits and numbers of issues are none.
std::vector<std::string> versions_in_line(std::string_view line);

/// Markdown as people read it: without emphasis, code marks, escapes and the targets of links.
std::string plain_line(std::string_view line);

}  // namespace bulwark::knowledge
