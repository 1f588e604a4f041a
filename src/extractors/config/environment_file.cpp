// SPDX-License-Identifier: Apache-2.0
// Byte by byte: a name up to "=", a value of parts with and without quotes up to the line's end.
#include "extractors/config/environment_file.h"

#include <algorithm>
#include <string>

#include "base/text.h"

namespace bulwark::extractors::config {
namespace {

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r'; }

class Reading {
 public:
  explicit Reading(std::string_view text) : text_(text) {}

  Variables read() {
    while (at_ < text_.size()) line();
    return std::move(out_);
  }

 private:
  bool ends_line() const { return at_ == text_.size() || text_[at_] == '\n'; }

  void skip_line() {
    while (!ends_line()) {
      if (text_[at_] == '\\' && at_ + 1 < text_.size()) ++at_;  // also the end of a line
      ++at_;
    }
    ++at_;
  }

  void line() {
    while (!ends_line() && is_space(text_[at_])) ++at_;
    if (ends_line()) {
      ++at_;
      return;
    }
    if (text_[at_] == '#' || text_[at_] == ';') return skip_line();
    const std::size_t begin = at_;
    while (!ends_line() && text_[at_] != '=') ++at_;
    if (ends_line()) {
      ++at_;
      return;
    }
    const std::string name(trim(text_.substr(begin, at_ - begin)));
    ++at_;
    std::string value = this->value();
    if (is_variable_name(name)) out_[name] = std::move(value);
  }

  // Parts with quotes may follow each other; what follows a part without is one with it.
  std::string value() {
    std::string out;
    while (true) {
      while (!ends_line() && is_space(text_[at_])) ++at_;
      if (ends_line()) break;
      const char c = text_[at_];
      if (c == '"' || c == '\'') {
        ++at_;
        quoted(c, out);
      } else {
        plain(out);
        break;
      }
    }
    ++at_;
    return out;
  }

  void quoted(char quote, std::string& out) {
    for (; at_ < text_.size() && text_[at_] != quote; ++at_) {
      if (quote == '\'' || text_[at_] != '\\' || at_ + 1 == text_.size()) {
        out += text_[at_];
        continue;
      }
      const char next = text_[++at_];
      if (next == '\n') continue;
      if (!std::string_view("\"\\`$").contains(next)) out += '\\';
      out += next;
    }
    if (at_ < text_.size()) ++at_;
  }

  // Up to the line's end, without the space before it.
  void plain(std::string& out) {
    std::size_t kept = out.size();
    for (; !ends_line(); ++at_) {
      if (text_[at_] == '\\' && at_ + 1 < text_.size()) {
        if (text_[++at_] == '\n') continue;
        out += text_[at_];
        kept = out.size();
        continue;
      }
      out += text_[at_];
      if (!is_space(text_[at_])) kept = out.size();
    }
    out.resize(kept);
  }

  std::string_view text_;
  std::size_t at_ = 0;
  Variables out_;
};

}  // namespace

Variables environment_in(std::string_view file) { return Reading(file).read(); }

bool is_variable_name(std::string_view name) {
  const auto is_letter = [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_';
  };
  if (name.empty() || !is_letter(name[0])) return false;
  return std::ranges::all_of(name, [&](char c) { return is_letter(c) || (c >= '0' && c <= '9'); });
}

}  // namespace bulwark::extractors::config
