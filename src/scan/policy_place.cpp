// SPDX-License-Identifier: Apache-2.0
// The first line of the scalar says how it is written.
#include "scan/policy_place.h"

#include <fmt/core.h>

#include <charconv>
#include <optional>

namespace bulwark::scan {
namespace {

struct Inner {
  std::uint32_t line = 0;
  std::uint32_t column = 0;
};

std::optional<std::uint32_t> take_number(std::string_view& text) {
  std::uint32_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end == text.data() + text.size() || *end != ':') return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()) + 1);
  return number;
}

/// "2:14: ..." behind the field.
std::optional<Inner> inner_place(std::string_view text) {
  if (!text.starts_with(": ")) return std::nullopt;
  text.remove_prefix(2);
  const auto line = take_number(text);
  if (!line) return std::nullopt;
  const auto column = take_number(text);
  if (!column) return std::nullopt;
  return Inner{*line, *column};
}

std::string_view line_at(const model::CodeFrame& frame) {
  return frame.lines.empty() ? std::string_view() : std::string_view(frame.lines.front());
}

}  // namespace

std::string policy_place(model::Locator& locator, const model::Resource& resource,
                         std::string_view why) {
  const model::Place place = policy_spot(locator, resource, why);
  if (place.line == 0) return place.file;
  return fmt::format("{}:{}:{}", place.file, place.line, place.column);
}

model::Place policy_spot(model::Locator& locator, const model::Resource& resource,
                         std::string_view why) {
  const std::string_view field = why.substr(0, why.find_first_of(": "));
  model::Place place = locator.locate(resource, field);
  if (place.line == 0) return place;
  if (const auto inner = inner_place(why.substr(field.size()))) {
    const model::CodeFrame first = locator.frame(resource, place, 0);
    const std::string_view line = line_at(first);
    const char begin = place.column <= line.size() ? line[place.column - 1] : '\0';
    if (begin == '|') {
      model::Place next = place;
      ++next.line;
      const model::CodeFrame body = locator.frame(resource, next, 0);
      const std::size_t indent = line_at(body).find_first_not_of(' ');
      place.line += inner->line;
      place.column = inner->column +
                     static_cast<std::uint32_t>(indent == std::string_view::npos ? 0 : indent);
    } else if (begin != '>' && inner->line == 1 && place.line == place.end_line) {
      place.column += inner->column - (begin == '\'' || begin == '"' ? 0 : 1);
    }
  }
  return place;
}

}  // namespace bulwark::scan
