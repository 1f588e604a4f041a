// SPDX-License-Identifier: Apache-2.0
// TOML tree: the tables of a document while it is read, and TOML's rules of who may add to which.
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "formats/value.h"

namespace bulwark::formats {

struct TomlNode {
  enum class Form : std::uint8_t { table, list, scalar };
  Form form = Form::table;
  bool named = false;   ///< by a header, or closed after dotted keys: it has no second header
  bool closed = false;  ///< written inline: nothing is added to it
  std::map<std::string, TomlNode*, std::less<>> entries;  ///< table
  std::vector<TomlNode*> items;                           ///< list
  Value value;                                            ///< scalar
};

/// A dotted key, step by step.
using TomlKey = std::vector<std::string>;

/// Nodes are owned by the tree. Each function is false where TOML forbids it.
class TomlTree {
 public:
  TomlTree() : current_(&make(TomlNode::Form::table)), root_(current_) {}
  TomlTree(const TomlTree&) = delete;
  TomlTree& operator=(const TomlTree&) = delete;

  const TomlNode& root() const { return *root_; }
  TomlNode& make(TomlNode::Form form) {
    nodes_.emplace_back().form = form;
    return nodes_.back();
  }

  /// [key]
  bool open_table(const TomlKey& key);
  /// [[key]]
  bool open_list(const TomlKey& key);
  /// key = value, in the table that was opened last.
  bool add(const TomlKey& key, TomlNode& value);
  /// The same within an inline table.
  bool add_inline(TomlNode& table, const TomlKey& key, TomlNode& value);

 private:
  TomlNode* table_at(TomlNode* table, const std::string& step);
  TomlNode* parent_of(const TomlKey& key);
  void close_dotted();

  std::deque<TomlNode> nodes_;
  TomlNode* current_;
  TomlNode* root_;
  std::vector<TomlNode*> dotted_;  // tables that dotted keys of the current one made
};

}  // namespace bulwark::formats
