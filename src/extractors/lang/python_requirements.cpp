// SPDX-License-Identifier: Apache-2.0
#include "extractors/lang/python_requirements.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"
#include "extractors/lang/listing.h"

namespace bulwark::extractors::lang {
namespace {

// A line that ends in a backslash goes on in the next one.
std::vector<std::string> logical_lines(std::string_view bytes) {
  std::vector<std::string> out(1);
  while (!bytes.empty()) {
    const std::size_t end = std::min(bytes.find('\n'), bytes.size());
    std::string_view line = bytes.substr(0, end);
    bytes.remove_prefix(std::min(end + 1, bytes.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    const bool goes_on = line.ends_with('\\');
    if (goes_on) line.remove_suffix(1);
    out.back() += line;
    if (!goes_on) out.emplace_back();
  }
  return out;
}

// "requests[socks] == 2.31.0 ; python_version > '3' --hash=... # why" as "requests[socks]
// == 2.31.0"
std::string_view requirement(std::string_view line) {
  line = trim(line);
  if (line.starts_with('#')) return {};
  line = line.substr(0, std::min({line.find(" #"), line.find(';'), line.find(" --")}));
  return trim(line);
}

std::string_view name_of(std::string_view text) {
  const auto end = std::ranges::find_if_not(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '.';
  });
  return text.substr(0, static_cast<std::size_t>(end - text.begin()));
}

// "2.31.0" of "== 2.31.0"; empty where it is not exact ("==2.*", ">=2", "==2,<3").
std::string_view exact_version(std::string_view rest) {
  if (rest.starts_with('[')) rest = rest.substr(std::min(rest.find(']'), rest.size() - 1) + 1);
  rest = trim(rest);
  if (!rest.starts_with("==")) return {};
  rest = trim(rest.substr(rest.starts_with("===") ? 3 : 2));
  return rest.find_first_of("*,<>!~ ") == std::string_view::npos ? rest : std::string_view();
}

}  // namespace

Result<model::PackageList> read_python_requirements(std::string_view path, std::string_view bytes) {
  Listing list(path, model::PackageType::pypi);
  std::vector<std::string> open;
  for (const std::string& line : logical_lines(bytes)) {
    const std::string_view text = requirement(line);
    const std::string_view name = name_of(text);
    if (text.empty() || text.starts_with('-')) continue;  // an option, or another file
    const std::string_view version = exact_version(text.substr(name.size()));
    if (name.empty() || version.empty()) {
      open.emplace_back(name.empty() ? text : name);
    } else {
      list.add(list.package(name, version));
    }
  }
  if (!open.empty())
    list.problem(fmt::format("no exact version is said for {}: which one is installed is unknown",
                             join(open, ", ")));
  return std::move(list).take();
}

}  // namespace bulwark::extractors::lang
