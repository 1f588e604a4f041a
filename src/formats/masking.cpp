// SPDX-License-Identifier: Apache-2.0
// Goes through lines in order and remembers what the last ones announced: a key's block, a name
// that awaits its value.
#include "formats/masking.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>
#include <utility>

#include "formats/secret_key.h"
#include "formats/secret_shape.h"

namespace bulwark::formats {
namespace {

/// A line as YAML or pretty-printed JSON would read it: `    - "key": value`.
struct Line {
  std::size_t indent = 0;  ///< of the first character
  std::size_t column = 0;  ///< of the key or the item, after any `- `
  bool item = false;       ///< begins with `- `
  std::string_view key;    ///< empty when there is none
  std::size_t value = 0;   ///< where the value begins, when there is a key; else where the text
                           ///< begins
};

bool is_key_char(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-' || c == '.' ||
         c == '/';
}

Line read_line(std::string_view text) {
  Line line;
  std::size_t i = text.find_first_not_of(" \t");
  if (i == std::string_view::npos) i = text.size();
  line.indent = i;
  while (i + 1 < text.size() && text[i] == '-' && text[i + 1] == ' ') {
    line.item = true;
    i = std::min(text.find_first_not_of(' ', i + 1), text.size());
  }
  while (i < text.size() && (text[i] == '#' || text[i] == '{')) {  // a commented password is one
                                                                   // too
    i = std::min(text.find_first_not_of(' ', i + 1), text.size());
  }
  line.column = i;
  line.value = i;
  const bool quoted = i < text.size() && (text[i] == '"' || text[i] == '\'');
  const std::size_t begin = quoted ? i + 1 : i;
  std::size_t end = begin;
  while (end < text.size() && is_key_char(text[end])) ++end;
  std::size_t colon = end;
  if (quoted && colon < text.size() && text[colon] == text[i]) ++colon;
  while (colon < text.size() && text[colon] == ' ') ++colon;
  if (end == begin || colon >= text.size() || text[colon] != ':') return line;
  if (!quoted && colon + 1 < text.size() && text[colon + 1] != ' ' && text[colon + 1] != '\r')
    return line;
  line.key = text.substr(begin, end - begin);
  line.value = colon + 1;
  return line;
}

bool is_name_key(std::string_view key) { return key == "name" || key == "key" || key == "Name"; }
bool is_value_key(std::string_view key) {
  return key == "value" || key == "Value" || key == "defaultValue" || key == "default" ||
         key == "literal";
}

class LineMasker {
 public:
  LineMasker(Within within, Cover cover) : within_(within), cover_(cover) {}

  /// `secret_value`: this line's `value:` belongs to a name that comes after it.
  std::string mask(std::string_view text, bool secret_value) {
    if (in_pem_) return pem(text);
    const Line line = read_line(text);
    if (line.indent >= text.size()) return std::string(text);
    if (auto done = continued(text, line)) return std::move(*done);
    std::string out = by_name(text, line, secret_value);
    const std::size_t begin = text.find("-----BEGIN ");
    if (begin != std::string_view::npos &&
        text.find("PRIVATE KEY", begin) != std::string_view::npos) {
      in_pem_ = text.find("-----END", begin) == std::string_view::npos;
    }
    out = cover_ == Cover::mask ? mask_shapes(out) : stand_in_shapes(out);
    if (in_certificate(out) || !looks_like_key_body(out)) return out;
    return whole(text, line);
  }

 private:
  enum class Open : std::uint8_t { nothing, block, quote, children, plain };
  enum class Flag : std::uint8_t { other, secret, user };

  std::string pem(std::string_view text) {
    const std::size_t end = text.find("-----END");
    const std::size_t indent = std::min(text.find_first_not_of(" \t"), text.size());
    if (end != std::string_view::npos) in_pem_ = false;
    if (end == indent && cover_ == Cover::stand_in) return std::string(text);
    return covered(text, indent, text.size());
  }

  // In what is kept certificates stay: they are public, and their dates will be asked for.
  bool in_certificate(std::string_view text) {
    const bool begins = text.contains("-----BEGIN CERTIFICATE-----");
    certificate_ = cover_ == Cover::stand_in &&
                   (begins || (certificate_ && looks_like_key_body(text)));
    return certificate_;
  }

  // `text` with what stands between `begin` and `end` covered.
  std::string covered(std::string_view text, std::size_t begin, std::size_t end) const {
    return std::string(text.substr(0, begin))
        .append(cover_secret(text.substr(begin, end - begin), cover_))
        .append(text.substr(end));
  }

  std::string whole(std::string_view text, const Line& line) const {
    return covered(text, line.column, text.size());
  }

  // A line that belongs to the value of a key above it.
  std::optional<std::string> continued(std::string_view text, const Line& line) {
    switch (open_) {
      case Open::nothing: return std::nullopt;
      case Open::quote: {
        const std::size_t end = text.find(quote_);
        if (end == std::string_view::npos) return whole(text, line);
        open_ = Open::nothing;
        return covered(text, std::min(line.indent, end), end);
      }
      case Open::block:
        if (line.indent > indent_) return covered(text, line.indent, text.size());
        break;
      case Open::plain:
        if (line.indent > indent_ && line.key.empty() && !line.item) return whole(text, line);
        break;
      case Open::children:
        if (auto child = child_of_secret(text, line)) return child;
        if (line.indent > indent_) return std::nullopt;
        break;
    }
    open_ = Open::nothing;
    return std::nullopt;
  }

  // Under `password:` with nothing behind it: items and plain text are the secret, a map tells
  // where it comes from.
  std::optional<std::string> child_of_secret(std::string_view text, const Line& line) {
    const bool below = line.indent > indent_ || (line.item && line.indent == indent_);
    if (!below) return std::nullopt;
    if (line.key.empty()) {
      const char c = text[line.column];
      if (c == '{' || c == '}' || c == '[' || c == ']') return std::nullopt;
      return masked_value(text, line.column, line, "value", Open::plain);
    }
    if (is_value_key(line.key)) return masked_value(text, line.value, line, line.key, Open::plain);
    if (line.item) open_ = Open::nothing;
    return std::nullopt;
  }

  std::string by_name(std::string_view text, const Line& line, bool secret_value) {
    if (named_ && (line.column < named_column_ || (line.item && line.indent < named_column_)))
      named_ = false;
    const Flag flag = std::exchange(flag_, Flag::other);
    if (flag == Flag::secret && is_item(text, line))
      return masked_value(text, line.column, line, "value", Open::plain);
    if (flag == Flag::user && is_item(text, line)) return user_and_password(text, line);
    if (line.key.empty()) {
      flag_ = read_flag(text, line);
      return listed_pair(text, line);
    }
    if (is_name_key(line.key)) {
      const ValueSpan span = value_to_line_end(text, line.value);
      named_ = names_secret(text.substr(span.begin, span.end - span.begin));
      named_column_ = line.column;
    }
    const bool of_secret = within_ == Within::secret && !plain_in_secret(line.key);
    const bool of_name = is_value_key(line.key) && (named_ || secret_value);
    if (of_secret || of_name || names_secret(line.key)) {
      return masked_value(text, line.value, line, line.key, Open::children);
    }
    return mask_pairs(text, within_, cover_);
  }

  // An item of a list, as YAML or pretty-printed JSON writes it.
  static bool is_item(std::string_view text, const Line& line) {
    return line.key.empty() && (line.item || text.substr(line.column).starts_with('"'));
  }

  // `- --password`: the next item is the password; `- -u`: the next one is user:password.
  static Flag read_flag(std::string_view text, const Line& line) {
    if (!is_item(text, line)) return Flag::other;
    const ValueSpan span = value_to_line_end(text, line.column);
    const std::string_view flag = text.substr(span.begin, span.end - span.begin);
    if (flag == "-u" || flag == "--user") return Flag::user;
    const bool bare = flag.starts_with("-") && flag.find_first_of("= ") == std::string_view::npos;
    return bare && names_secret(flag) ? Flag::secret : Flag::other;
  }

  std::string user_and_password(std::string_view text, const Line& line) const {
    const ValueSpan span = value_to_line_end(text, line.column);
    const std::string_view value = text.substr(span.begin, span.end - span.begin);
    const std::size_t colon = value.find(':');
    if (colon == std::string_view::npos || value.find_first_of(" /") != std::string_view::npos)
      return mask_pairs(text, within_, cover_);
    return covered(text, span.begin + colon + 1, span.end);
  }

  // `- PASSWORD=two words`: an item that is one pair is secret to its end.
  std::string listed_pair(std::string_view text, const Line& line) const {
    const std::size_t equals = text.find('=', line.column);
    if (!line.item || equals == std::string_view::npos) return mask_pairs(text, within_, cover_);
    const std::string_view key = text.substr(line.column, equals - line.column);
    const bool plain = std::all_of(key.begin(), key.end(), is_key_char);
    const ValueSpan span = value_to_line_end(text, equals + 1);
    const std::string_view value = text.substr(span.begin, span.end - span.begin);
    if (!plain || !names_secret(key) || !may_be_secret(key, value))
      return mask_pairs(text, within_, cover_);
    return covered(text, span.begin, span.end);
  }

  std::string masked_value(std::string_view text, std::size_t from, const Line& line,
                           std::string_view key, Open when_empty) {
    const ValueSpan span = value_to_line_end(text, from);
    const std::string_view value = text.substr(span.begin, span.end - span.begin);
    const bool deeper = open_ == Open::children;
    if (!deeper) indent_ = line.item ? line.column - 1 : line.indent;
    if (value.empty() || value == "[" || value == "{") {
      if (!deeper) open_ = when_empty == Open::plain ? open_ : Open::children;
      return std::string(text);
    }
    if (value[0] == '{') return mask_pairs(text, within_, cover_);
    if (value[0] == '|' || value[0] == '>') {
      indent_ = line.item ? line.column - 1 : line.indent;
      open_ = Open::block;
      return std::string(text);
    }
    if (!may_be_secret(key, value)) return std::string(text);
    if (span.open_quote != 0) {
      open_ = Open::quote;
      quote_ = span.open_quote;
    } else if (open_ == Open::nothing) {
      open_ = Open::plain;
    }
    return covered(text, span.begin, span.end);
  }

  Within within_;
  Cover cover_;
  bool in_pem_ = false;
  bool certificate_ = false;  ///< the last line was part of one
  Open open_ = Open::nothing;
  std::size_t indent_ = 0;  ///< of the key whose value is open
  char quote_ = 0;
  bool named_ = false;  ///< `name: DB_PASSWORD` came: its `value:` is secret
  std::size_t named_column_ = 0;
  Flag flag_ = Flag::other;  ///< what the item before was
};

// True where line `at` is the `value:` of an entry whose secret `name:` comes after it.
bool belongs_to_later_name(const std::vector<std::string>& lines, std::size_t at) {
  const Line value = read_line(lines[at]);
  if (!is_value_key(value.key)) return false;
  constexpr std::size_t kLookAhead = 40;
  const std::size_t end = std::min(lines.size(), at + kLookAhead);
  for (std::size_t i = at + 1; i < end; ++i) {
    const Line line = read_line(lines[i]);
    if (line.indent >= lines[i].size() || line.column > value.column) continue;
    if (line.column < value.column || line.item) return false;
    if (!is_name_key(line.key)) continue;
    const ValueSpan span = value_to_line_end(lines[i], line.value);
    return names_secret(std::string_view(lines[i]).substr(span.begin, span.end - span.begin));
  }
  return false;
}

void cover_lines(std::vector<std::string>& lines, Within within, Cover cover) {
  LineMasker masker(within, cover);
  std::vector<std::string> out;
  out.reserve(lines.size());
  for (std::size_t i = 0; i < lines.size(); ++i)
    out.push_back(masker.mask(lines[i], belongs_to_later_name(lines, i)));
  lines = std::move(out);
}

std::string cover_text(std::string_view text, Cover cover) {
  std::vector<std::string> lines;
  for (std::size_t from = 0;;) {
    const std::size_t end = std::min(text.find('\n', from), text.size());
    lines.emplace_back(text.substr(from, end - from));
    if (end == text.size()) break;
    from = end + 1;
  }
  cover_lines(lines, Within::text, cover);
  std::string out;
  for (std::size_t i = 0; i < lines.size(); ++i) out.append(i > 0 ? "\n" : "").append(lines[i]);
  return out;
}

}  // namespace

void mask_lines(std::vector<std::string>& lines, Within within) {
  cover_lines(lines, within, Cover::mask);
}

std::string mask_secrets(std::string_view text) { return cover_text(text, Cover::mask); }

// Shapes that go over several lines first: what is left of a private key are its first and its last
// line.
std::string stand_in_secrets(std::string_view text) {
  return cover_text(stand_in_shapes(text), Cover::stand_in);
}

std::string mask_name(std::string_view name) { return mask_shapes(name); }

}  // namespace bulwark::formats
