// SPDX-License-Identifier: Apache-2.0
// Headings are recognized by a few words.
#include "knowledge/cve_sections.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include "base/text.h"
#include "knowledge/cve_range_text.h"

namespace bulwark::knowledge {
namespace {

bool has(std::string_view text, std::string_view word) {
  return text.find(word) != std::string_view::npos;
}

// Of a heading's plain text.
Section section_of(std::string_view heading) {
  const bool version = has(heading, "version") || has(heading, "release");
  if (has(heading, "unaffected") || has(heading, "not affected")) return Section::other;
  if (version && (has(heading, "fixed") || has(heading, "patched"))) return Section::fixed;
  if (heading.starts_with("fixed in")) return Section::fixed;
  if (version &&
      (has(heading, "affected") || has(heading, "vulnerable") || has(heading, "impacted")))
    return Section::affected;
  if (has(heading, "affected component")) return Section::components;
  if (has(heading, "mitigat") || has(heading, "workaround")) return Section::mitigation;
  return Section::other;
}

struct Heading {
  Section section = Section::other;
  std::string_view rest;  // "Affected Versions: < 1.2": what follows on its line
};

// "#### Affected Versions", "**Fixed versions:**", "Affected Versions" by itself.
std::optional<Heading> heading_in(std::string_view line) {
  const std::string_view bare = trim(line);
  const std::string plain = plain_line(bare);
  if (plain.empty()) return std::nullopt;
  const std::size_t colon = bare.find(':');
  const bool hashes = bare.starts_with('#');
  const bool bold = bare.starts_with("**") && (bare.ends_with("**") || bare.ends_with("**:"));
  if (hashes || bold) {
    std::string_view text = plain;
    while (text.starts_with('#') || text.starts_with(' ')) text.remove_prefix(1);
    Heading out{section_of(text), {}};
    if (colon != std::string_view::npos && out.section != Section::other)
      out.rest = bare.substr(colon + 1);
    return out;
  }
  // Plain words: only those that are usual, and alone before a colon.
  if (bare.starts_with('-') || (bare.starts_with('*') && !bare.starts_with("**")))
    return std::nullopt;
  const std::string_view title = trim(std::string_view(plain).substr(0, plain.find(':')));
  constexpr std::array<std::string_view, 8> kUsual{
      "affected versions", "fixed versions",      "vulnerable versions", "affected version",
      "fixed version",     "affected components", "mitigation",          "mitigations"};
  if (std::ranges::find(kUsual, title) == kUsual.end()) return std::nullopt;
  return Heading{section_of(title),
                 colon == std::string_view::npos ? std::string_view() : bare.substr(colon + 1)};
}

}  // namespace

void walk_sections(std::string_view body,
                   const std::function<void(Section section, std::string_view line)>& take) {
  Section section = Section::other;
  bool fenced = false;
  while (!body.empty()) {
    const std::size_t end = std::min(body.find('\n'), body.size());
    const std::string_view line = body.substr(0, end);
    body.remove_prefix(std::min(end + 1, body.size()));
    if (trim(line).starts_with("```")) {
      fenced = !fenced;
      continue;
    }
    if (fenced) continue;
    if (const auto heading = heading_in(line)) {
      section = heading->section;
      if (!trim(heading->rest).empty()) take(section, heading->rest);
      continue;
    }
    take(section, line);
  }
}

}  // namespace bulwark::knowledge
