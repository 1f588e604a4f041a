// SPDX-License-Identifier: Apache-2.0
// TextEditor: walks a tree along a change and notes which pieces of the text become what.
#pragma once

#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "formats/change.h"
#include "formats/splices.h"
#include "formats/text_style.h"
#include "formats/yaml_tree.h"

namespace bulwark::formats {

/// All must outlive it. For one change.
class TextEditor {
 public:
  TextEditor(const YamlNode& root, const NodePlaces& places, bool json, Builder& builder);

  /// Notes the change of the document. Errors as those of edit_text.
  Result<void> run(const Change& change) { return inside(root_, change); }
  Splices take() && { return std::move(splices_); }

 private:
  /// Where a child (an item, or a key with its value) stands.
  struct Extent {
    std::size_t begin;
    std::size_t end;
  };

  void find_shared();
  bool holds_shared(const YamlNode& node) const;
  Result<void> may_change(const YamlNode& node) const;
  Error refuse(const YamlNode& node, std::string_view why) const;

  Result<void> inside(const YamlNode& node, const Change& change);
  Result<void> map(const YamlNode& node, const Change& change);
  Result<void> list(const YamlNode& node, const Change& change);
  Result<void> entry(const YamlNode& key, const YamlNode& value, const Change& change);
  Result<void> fill(const YamlNode& key, const YamlNode& value, const Change& change);
  Result<void> set(const YamlNode& node, const Value& value);
  Result<void> set_empty(const YamlNode& node, std::string text);

  std::vector<Extent> extents(const YamlNode& node) const;
  Result<void> add(const YamlNode& node, const std::vector<bool>& removed,
                   std::span<const std::pair<std::string, Value>> added);
  void add_lines(const YamlNode& node, std::size_t behind,
                 std::span<const std::pair<std::string, Value>> added);
  void add_within_braces(const YamlNode& node, const Extent* behind,
                         std::span<const std::pair<std::string, Value>> added);
  Result<void> remove(const YamlNode& node, const std::vector<bool>& removed);
  Result<void> remove_lines(const YamlNode& node, const Extent& extent, const Extent* next);
  Result<void> remove_within_braces(const YamlNode& node, const std::vector<bool>& removed,
                                    const std::vector<Extent>& all);
  void collapse(const YamlNode& node);
  void replace(const YamlNode& node, std::string text);

  std::size_t line_begin(std::size_t byte) const;
  std::size_t line_end(std::size_t byte) const;  ///< before the line's end, be it \n or \r\n

  const YamlNode& root_;
  const NodePlaces& places_;
  std::string_view text_;
  bool json_;
  Builder& builder_;
  TextStyle style_;
  std::set<const YamlNode*> shared_;  ///< what aliases stand for
  Splices splices_;
};

}  // namespace bulwark::formats
