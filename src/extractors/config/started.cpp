// SPDX-License-Identifier: Apache-2.0
// The program's name, the image's, or a shell's.
#include "extractors/config/started.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "formats/value_fields.h"

namespace bulwark::extractors::config {
namespace {

using formats::Value;

constexpr std::array<std::string_view, 4> kShells{"sh", "bash", "ash", "dash"};

}  // namespace

std::vector<std::string> words_of(const Value& container, std::size_t most) {
  std::vector<std::string> out;
  for (const std::string_view list : {"command", "args"}) {
    for (const Value& word : formats::items_of(container, list)) {
      if (out.size() == most) return out;
      out.emplace_back(word.is_string() ? word.as_string() : std::string_view());
    }
  }
  return out;
}

std::optional<Started> started_by(const Value& container) {
  const std::vector<std::string> words = words_of(container, 2);
  if (const auto program = program_in(words)) return Started{*program};
  const auto of_image = component_of_image(container.text("image"));
  if (of_image && (words.empty() || words[0].starts_with('-'))) return Started{{*of_image, 0}};
  if (words.empty()) return std::nullopt;
  const std::string_view first = words[0];
  if (std::ranges::count(kShells, first.substr(first.rfind('/') + 1)) == 0) return std::nullopt;
  const auto component = of_image ? of_image : component_named(container.text("name"));
  if (!component) return std::nullopt;
  return Started{{*component, 0}, false};
}

}  // namespace bulwark::extractors::config
