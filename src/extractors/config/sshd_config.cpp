// SPDX-License-Identifier: Apache-2.0
// A keyword, white space or "=", values with or without quotes.
#include "extractors/config/sshd_config.h"

#include "base/text.h"

namespace bulwark::extractors::config {
namespace {

// Up to white space outside of quotes, or to a comment.
std::vector<std::string> values_in(std::string_view text) {
  std::vector<std::string> out;
  bool is_quoted = false;
  bool is_within = false;
  for (const char c : text) {
    if (!is_quoted && !is_within && c == '#') break;
    if (!is_quoted && (c == ' ' || c == '\t')) {
      is_within = false;
      continue;
    }
    if (!is_within) out.emplace_back();
    is_within = true;
    if (c == '"') {
      is_quoted = !is_quoted;
    } else {
      out.back() += c;
    }
  }
  return out;
}

}  // namespace

std::vector<SshdLine> sshd_lines(std::string_view file) {
  std::vector<SshdLine> out;
  for (const std::string& whole : split(file, '\n')) {
    const std::string_view line = trim(whole);
    if (line.empty() || line[0] == '#') continue;
    const std::size_t end = line.find_first_of(" \t=");
    SshdLine one;
    for (const char c : line.substr(0, end))
      one.keyword += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    std::string_view rest = end == std::string_view::npos ? "" : trim(line.substr(end));
    if (rest.starts_with('=')) rest = trim(rest.substr(1));
    one.values = values_in(rest);
    out.push_back(std::move(one));
  }
  return out;
}

}  // namespace bulwark::extractors::config
