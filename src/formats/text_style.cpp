// SPDX-License-Identifier: Apache-2.0
// Samples the steps of indentation in the whole document once; new text takes the nearest ones.
#include "formats/text_style.h"

#include <algorithm>
#include <deque>

#include "formats/json_write.h"
#include "formats/yaml_scalar.h"

namespace bulwark::formats {
namespace {

using Type = YamlNode::Type;

bool is_safe(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view("_./-").contains(c);
}

// Needs no quotes, be it within braces or not.
bool is_plain(std::string_view text) {
  return !text.empty() && text.front() != '-' && text.front() != '.' &&
         std::all_of(text.begin(), text.end(), is_safe) &&
         resolve_plain(text).type == ScalarType::string;
}

std::string quoted(std::string_view text) {
  std::string out;
  write_json_string(out, text);
  return out;
}

std::string text_of(std::string_view text, std::string_view before) {
  const bool fits = is_plain(text) || std::all_of(text.begin(), text.end(), is_safe);
  if (before.starts_with('\'') && fits) return "'" + std::string(text) + "'";
  if (before.starts_with('"') || !is_plain(text)) return quoted(text);
  return std::string(text);
}

}  // namespace

TextStyle::TextStyle(const YamlNode& root, const NodePlaces& places, bool json)
    : places_(places), json_(json) {
  const std::string_view text = places.text();
  if (json) spaced_ = text.contains("\": ");
  std::deque<const YamlNode*> open{&root};
  while (!open.empty()) {
    const YamlNode* node = open.front();
    open.pop_front();
    if (node->type == Type::map && node->block) sample(*node);
    open.insert(open.end(), node->children.begin(), node->children.end());
  }
  std::sort(map_steps_.begin(), map_steps_.end());
  std::sort(list_steps_.begin(), list_steps_.end());
}

void TextStyle::sample(const YamlNode& map) {
  for (std::size_t i = 0; i + 1 < map.children.size(); i += 2) {
    const YamlNode& value = *map.children[i + 1];
    if (!value.block || (value.type != Type::map && value.type != Type::list)) continue;
    const std::size_t begin = places_.begin_of(value);
    const std::size_t column = column_of(begin);
    const std::size_t key = column_of(places_.begin_of(*map.children[i]));
    if (column < key) continue;
    if (value.type == Type::list) {
      list_steps_.emplace_back(begin, column - key);
    } else if (column > key) {
      map_steps_.emplace_back(begin, column - key);
    }
  }
}

std::size_t TextStyle::nearest(const Samples& samples, std::size_t at, std::size_t none) {
  if (samples.empty()) return none;
  const auto behind = std::upper_bound(samples.begin(), samples.end(), std::pair(at, SIZE_MAX));
  return behind == samples.begin() ? behind->second : std::prev(behind)->second;
}

std::string TextStyle::new_line(std::size_t column, std::size_t at) const {
  const std::string_view text = places_.text();
  std::size_t end = text.find('\n', at);
  if (end == std::string_view::npos) end = text.find('\n');
  const bool both = end != std::string_view::npos && end > 0 && text[end - 1] == '\r';
  return (both ? "\r\n" : "\n") + std::string(column, ' ');
}

std::string TextStyle::scalar(const Value& value, std::string_view before) const {
  if (!value.is_string()) return json_text(value);
  return json_ ? quoted(value.as_string()) : text_of(value.as_string(), before);
}

std::string TextStyle::flow_entry(std::string_view key, const Value& value) const {
  const std::string name = json_ ? quoted(key) : text_of(key, {});
  return name + (spaced_ ? ": " : ":") + flow(value);
}

std::string TextStyle::flow(const Value& value) const {
  if (!value.is_map() && !value.is_list()) return scalar(value);
  std::string inner;
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (i > 0) inner += comma();
    inner += value.is_map() ? flow_entry(value.shape()->keys[i], value.values()[i])
                            : flow(value.items()[i]);
  }
  return value.is_map() ? "{" + inner + "}" : "[" + inner + "]";
}

std::string TextStyle::block_entry(std::string_view key, const Value& value, std::size_t column,
                                   std::size_t at) const {
  return text_of(key, {}) + ":" + block_value(value, column, at);
}

// What follows the colon of a key at `column`.
std::string TextStyle::block_value(const Value& value, std::size_t column, std::size_t at) const {
  if (value.size() == 0) return " " + flow(value);
  const std::size_t deeper = column + (value.is_map() ? map_step(at) : list_step(at));
  return new_line(deeper, at) +
         (value.is_map() ? block_map(value, deeper, at) : block_items(value, deeper, at));
}

std::string TextStyle::block_map(const Value& map, std::size_t column, std::size_t at) const {
  std::string out;
  for (std::size_t i = 0; i < map.size(); ++i) {
    if (i > 0) out += new_line(column, at);
    out += block_entry(map.shape()->keys[i], map.values()[i], column, at);
  }
  return out;
}

std::string TextStyle::block_items(const Value& list, std::size_t column, std::size_t at) const {
  std::string out;
  for (std::size_t i = 0; i < list.size(); ++i) {
    const Value& item = list.items()[i];
    if (i > 0) out += new_line(column, at);
    out += "- ";
    out += item.is_map() && item.size() > 0 ? block_map(item, column + 2, at) : flow(item);
  }
  return out;
}

}  // namespace bulwark::formats
