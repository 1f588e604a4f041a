// SPDX-License-Identifier: Apache-2.0
#include "extractors/os/os_release.h"

#include <algorithm>

#include "base/text.h"

namespace bulwark::extractors::os {
namespace {

// As a shell reads the right side of an assignment: quotes go, a backslash takes the next as it is
// (between single quotes it does not).
std::string unquoted(std::string_view text) {
  std::string out;
  char quote = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (quote == 0 && (c == '"' || c == '\'')) {
      quote = c;
    } else if (c == quote && quote != 0) {
      quote = 0;
    } else if (c == '\\' && quote != '\'' && at + 1 < text.size()) {
      out += text[++at];
    } else {
      out += c;
    }
  }
  return out;
}

void set(std::string_view key, const std::string& value, model::Distribution& out) {
  if (key == "ID") out.id = value;
  if (key == "VERSION_ID") out.version = value;
  if (key == "VERSION_CODENAME") out.codename = value;
  if (key == "PRETTY_NAME") out.pretty_name = value;
  if (key != "ID_LIKE") return;
  out.like = split(value, ' ');
  std::erase(out.like, std::string());
}

}  // namespace

Result<model::PackageList> read_os_release(std::string_view /*path*/, std::string_view bytes) {
  model::PackageList out;
  model::Distribution found;
  for (std::string_view rest = bytes; !rest.empty();) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    const std::string_view line = trim(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
    const std::size_t equals = line.find('=');
    if (line.starts_with('#') || equals == std::string_view::npos) continue;
    set(line.substr(0, equals), unquoted(line.substr(equals + 1)), found);
  }
  // "If not set, a default of ID=linux may be used."
  if (found != model::Distribution()) out.distribution = std::move(found);
  return out;
}

}  // namespace bulwark::extractors::os
