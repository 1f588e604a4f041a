// SPDX-License-Identifier: Apache-2.0
#include "formats/deb822.h"

#include <algorithm>
#include <cctype>

#include "base/text.h"

namespace bulwark::formats {
namespace {

bool same_name(std::string_view a, std::string_view b) {
  return std::ranges::equal(
      a, b, [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

}  // namespace

void ControlReader::take_line(std::string_view line) {
  if (line.front() == ' ' || line.front() == '\t' || line.front() == '#') return;
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos || colon == 0) {
    ++broken_;
    return;
  }
  if (fields_.empty()) first_line_ = line_;
  fields_.push_back({line.substr(0, colon), trim(line.substr(colon + 1))});
}

const std::vector<ControlField>& ControlReader::next() {
  fields_.clear();
  broken_ = 0;
  while (!rest_.empty()) {
    const std::size_t end = std::min(rest_.find('\n'), rest_.size());
    std::string_view line = rest_.substr(0, end);
    rest_.remove_prefix(std::min(end + 1, rest_.size()));
    ++line_;
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (!line.empty()) {
      take_line(line);
    } else if (!fields_.empty()) {
      return fields_;
    }
  }
  return fields_;
}

std::string_view value_of(const std::vector<ControlField>& fields, std::string_view name) {
  const auto found = std::ranges::find_if(
      fields, [&](const ControlField& field) { return same_name(field.name, name); });
  return found == fields.end() ? std::string_view() : found->value;
}

}  // namespace bulwark::formats
