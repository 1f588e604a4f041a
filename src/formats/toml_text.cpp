// SPDX-License-Identifier: Apache-2.0
// Byte by byte up to the quotes that end it. The text is known to be UTF-8.
#include "formats/toml_text.h"

#include <algorithm>

#include "formats/utf8.h"

namespace bulwark::formats {
namespace {

bool append_point(std::string_view digits, std::string& out) {
  std::uint32_t point = 0;
  for (const char c : digits) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    const char lower = c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c;
    const std::size_t digit = kDigits.find(lower);
    if (digit == std::string_view::npos) return false;
    point = point * 16 + static_cast<std::uint32_t>(digit);
  }
  if (point > 0x10FFFF || (point >= 0xD800 && point <= 0xDFFF)) return false;
  append_utf8(out, point);
  return true;
}

class Taking {
 public:
  Taking(std::string_view& text, bool lines) : text_(text), lines_(lines), quote_(text[0]) {}

  Result<std::string> take() {
    const std::string three(3, quote_);
    many_ = lines_ && text_.starts_with(three);
    text_.remove_prefix(many_ ? 3 : 1);
    if (many_ && !take_newline()) take_return();
    while (!text_.empty()) {
      if (text_[0] == quote_ && ends()) return std::move(out_);
      TRY_VOID(character());
    }
    return fail(ErrorCode::malformed, "a string does not end");
  }

 private:
  bool take_newline() {
    if (!text_.starts_with('\n')) return false;
    text_.remove_prefix(1);
    return true;
  }

  bool take_return() {
    if (!text_.starts_with("\r\n")) return false;
    text_.remove_prefix(2);
    return true;
  }

  // The quotes that end it are taken. Up to two before them belong to it.
  bool ends() {
    if (!many_) {
      text_.remove_prefix(1);
      return true;
    }
    const std::size_t count = std::min(text_.find_first_not_of(quote_), text_.size());
    if (count < 3) {
      out_.append(count, quote_);
      text_.remove_prefix(count);
      return false;
    }
    const std::size_t kept = std::min<std::size_t>(count - 3, 2);
    out_.append(kept, quote_);
    text_.remove_prefix(kept + 3);
    return true;
  }

  Result<void> character() {
    if (text_.empty() || text_[0] == quote_) return {};
    if (text_[0] == '\\' && quote_ == '"') return escape();
    if (many_ && (take_newline() || take_return())) {
      out_ += '\n';
      return {};
    }
    if (is_forbidden(text_[0]))
      return fail(ErrorCode::malformed, "a string has a character that must be escaped");
    out_ += text_[0];
    text_.remove_prefix(1);
    return {};
  }

  Result<void> escape() {
    constexpr std::string_view kNames = "btnfr\"\\";
    constexpr std::string_view kMeant = "\b\t\n\f\r\"\\";
    if (many_ && take_line_end()) return {};
    const char name = text_.size() > 1 ? text_[1] : '\0';
    if (const std::size_t at = kNames.find(name); at != std::string_view::npos) {
      out_ += kMeant[at];
      text_.remove_prefix(2);
      return {};
    }
    const std::size_t digits = name == 'u' ? 4 : 8;
    const bool is_point = (name == 'u' || name == 'U') && text_.size() >= 2 + digits;
    if (!is_point || !append_point(text_.substr(2, digits), out_))
      return fail(ErrorCode::malformed, "a string has an escape that is none");
    text_.remove_prefix(2 + digits);
    return {};
  }

  // A backslash at a line's end takes all space up to the next character away.
  bool take_line_end() {
    const std::size_t space = text_.find_first_not_of(" \t", 1);
    const std::string_view rest = text_.substr(std::min(space, text_.size()));
    if (!rest.starts_with('\n') && !rest.starts_with("\r\n")) return false;
    text_ = rest;
    while (take_newline() || take_return() || text_.starts_with(' ') || text_.starts_with('\t')) {
      if (text_.starts_with(' ') || text_.starts_with('\t')) text_.remove_prefix(1);
    }
    return true;
  }

  std::string_view& text_;
  bool lines_;
  char quote_;
  bool many_ = false;
  std::string out_;
};

}  // namespace

Result<std::string> take_toml_string(std::string_view& text) { return Taking(text, true).take(); }

Result<std::string> take_toml_key_string(std::string_view& text) {
  return Taking(text, false).take();
}

bool is_forbidden(char c) {
  return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7F;
}

}  // namespace bulwark::formats
