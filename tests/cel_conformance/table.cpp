// SPDX-License-Identifier: Apache-2.0
#include "table.h"

#include <fmt/core.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>

namespace bulwark::cel {
namespace {

constexpr std::string_view kBegin = "<!-- table -->\n", kEnd = "<!-- end of table -->\n";

std::string row(const SuiteResult& suite) {
  return fmt::format("| {} | {} | {} | {} | {} |\n", suite.name,
                     suite.passed + suite.skipped + suite.failed, suite.passed, suite.skipped,
                     suite.failed);
}

}  // namespace

std::string conformance_table(const std::vector<SuiteResult>& suites,
                              const std::map<std::string, int>& reasons) {
  std::string out = "| suite | tests | passed | skipped | failed |\n|---|---:|---:|---:|---:|\n";
  SuiteResult all{"**all**"};
  for (const SuiteResult& suite : suites) {
    out += row(suite);
    all.passed += suite.passed;
    all.skipped += suite.skipped;
    all.failed += suite.failed;
  }
  out += row(all) + "\n| why skipped | tests |\n|---|---:|\n";
  for (const auto& [reason, count] : reasons) out += fmt::format("| {} | {} |\n", reason, count);
  return out;
}

void expect_in_docs(const std::string& table) {
  const std::string path = BULWARK_SOURCE_DIR "/docs/cel-conformance.md";
  std::ifstream in(path, std::ios::binary);
  std::string page(std::istreambuf_iterator<char>(in), {});
  const std::size_t begin = page.find(kBegin), end = page.find(kEnd);
  ASSERT_TRUE(begin < end && end != std::string::npos) << path << " has no place for the table";
  const std::size_t from = begin + kBegin.size();
  if (std::getenv("BULWARK_UPDATE_DOCS") == nullptr) {
    EXPECT_EQ(page.substr(from, end - from), table) << "./dev conformance --update writes it anew";
    return;
  }
  page.replace(from, end - from, table);
  std::ofstream(path, std::ios::binary) << page;
}

}  // namespace bulwark::cel
