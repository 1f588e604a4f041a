// SPDX-License-Identifier: Apache-2.0
// New entries and those that go: as lines of their own, or between commas.
#include <fmt/core.h>

#include <algorithm>

#include "formats/text_editor.h"

namespace bulwark::formats {
namespace {

bool is_blank(std::string_view text) {
  return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

}  // namespace

Result<void> TextEditor::add(const YamlNode& node, const std::vector<bool>& removed,
                             std::span<const std::pair<std::string, Value>> added) {
  if (added.empty()) return {};
  const std::vector<Extent> all = extents(node);
  std::size_t last = all.size();
  while (last > 0 && removed[last - 1]) --last;
  if (!node.block) {
    add_within_braces(node, last == 0 ? nullptr : &all[last - 1], added);
    return {};
  }
  if (last == 0)
    return std::unexpected(refuse(node, "nothing would be left that new lines could follow"));
  // Behind a text that keeps its empty lines, new lines would take them away from it.
  while (last > 1 &&
         text_.substr(all[last - 1].begin, line_end(all[last - 1].begin) - all[last - 1].begin)
             .contains('+')) {
    --last;
  }
  add_lines(node, all[last - 1].end, added);
  return {};
}

void TextEditor::add_lines(const YamlNode& node, std::size_t behind,
                           std::span<const std::pair<std::string, Value>> added) {
  const std::size_t column = style_.column_of(places_.begin_of(*node.children.front()));
  const std::size_t at = line_end(behind);
  std::string lines;
  for (const auto& [key, value] : added) {
    lines += style_.new_line(column, at);
    lines += style_.block_entry(key, value, column, behind);
  }
  splices_.insert(at, std::move(lines));
}

void TextEditor::add_within_braces(const YamlNode& node, const Extent* behind,
                                   std::span<const std::pair<std::string, Value>> added) {
  std::string between(style_.comma());
  if (behind != nullptr) {
    const std::size_t begin = line_begin(behind->begin);
    const std::string_view indent = text_.substr(begin, behind->begin - begin);
    // Entries on lines of their own stay so.
    if (begin > places_.begin_of(node) && is_blank(indent))
      between = "," + style_.new_line(0, behind->begin) + std::string(indent);
  }
  std::string entries;
  for (const auto& [key, value] : added) {
    if (behind != nullptr || !entries.empty()) entries += between;
    entries += style_.flow_entry(key, value);
  }
  splices_.insert(behind != nullptr ? behind->end : places_.begin_of(node) + 1, std::move(entries));
}

Result<void> TextEditor::remove(const YamlNode& node, const std::vector<bool>& removed) {
  const auto count = std::count(removed.begin(), removed.end(), true);
  if (count == 0) return {};
  const std::size_t step = node.type == YamlNode::Type::map ? 2 : 1;
  for (std::size_t i = 0; i < removed.size(); ++i) {
    const YamlNode& value = *node.children[i * step + step - 1];
    if (removed[i] && holds_shared(value))
      return std::unexpected(refuse(value, "an alias elsewhere in the document repeats it"));
  }
  if (static_cast<std::size_t>(count) == removed.size()) {
    collapse(node);
    return {};
  }
  const std::vector<Extent> all = extents(node);
  if (!node.block) return remove_within_braces(node, removed, all);
  for (std::size_t i = 0; i < removed.size(); ++i) {
    if (!removed[i]) continue;
    const bool pull = i + 1 < removed.size() && !removed[i + 1];
    TRY_VOID(remove_lines(node, all[i], pull ? &all[i + 1] : nullptr));
  }
  return {};
}

Result<void> TextEditor::remove_lines(const YamlNode& node, const Extent& extent,
                                      const Extent* next) {
  std::size_t begin = extent.begin;
  if (node.type == YamlNode::Type::list) {
    begin = text_.find_last_not_of(" \t\r\n", begin == 0 ? 0 : begin - 1);
    if (begin == std::string_view::npos || text_[begin] != '-')
      return std::unexpected(refuse(node, "the items of this list are not told by dashes"));
  }
  const std::size_t first = line_begin(begin);
  const std::size_t last = line_end(extent.end);
  if (is_blank(text_.substr(first, begin - first))) {
    // The line end before goes, so that a text without one at its end stays without.
    std::size_t from = first == 0 ? 0 : first - 1;
    if (from > 0 && text_[from - 1] == '\r') --from;
    const std::size_t behind = std::min(text_.find('\n', last), text_.size() - 1) + 1;
    splices_.replace(from, first == 0 ? behind : last, "");
    return {};
  }
  // The first entry of a list's item stands behind its dash; the next one takes its place.
  if (next == nullptr || !is_blank(text_.substr(extent.end, next->begin - extent.end)))
    return std::unexpected(refuse(node, "it shares its line with something else"));
  splices_.replace(extent.begin, next->begin, "");
  return {};
}

Result<void> TextEditor::remove_within_braces(const YamlNode& node,
                                              const std::vector<bool>& removed,
                                              const std::vector<Extent>& all) {
  for (std::size_t i = 0; i < removed.size(); ++i) {
    if (!removed[i]) continue;
    std::size_t end = i;
    while (end + 1 < removed.size() && removed[end + 1]) ++end;
    const bool last = end + 1 == removed.size();
    const std::size_t from = last ? all[i - 1].end : all[i].begin;
    const std::size_t to = last ? all[end].end : all[end + 1].begin;
    if (!json_ && text_.substr(from, to - from).contains('#'))
      return std::unexpected(refuse(node, "a comment may stand in between"));
    splices_.replace(from, to, "");
    i = end;
  }
  return {};
}

// Nothing is left in it.
void TextEditor::collapse(const YamlNode& node) {
  replace(node, node.type == YamlNode::Type::map ? "{}" : "[]");
}

// Lines below a key become a text beside it.
void TextEditor::replace(const YamlNode& node, std::string text) {
  const std::size_t begin = places_.begin_of(node);
  const std::size_t before = text_.substr(0, begin).find_last_not_of(" \t\r\n");
  const bool collection = node.type == YamlNode::Type::map || node.type == YamlNode::Type::list;
  const bool below = collection && node.block && before != std::string_view::npos &&
                     text_[before] == ':' && line_begin(begin) > before;
  splices_.replace(below ? before + 1 : begin, places_.end_of(node),
                   below ? " " + std::move(text) : std::move(text));
}

}  // namespace bulwark::formats
