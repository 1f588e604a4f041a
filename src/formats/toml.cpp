// SPDX-License-Identifier: Apache-2.0
// Line by line into a tree, since a table may be added to from anywhere below it; then the tree is
// copied.
#include "formats/toml.h"

#include <fmt/core.h>

#include <algorithm>
#include <string>
#include <utility>

#include "formats/toml_scalar.h"
#include "formats/toml_text.h"
#include "formats/toml_tree.h"
#include "formats/utf8.h"

namespace bulwark::formats {
namespace {

using Form = TomlNode::Form;

bool is_bare(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '-';
}

class Parsing {
 public:
  Parsing(std::string_view text, Pool& pool, const Limits& limits)
      : all_(text), rest_(text), pool_(pool), limits_(limits) {}

  Result<void> read() {
    while (!rest_.empty()) {
      skip_space();
      if (rest_.starts_with('[')) {
        TRY_VOID(header());
      } else if (!rest_.empty() && !is_line_end() && rest_[0] != '#') {
        TRY_VOID(assignment());
      }
      TRY_VOID(end_of_line());
    }
    return {};
  }

  const TomlNode& root() const { return tree_.root(); }

  std::string where() const {
    const std::string_view before = all_.substr(0, all_.size() - rest_.size());
    const auto line = std::ranges::count(before, '\n') + 1;
    return fmt::format("{}:{}", line, before.size() - (before.rfind('\n') + 1) + 1);
  }

 private:
  void skip_space() { rest_.remove_prefix(std::min(rest_.find_first_not_of(" \t"), rest_.size())); }

  bool is_line_end() const { return rest_.starts_with('\n') || rest_.starts_with("\r\n"); }

  bool take(std::string_view text) {
    if (!rest_.starts_with(text)) return false;
    rest_.remove_prefix(text.size());
    return true;
  }

  static Error wrong(std::string message) { return {ErrorCode::malformed, std::move(message), {}}; }

  Result<void> comment() {
    while (!rest_.empty() && !is_line_end()) {
      if (is_forbidden(rest_[0]))
        return std::unexpected(wrong("a comment has a control character"));
      rest_.remove_prefix(1);
    }
    return {};
  }

  Result<void> end_of_line() {
    skip_space();
    if (rest_.starts_with('#')) TRY_VOID(comment());
    if (rest_.empty() || take("\n") || take("\r\n")) return {};
    return std::unexpected(wrong("something follows where the line should end"));
  }

  Result<void> header() {
    const bool is_list = rest_.starts_with("[[");
    rest_.remove_prefix(is_list ? 2 : 1);
    const TomlKey key = TRY(dotted_key());
    if (!take(is_list ? "]]" : "]")) return std::unexpected(wrong("a table's name does not end"));
    if (is_list ? tree_.open_list(key) : tree_.open_table(key)) return count();
    return std::unexpected(wrong("the table is there already, or is none"));
  }

  Result<void> assignment() {
    const TomlKey key = TRY(dotted_key());
    if (!take("=")) return std::unexpected(wrong("a key has no value"));
    skip_space();
    TomlNode* node = TRY(value(0));
    if (tree_.add(key, *node)) return {};
    return std::unexpected(wrong("the key is there already, or is within no table"));
  }

  Result<std::string> key_step() {
    if (rest_.starts_with('"') || rest_.starts_with('\'')) return take_toml_key_string(rest_);
    const auto end = std::ranges::find_if_not(rest_, is_bare);
    std::string step(rest_.begin(), end);
    if (step.empty()) return std::unexpected(wrong("a key is missing"));
    rest_.remove_prefix(step.size());
    return step;
  }

  // With the space around it.
  Result<TomlKey> dotted_key() {
    TomlKey out;
    do {
      skip_space();
      out.push_back(TRY(key_step()));
      if (out.size() > limits_.depth)
        return fail(ErrorCode::limit, "a key has more steps than it may have");
      skip_space();
    } while (take("."));
    return out;
  }

  Result<void> count() {
    if (++entries_ <= limits_.entries) return {};
    return fail(ErrorCode::limit, "has more values than it may have");
  }

  Result<TomlNode*> value(std::size_t depth) {
    TRY_VOID(count());
    if (depth > limits_.depth) return fail(ErrorCode::limit, "nests deeper than it may");
    if (take("[")) return list(depth);
    if (take("{")) return inline_table(depth);
    TomlNode& node = tree_.make(Form::scalar);
    if (rest_.starts_with('"') || rest_.starts_with('\'')) {
      node.value = pool_.string(TRY(take_toml_string(rest_)));
      return &node;
    }
    const auto scalar = toml_scalar(word(), pool_);
    if (!scalar) return std::unexpected(wrong("a value is none"));
    node.value = *scalar;
    rest_.remove_prefix(word().size());
    return &node;
  }

  // Up to what ends a value.
  std::string_view word() const {
    constexpr std::string_view kEnds = " \t\r\n,]}#";
    std::size_t end = std::min(rest_.find_first_of(kEnds), rest_.size());
    const bool has_time = begins_with_date(rest_) && end == 10 && rest_.size() > 11 &&
                          rest_[10] == ' ' && rest_[11] >= '0' && rest_[11] <= '9';
    if (has_time) end = std::min(rest_.find_first_of(kEnds, 11), rest_.size());
    return rest_.substr(0, end);
  }

  Result<void> skip_lines() {
    while (true) {
      skip_space();
      if (rest_.starts_with('#')) TRY_VOID(comment());
      if (!take("\n") && !take("\r\n")) return {};
    }
  }

  Result<TomlNode*> list(std::size_t depth) {
    TomlNode& node = tree_.make(Form::list);
    node.closed = true;
    while (true) {
      TRY_VOID(skip_lines());
      if (take("]")) return &node;
      node.items.push_back(TRY(value(depth + 1)));
      TRY_VOID(skip_lines());
      if (take("]")) return &node;
      if (!take(",")) return std::unexpected(wrong("a list does not end"));
    }
  }

  Result<TomlNode*> inline_table(std::size_t depth) {
    TomlNode& node = tree_.make(Form::table);
    skip_space();
    if (!take("}")) TRY_VOID(entries(node, depth));
    node.closed = true;
    return &node;
  }

  Result<void> entries(TomlNode& table, std::size_t depth) {
    while (true) {
      const TomlKey key = TRY(dotted_key());
      if (!take("=")) return std::unexpected(wrong("a key has no value"));
      skip_space();
      TomlNode* one = TRY(value(depth + key.size()));
      if (!tree_.add_inline(table, key, *one))
        return std::unexpected(wrong("the key is there already, or is within no table"));
      skip_space();
      if (take("}")) return {};
      if (!take(",")) return std::unexpected(wrong("a table does not end"));
    }
  }

  std::string_view all_, rest_;
  Pool& pool_;
  const Limits& limits_;
  TomlTree tree_;
  std::size_t entries_ = 0;
};

// As deep as two limits: a header's steps, and what a value nests.
void copy(const TomlNode& node, Builder& builder) {
  switch (node.form) {
    case Form::scalar: return builder.scalar(node.value);
    case Form::list:
      builder.begin_list();
      for (const TomlNode* item : node.items) copy(*item, builder);
      return builder.end_list();
    case Form::table:
      builder.begin_map();
      for (const auto& [key, value] : node.entries) {
        builder.key(key);
        copy(*value, builder);
      }
      builder.end_map();
      return;
  }
}

Result<void> check_text(std::string_view text, const Limits& limits) {
  if (text.size() > limits.bytes) return fail(ErrorCode::limit, "is larger than it may be");
  while (!text.empty()) {
    const std::size_t length = utf8_sequence_length(text);
    if (length == 0) return fail(ErrorCode::malformed, "is no UTF-8");
    text.remove_prefix(length);
  }
  return {};
}

}  // namespace

Result<Value> read_toml(std::string_view text, Builder& builder, const Limits& limits) {
  TRY_VOID(check_text(text, limits));
  Parsing parsing(text, builder.pool(), limits);
  if (auto read = parsing.read(); !read) {
    Error error = std::move(read.error());
    error.where = parsing.where();
    return std::unexpected(std::move(error));
  }
  copy(parsing.root(), builder);
  return builder.finish();
}

}  // namespace bulwark::formats
