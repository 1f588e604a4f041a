// SPDX-License-Identifier: Apache-2.0
// A YAML document as a tree of nodes, aliases not expanded: what the exact decoder and the place
// index walk.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/arena.h"
#include "base/limits.h"
#include "base/result.h"
#include "formats/yaml_events.h"

namespace bulwark::formats {

struct YamlNode {
  enum class Type : std::uint8_t { scalar, map, list, alias };

  Type type = Type::scalar;
  bool plain = false;     ///< a scalar without quotes and tag
  bool block = false;     ///< a literal or folded scalar; a map or list without brackets
  std::string_view tag;   ///< of a scalar; empty when it has none
  std::string_view text;  ///< of a scalar; of an alias: the anchor's name
  std::size_t begin = 0;  ///< index of the first character
  std::size_t end = 0;    ///< index behind the last character; for block maps and lists, where the
                          ///< next token begins
  std::vector<YamlNode*> children;   ///< items of a list; keys and values of a map in turn
  const YamlNode* target = nullptr;  ///< of an alias; its anchor may be one of the alias's own
                                     ///< parents
};

/// Not copyable or movable: nodes point into it.
class YamlTree {
 public:
  YamlTree() = default;
  YamlTree(const YamlTree&) = delete;
  YamlTree& operator=(const YamlTree&) = delete;

  /// More nodes than this are refused: a tree takes some 100 bytes a node.
  static constexpr std::size_t kMostNodes = 2'000'000;

  /// `text` comes from begin_yaml. Call it once.
  Result<void> parse(std::string_view text, const Limits& limits);

  // For other formats that make the same tree. A map or list that was put is open until it is
  // closed.
  Result<void> put(const YamlNode& node, const Limits& limits);
  void close(std::size_t end);
  std::size_t depth() const { return open_.size(); }
  std::string_view keep(std::string_view text) { return arena_.copy(text); }

  /// Null when the document is empty.
  const YamlNode* root() const { return root_; }

 private:
  Result<bool> take(YamlEvents& events, const Limits& limits);
  Result<void> add(YamlEvents& events, const Limits& limits);
  Result<void> fill(YamlNode& node, YamlEvents& events);
  const YamlNode* find_anchor(std::string_view name) const;
  void anchor(std::string_view name, const YamlNode* node);

  Arena arena_{std::size_t{1} << 16};
  std::deque<YamlNode> nodes_;
  std::vector<YamlNode*> open_;
  std::map<std::string, const YamlNode*, std::less<>> anchors_;
  YamlNode* root_ = nullptr;
};

/// The node itself, or what the alias stands for.
inline const YamlNode& follow(const YamlNode& node) {
  return node.type == YamlNode::Type::alias ? *node.target : node;
}

/// Whether the node, as a key, is `name`: the number 1 is the key "1".
bool is_key(const YamlNode& node, std::string_view name);

/// `<<`, which merges another map's entries into this one.
bool is_merge_key(const YamlNode& key);

}  // namespace bulwark::formats
