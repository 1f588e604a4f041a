// SPDX-License-Identifier: Apache-2.0
// Marks at every line and within long ones; from the nearest one it is a short walk.
#include "formats/text_positions.h"

#include <algorithm>

namespace bulwark::formats {
namespace {

constexpr std::size_t kMarkDistance = 1024;

bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

}  // namespace

TextPositions::TextPositions(std::string_view text) : text_(text) {
  Mark at;
  marks_.push_back(at);
  for (const char c : text) {
    ++at.byte;
    if (!is_continuation(c)) {
      ++at.character;
      ++at.place.column;
    }
    if (c == '\n') at.place = {at.place.line + 1, 1};
    const bool far = at.byte - marks_.back().byte >= kMarkDistance && at.byte < text.size();
    if (c == '\n' || (far && !is_continuation(text[at.byte]))) marks_.push_back(at);
  }
}

std::size_t TextPositions::byte_of(std::size_t character) const {
  const auto mark = std::prev(
      std::upper_bound(marks_.begin(), marks_.end(), character,
                       [](std::size_t p, const Mark& m) { return p < m.character; }));
  std::size_t left = character - mark->character;
  std::size_t at = mark->byte;
  for (; at < text_.size(); ++at) {
    if (!is_continuation(text_[at]) && left-- == 0) break;
  }
  return at;
}

TextPlace TextPositions::place_at(std::size_t byte) const {
  const auto mark = std::prev(std::upper_bound(
      marks_.begin(), marks_.end(), byte, [](std::size_t b, const Mark& m) { return b < m.byte; }));
  TextPlace place = mark->place;
  for (std::size_t i = mark->byte; i < byte; ++i) place.column += is_continuation(text_[i]) ? 0 : 1;
  return place;
}

std::size_t NodePlaces::byte_of(std::size_t position) const {
  return in_bytes_ ? std::min(position, text().size()) : positions_.byte_of(position);
}

std::size_t NodePlaces::end_of(const YamlNode& node) const {
  const YamlNode* last = &node;
  while (last->block && !last->children.empty()) {
    const YamlNode* key = last->type == YamlNode::Type::map ? *(last->children.end() - 2) : nullptr;
    last = last->children.back();
    if (key != nullptr && last->begin == last->end) last = key;
  }
  std::size_t end = byte_of(last->end);
  const std::size_t begin = byte_of(last->begin);
  while (last->block && end > begin + 1 && std::string_view(" \t\r\n").contains(text()[end - 1]))
    --end;
  return end;
}

}  // namespace bulwark::formats
