// SPDX-License-Identifier: Apache-2.0
// Walks a tree of nodes by a path; a table of lines turns positions into places.
#include "formats/places.h"

#include <algorithm>

#include "formats/places_json.h"

namespace bulwark::formats {
namespace {

using Type = YamlNode::Type;

// Merge keys and aliases can lead in circles; no honest document has so many of them on one way.
constexpr int kMostHops = 1000;

// Aliases of aliases can make a small text a large tree.
constexpr int kMostVisits = 1'000'000;

bool is_collection(const YamlNode& node) {
  const Type type = follow(node).type;
  return type == Type::map || type == Type::list;
}

struct Entry {
  const YamlNode* key = nullptr;
  const YamlNode* value = nullptr;
};

Entry find_entry(const YamlNode& map, std::string_view name, int& hops);

Entry find_merged(const YamlNode& merged, std::string_view name, int& hops) {
  const YamlNode& node = follow(merged);
  if (node.type == Type::map) return find_entry(node, name, hops);
  for (const YamlNode* item : node.children) {
    if (follow(*item).type != Type::map) continue;
    const Entry entry = find_entry(follow(*item), name, hops);
    if (entry.value != nullptr) return entry;
  }
  return {};
}

// From the last entry to the first: the last one that gives the key wins.
Entry find_entry(const YamlNode& map, std::string_view name, int& hops) {
  if (--hops < 0) return {};
  for (std::size_t i = map.children.size() / 2; i-- > 0;) {
    const YamlNode& key = *map.children[2 * i];
    const YamlNode& value = *map.children[2 * i + 1];
    if (is_merge_key(key)) {
      const Entry entry = find_merged(value, name, hops);
      if (entry.value != nullptr) return entry;
    } else if (is_key(key, name)) {
      return {&key, &value};
    }
  }
  return {};
}

}  // namespace

Result<PlaceIndex> PlaceIndex::build(std::string_view text, TextFormat format,
                                     const Limits& limits) {
  auto tree = std::make_unique<YamlTree>();
  if (format == TextFormat::json) {
    TRY_VOID(parse_json_tree(text, limits, *tree));
    return PlaceIndex(text, std::move(tree), true);
  }
  text = TRY(begin_yaml(text));
  TRY_VOID(tree->parse(text, limits));
  return PlaceIndex(text, std::move(tree), false);
}

TextRange PlaceIndex::range(const YamlNode& first, const YamlNode& last) const {
  const std::size_t first_byte = places_.begin_of(first);
  std::size_t last_byte = std::max(places_.end_of(last), first_byte + 1) - 1;
  while (last_byte > first_byte &&
         (static_cast<unsigned char>(places_.text()[last_byte]) & 0xC0) == 0x80)
    --last_byte;
  return {places_.place_at(first_byte), places_.place_at(last_byte)};
}

PlaceIndex::Found PlaceIndex::find(std::string_view path) const {
  Found found{nullptr, tree_->root(), true};
  const auto steps = parse_path(path);
  if (!steps || found.value == nullptr) return {nullptr, found.value, false};
  int hops = kMostHops;
  for (const PathStep& step : *steps) {
    const YamlNode& parent = follow(*found.value);
    Entry entry;
    if (step.index && parent.type == Type::list && *step.index < parent.children.size()) {
      entry.value = parent.children[*step.index];
    } else if (!step.index && parent.type == Type::map) {
      entry = find_entry(parent, step.key, hops);
    }
    if (entry.value == nullptr) {
      found.whole = false;
      return found;
    }
    found = {entry.key, entry.value, true};
  }
  return found;
}

TextRange PlaceIndex::locate(std::string_view path) const {
  const Found found = find(path);
  if (found.value == nullptr) return {};
  const bool no_text = found.value->begin == found.value->end;
  if (found.key != nullptr && (no_text || is_collection(*found.value))) {
    return range(*found.key, no_text ? *found.key : *found.value);
  }
  return range(*found.value, *found.value);
}

std::optional<std::string_view> PlaceIndex::scalar(std::string_view path) const {
  const Found found = find(path);
  if (!found.whole || follow(*found.value).type != Type::scalar) return std::nullopt;
  return follow(*found.value).text;
}

std::size_t PlaceIndex::items(std::string_view path) const {
  const Found found = find(path);
  if (!found.whole || follow(*found.value).type != Type::list) return 0;
  return follow(*found.value).children.size();
}

std::vector<TextRange> PlaceIndex::scalars_below(std::string_view path) const {
  std::vector<TextRange> out;
  const auto steps = parse_path(path);
  if (!steps || steps->empty()) return out;
  // The last step by hand, since all of repeated keys are wanted.
  const std::size_t tail = steps->back().index ? 0 : key_step(steps->back().key).size();
  std::string_view head = path.substr(0, path.size() - std::min(tail, path.size()));
  if (head.ends_with('.')) head.remove_suffix(1);
  const Found parent = find(head);
  if (!parent.whole) return out;
  const YamlNode& map = follow(*parent.value);
  if (tail == 0 || map.type != Type::map) return out;
  int visits = kMostVisits;
  for (std::size_t i = 0; i + 1 < map.children.size(); i += 2) {
    const bool wanted = is_merge_key(*map.children[i]) ||
                        is_key(*map.children[i], steps->back().key);
    if (wanted) collect(*map.children[i + 1], 0, visits, out);
  }
  return out;
}

void PlaceIndex::collect(const YamlNode& node, int depth, int& visits,
                         std::vector<TextRange>& out) const {
  if (depth > kMostHops || --visits < 0) return;
  if (node.type == Type::alias) return collect(*node.target, depth + 1, visits, out);
  if (node.type == Type::scalar) {
    if (node.begin != node.end) out.push_back(range(node, node));
    return;
  }
  const std::size_t first = node.type == Type::map ? 1 : 0;
  for (std::size_t i = first; i < node.children.size(); i += 1 + first) {
    collect(*node.children[i], depth + 1, visits, out);
  }
}

}  // namespace bulwark::formats
