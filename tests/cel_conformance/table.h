// SPDX-License-Identifier: Apache-2.0
// The table of what passed, as docs/cel-conformance.md shows it.
#pragma once

#include <map>
#include <string>
#include <vector>

namespace bulwark::cel {

struct SuiteResult {
  std::string name;
  int passed = 0, skipped = 0, failed = 0;
};

/// Markdown: a row per suite and one for all, then how many tests each reason keeps out.
std::string conformance_table(const std::vector<SuiteResult>& suites,
                              const std::map<std::string, int>& reasons);

/// Compares the table with the one in docs/cel-conformance.md. With BULWARK_UPDATE_DOCS set it is
/// written there instead.
void expect_in_docs(const std::string& table);

}  // namespace bulwark::cel
