// SPDX-License-Identifier: Apache-2.0
// Paragraphs with an empty line between, lines "Name: value".
#include "extractors/config/package_list.h"

#include <algorithm>

#include "base/text.h"

namespace bulwark::extractors::config {
namespace {

std::string_view next_line(std::string_view& rest) {
  const std::size_t end = rest.find('\n');
  const std::string_view line = rest.substr(0, end);
  rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
  return line;
}

std::string_view value_of(std::string_view line, std::string_view name) {
  return line.starts_with(name) ? trim(line.substr(name.size())) : std::string_view();
}

std::string program_version(std::string_view text) {
  const std::size_t epoch = text.find(':');
  if (epoch != std::string_view::npos) text = text.substr(epoch + 1);
  return std::string(text.substr(0, text.find_first_of("~-+")));
}

}  // namespace

std::string package_version(std::string_view list, std::span<const std::string_view> packages) {
  bool is_asked = false;
  bool is_installed = false;
  while (!list.empty()) {
    const std::string_view line = next_line(list);
    if (line.empty()) is_asked = false;
    const std::string_view name = value_of(line, "Package:");
    if (!name.empty()) {
      is_asked = std::ranges::find(packages, name) != packages.end();
      is_installed = false;
    }
    if (!is_asked) continue;
    const std::string_view status = value_of(line, "Status:");
    if (!status.empty()) is_installed = status.ends_with(" installed");
    const std::string_view version = value_of(line, "Version:");
    if (is_installed && !version.empty()) return program_version(version);
  }
  return {};
}

}  // namespace bulwark::extractors::config
