// SPDX-License-Identifier: Apache-2.0
// Its input is a VEX document: there are statements, or problems with a reason, or an error; and
// each statement names a vulnerability and a product.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "analyzers/vulnerabilities/vex.h"
#include "knowledge/json_items.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  namespace vulnerabilities = bulwark::analyzers::vulnerabilities;
  constexpr std::size_t kMostBytes = std::size_t{64} << 10;
  if (size > kMostBytes) return 0;
  const std::string text(reinterpret_cast<const char*>(data), size);
  bulwark::knowledge::JsonTexts texts;
  const auto root = texts.read(text);
  if (!root) return 0;
  const auto document = vulnerabilities::read_vex(*root);
  if (!document) {
    if (document.error().message.empty()) std::abort();
    return 0;
  }
  std::vector<bulwark::model::Package> packages(1);
  packages[0].type = bulwark::model::PackageType::npm;
  packages[0].name = "a";
  std::vector<bulwark::model::Vulnerability> rows(1);
  rows[0].id = "CVE-2021-1";
  for (const auto& one : document->statements) {
    if (one.ids.empty() || one.products.empty()) std::abort();
  }
  const auto counts = vulnerabilities::apply_vex(document->statements, {}, packages, rows);
  if (counts.marked > rows.size() || counts.unused > document->statements.size()) std::abort();
  return 0;
}
