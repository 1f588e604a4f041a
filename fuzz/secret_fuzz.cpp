// SPDX-License-Identifier: Apache-2.0
// Searches its input for secrets: what is found is the same however the input is cut, lies within
// it, and does not overlap.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "extractors/secret/scanner.h"

namespace {

using namespace bulwark::extractors::secret;

void require(bool holds) {
  if (!holds) std::abort();
}

const SecretDetector& detector() {
  static const auto made = SecretDetector::compile();
  require(made.has_value());
  return **made;
}

FileSecrets scan(SecretScanner& scanner, std::string_view text, std::size_t cut) {
  scanner.begin("settings.yaml");
  while (!text.empty()) {
    const std::string_view part = text.substr(0, cut);
    scanner.feed(part);
    text.remove_prefix(part.size());
  }
  return scanner.finish();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static auto large = SecretScanner::create(detector());
  static auto small = SecretScanner::create(detector(), {.piece = 61});
  require(large.has_value() && small.has_value());
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const FileSecrets whole = scan(*large, text, text.size());
  require(scan(*small, text, 1 + size % 7) == whole);
  std::uint64_t end = 0;
  for (const SecretMatch& match : whole.matches) {
    require(match.offset >= end && match.length > 0);
    end = match.offset + match.length;
    require(end <= size);
    require(match.line != 0 || whole.binary);
  }
  return 0;
}
