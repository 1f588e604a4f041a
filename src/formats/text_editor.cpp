// SPDX-License-Identifier: Apache-2.0
// Finds the nodes that a change is about and decides how each is written anew.
#include "formats/text_editor.h"

#include <fmt/core.h>

#include <algorithm>
#include <deque>

#include "formats/yaml_error.h"
#include "formats/yaml_scalar.h"

namespace bulwark::formats {
namespace {

using Type = YamlNode::Type;
using What = Change::What;

bool is_null(const YamlNode& node) {
  return node.type == Type::scalar && node.plain &&
         (node.text.empty() || resolve_plain(node.text).type == ScalarType::null);
}

bool has_merge_key(const YamlNode& map) {
  for (std::size_t i = 0; i + 1 < map.children.size(); i += 2) {
    if (is_merge_key(*map.children[i])) return true;
  }
  return false;
}

std::vector<std::size_t> entries_of(const YamlNode& map, std::string_view name) {
  std::vector<std::size_t> found;
  for (std::size_t i = 0; i + 1 < map.children.size(); i += 2) {
    if (is_key(*map.children[i], name)) found.push_back(i / 2);
  }
  return found;
}

}  // namespace

TextEditor::TextEditor(const YamlNode& root, const NodePlaces& places, bool json, Builder& builder)
    : root_(root),
      places_(places),
      text_(places.text()),
      json_(json),
      builder_(builder),
      style_(root, places, json) {
  find_shared();
}

void TextEditor::find_shared() {
  std::deque<const YamlNode*> open{&root_};
  while (!open.empty()) {
    const YamlNode* node = open.front();
    open.pop_front();
    if (node->type == Type::alias) shared_.insert(node->target);
    open.insert(open.end(), node->children.begin(), node->children.end());
  }
}

bool TextEditor::holds_shared(const YamlNode& node) const {
  if (shared_.empty()) return false;
  std::deque<const YamlNode*> open{&node};
  while (!open.empty()) {
    const YamlNode* one = open.front();
    open.pop_front();
    if (shared_.contains(one)) return true;
    open.insert(open.end(), one->children.begin(), one->children.end());
  }
  return false;
}

Error TextEditor::refuse(const YamlNode& node, std::string_view why) const {
  return {ErrorCode::unsupported, fmt::format("cannot be edited in place: {}", why),
          place_text(places_.place_at(places_.begin_of(node)))};
}

// Whether something within the node may change without changing anything elsewhere.
Result<void> TextEditor::may_change(const YamlNode& node) const {
  if (node.type == Type::alias) {
    return std::unexpected(refuse(node, fmt::format("it stands behind the alias *{}", node.text)));
  }
  if (shared_.contains(&node))
    return std::unexpected(refuse(node, "an alias elsewhere in the document repeats it"));
  return {};
}

Result<void> TextEditor::inside(const YamlNode& node, const Change& change) {
  TRY_VOID(may_change(node));
  if (node.type == Type::map) return map(node, change);
  if (node.type == Type::list) return list(node, change);
  if (!change.puts()) return {};
  return std::unexpected(refuse(node, "it has neither a map nor a list there"));
}

Result<void> TextEditor::map(const YamlNode& node, const Change& change) {
  std::vector<bool> removed(node.children.size() / 2, false);
  std::vector<std::pair<std::string, Value>> added;
  const bool merges = has_merge_key(node);
  for (const auto& [step, child] : change.children) {
    if (step.index) continue;  // changed_value has told it
    const std::vector<std::size_t> found = entries_of(node, step.key);
    if (found.size() > 1) {
      return std::unexpected(
          refuse(*node.children[2 * found[1]], fmt::format("the key '{}' comes twice", step.key)));
    }
    if (merges && (found.empty() ? child.what == What::inside : child.what == What::remove)) {
      return std::unexpected(refuse(node, "a merge key (<<) stands there"));
    }
    if (found.empty()) {
      if (child.puts()) added.emplace_back(step.key, TRY(changed_value(Value(), child, builder_)));
      continue;
    }
    const YamlNode& value = *node.children[2 * found[0] + 1];
    if (child.what == What::remove) {
      removed[found[0]] = true;
      continue;
    }
    TRY_VOID(entry(*node.children[2 * found[0]], value, child));
  }
  TRY_VOID(add(node, removed, added));
  return remove(node, removed);
}

Result<void> TextEditor::list(const YamlNode& node, const Change& change) {
  std::vector<bool> removed(node.children.size(), false);
  for (const auto& [step, child] : change.children) {
    if (!step.index || *step.index >= node.children.size()) continue;
    const YamlNode& item = *node.children[*step.index];
    if (child.what == What::remove) {
      removed[*step.index] = true;
    } else if (child.what == What::set) {
      TRY_VOID(set(item, child.value));
    } else {
      TRY_VOID(inside(item, child));
    }
  }
  return remove(node, removed);
}

Result<void> TextEditor::entry(const YamlNode& key, const YamlNode& value, const Change& change) {
  if (change.what == What::set) return set(value, change.value);
  const bool json_null = json_ && text_.substr(places_.begin_of(value)).starts_with('n');
  if (!is_null(value) && !json_null) return inside(value, change);
  return change.puts() ? fill(key, value, change) : Result<void>();
}

// A key without a value gets a map.
Result<void> TextEditor::fill(const YamlNode& key, const YamlNode& value, const Change& change) {
  TRY_VOID(may_change(value));
  const Value made = TRY(changed_value(Value(), change, builder_));
  const std::size_t key_begin = places_.begin_of(key);
  const std::size_t column = style_.column_of(key_begin);
  const bool braces = value.begin != value.end || !made.is_map();
  if (braces || json_) return set(value, made);
  // Within braces the text behind the key is not a line of its own.
  const std::size_t colon = places_.begin_of(value);
  const std::string_view rest = text_.substr(colon, line_end(colon) - colon);
  const std::size_t content = rest.find_first_not_of(" \t");
  if (content != std::string_view::npos && rest[content] != '#')
    return set_empty(value, style_.flow(made));
  const std::size_t deeper = column + style_.map_step(key_begin);
  std::string lines;
  for (std::size_t i = 0; i < made.size(); ++i) {
    lines += style_.new_line(deeper, colon);
    lines += style_.block_entry(made.shape()->keys[i], made.values()[i], deeper, key_begin);
  }
  splices_.insert(line_end(colon), std::move(lines));
  return {};
}

Result<void> TextEditor::set_empty(const YamlNode& node, std::string text) {
  const std::size_t at = places_.begin_of(node);
  if (at == 0 || text_[at - 1] != ':')
    return std::unexpected(refuse(node, "there is no value that could be replaced"));
  splices_.insert(at, " " + std::move(text));
  return {};
}

Result<void> TextEditor::set(const YamlNode& node, const Value& value) {
  if (node.type != Type::alias && holds_shared(node))
    return std::unexpected(refuse(node, "an alias elsewhere in the document repeats it"));
  const std::size_t begin = places_.begin_of(node);
  const std::size_t end = places_.end_of(node);
  if (node.begin == node.end) return set_empty(node, style_.flow(value));
  if (node.type == Type::list && node.block && value.is_list() && value.size() > 0) {
    splices_.replace(begin, end, style_.block_items(value, style_.column_of(begin), begin));
    return {};
  }
  const bool text_for_scalar = value.is_string() && node.type == Type::scalar;
  replace(node, text_for_scalar ? style_.scalar(value, text_.substr(begin, end - begin))
                                : style_.flow(value));
  return {};
}

std::vector<TextEditor::Extent> TextEditor::extents(const YamlNode& node) const {
  std::vector<Extent> all;
  const std::size_t step = node.type == Type::map ? 2 : 1;
  for (std::size_t i = 0; i + step <= node.children.size(); i += step) {
    const YamlNode& first = *node.children[i];
    const YamlNode& last = *node.children[i + step - 1];
    all.push_back({places_.begin_of(first), std::max(places_.end_of(first), places_.end_of(last))});
  }
  return all;
}

std::size_t TextEditor::line_begin(std::size_t byte) const {
  const std::size_t end = byte == 0 ? std::string_view::npos : text_.rfind('\n', byte - 1);
  return end == std::string_view::npos ? 0 : end + 1;
}

std::size_t TextEditor::line_end(std::size_t byte) const {
  const std::size_t end = std::min(text_.find('\n', byte), text_.size());
  return end > byte && end < text_.size() && text_[end - 1] == '\r' ? end - 1 : end;
}

}  // namespace bulwark::formats
