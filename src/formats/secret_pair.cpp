// SPDX-License-Identifier: Apache-2.0
// Walks over the names of a line; where one that names a secret is followed by a separator, its
// value is masked.
#include "formats/secret_pair.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>

#include "formats/secret_key.h"

namespace bulwark::formats {
namespace {

bool is_name_char(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-' || c == '.';
}
bool is_quote(char c) { return c == '"' || c == '\'' || c == '`'; }
bool is_space(char c) { return c == ' ' || c == '\t'; }

class PairMasker {
 public:
  PairMasker(std::string_view line, Within within, Cover cover)
      : line_(line), within_(within), cover_(cover) {}

  std::string run() {
    while (at_ < line_.size()) {
      if (line_[at_] == '{' || line_[at_] == '}') named_ = false;
      if (is_name_char(line_[at_])) {
        name();
      } else {
        ++at_;
      }
    }
    out_.append(line_.substr(copied_));
    return std::move(out_);
  }

 private:
  char peek(std::size_t i) const { return i < line_.size() ? line_[i] : '\0'; }
  std::size_t skip_spaces(std::size_t i) const {
    while (is_space(peek(i))) ++i;
    return i;
  }

  void name() {
    const std::size_t begin = at_;
    while (at_ < line_.size() && is_name_char(line_[at_])) ++at_;
    const std::string_view key = line_.substr(begin, at_ - begin);
    const std::optional<std::size_t> value = value_after(key, begin);
    if (!value) return;
    const bool naming = key == "name" || key == "key" || key == "Name";
    const bool env_value = named_ && (key == "value" || key == "Value");
    const bool of_secret = within_ == Within::secret && !plain_in_secret(key);
    const bool secret = env_value || of_secret || names_secret(key);
    if (!secret && (!naming || peek(*value) == '[')) return;
    const ValueSpan span = value_at(*value, begin);
    if (naming) named_ = names_secret(line_.substr(span.begin, span.end - span.begin));
    if (secret) mask(span, key);
  }

  void mask(const ValueSpan& span, std::string_view key) {
    const std::string_view text = line_.substr(span.begin, span.end - span.begin);
    if (text.empty() || text[0] == '{' || !may_be_secret(key, text)) return;
    out_.append(line_.substr(copied_, span.begin - copied_)).append(cover_secret(text, cover_));
    copied_ = span.end;
    at_ = std::max(at_, span.end);
  }

  // The first character of the value that belongs to `key`, if one does.
  std::optional<std::size_t> value_after(std::string_view key, std::size_t begin) const {
    std::size_t i = at_;
    bool quoted = false;
    if (peek(i) == '\\' && is_quote(peek(i + 1))) ++i;
    if (is_quote(peek(i))) {
      quoted = true;
      ++i;
    }
    const std::size_t spaced = skip_spaces(i);
    const char c = peek(spaced);
    if (c == '=' && peek(spaced + 1) != '=') {
      return skip_spaces(spaced + (peek(spaced + 1) == '>' ? 2 : 1));
    }
    if (c == ':' && peek(spaced + 1) == '=') return skip_spaces(spaced + 2);
    if (c == ':' && (quoted || colon_separates(key, begin, spaced))) return skip_spaces(spaced + 1);
    if (c == '>' && begin > 0 && line_[begin - 1] == '<') return spaced + 1;
    if (key.starts_with("--")) return flag_value(i, spaced);
    return told_value(quoted || key.find('_') != std::string_view::npos, spaced);
  }

  // `image: shop/token-service:v1` has a colon too: without a space after it only the plainest
  // names count.
  bool colon_separates(std::string_view key, std::size_t begin, std::size_t colon) const {
    const char next = peek(colon + 1);
    if (next == '\0' || is_space(next) || is_quote(next) || next == '\\') return true;
    if (begin > 0 && (line_[begin - 1] == '/' || line_[begin - 1] == '@')) return false;
    return key == "password" || key == "passwd" || key == "pwd" || key == "Password" ||
           key == "PASSWORD";
  }

  // `--password x`, and the same two in a list: "--password", "x".
  std::optional<std::size_t> flag_value(std::size_t after, std::size_t spaced) const {
    std::size_t i = spaced;
    if (peek(i) == ',') i = skip_spaces(i + 1);
    if (i == after || i >= line_.size() || peek(i) == '-') return std::nullopt;
    return i;
  }

  // In a sentence: DB_PASSWORD is set to 'x', the variable 'apiKey' has the value "x".
  std::optional<std::size_t> told_value(bool telling_key, std::size_t i) const {
    if (!telling_key) return std::nullopt;
    constexpr std::array<std::string_view, 13> kTelling{
        "is", "has", "the",  "a",        "literal", "value", "set",
        "to", "of",  "with", "contains", "holds",   "equals"};
    bool told = false;
    while (true) {
      std::size_t end = i;
      while (std::isalpha(static_cast<unsigned char>(peek(end))) != 0) ++end;
      const std::string_view word = line_.substr(std::min(i, line_.size()), end - i);
      if (std::find(kTelling.begin(), kTelling.end(), word) == kTelling.end()) break;
      told = true;
      i = skip_spaces(end);
    }
    if (!told || !is_quote(peek(i))) return std::nullopt;
    return i;
  }

  ValueSpan value_at(std::size_t from, std::size_t key_begin) const {
    const bool escaped = peek(from) == '\\' && is_quote(peek(from + 1));
    const std::size_t quote = escaped ? from + 1 : from;
    if (is_quote(peek(quote))) return {quote + 1, closing_quote(quote, escaped), 0};
    if (peek(from) == '[') {
      const std::size_t end = line_.find(']', from);
      return {from + 1, end == std::string_view::npos ? line_.size() : end, 0};
    }
    // "PASSWORD=two words": the quote before the name closes the value; in a list item the line's
    // end does.
    if (key_begin > 0 && is_quote(line_[key_begin - 1]) && peek(at_) == '=') {
      return {from, std::min(line_.find(line_[key_begin - 1], from), line_.size()), 0};
    }
    std::size_t end = from;
    while (end < line_.size() && !ends_value(end)) ++end;
    if (is_scheme(line_.substr(from, end - from)) && is_space(peek(end))) {
      end = skip_spaces(end);  // Authorization: Bearer x: the word is no secret, what follows is
      while (end < line_.size() && !ends_value(end)) ++end;
    }
    while (end > from && (line_[end - 1] == ')' || line_[end - 1] == ']' || line_[end - 1] == '}'))
      --end;
    return {from, end, 0};
  }

  // How an HTTP Authorization header begins (RFC 9110, 11).
  static bool is_scheme(std::string_view word) {
    constexpr std::array<std::string_view, 7> kSchemes{"apikey", "basic",     "bearer", "digest",
                                                       "dpop",   "negotiate", "token"};
    return std::any_of(kSchemes.begin(), kSchemes.end(), [&](std::string_view scheme) {
      return std::equal(scheme.begin(), scheme.end(), word.begin(), word.end(), [](char a, char b) {
        return a == std::tolower(static_cast<unsigned char>(b));
      });
    });
  }

  bool ends_value(std::size_t i) const {
    const char c = line_[i];
    if (c == '\\') return is_quote(peek(i + 1)) || peek(i + 1) == 'n';
    return is_space(c) || is_quote(c) || c == ',' || c == ';' || c == '&' || c == '<' ||
           c == '\n' || c == '\r';
  }

  std::size_t closing_quote(std::size_t open, bool escaped) const {
    const char quote = line_[open];
    for (std::size_t i = open + 1; i < line_.size(); ++i) {
      if (line_[i] == '\\' && quote == '"') {
        if (escaped && peek(i + 1) == quote) return i;
        ++i;
      } else if (line_[i] == quote) {
        if (quote != '\'' || peek(i + 1) != '\'') return i;
        ++i;
      }
    }
    return line_.size();
  }

  std::string_view line_;
  Within within_;
  Cover cover_;
  std::size_t at_ = 0;
  std::size_t copied_ = 0;
  bool named_ = false;  ///< `name: DB_PASSWORD` came, its `value:` did not yet
  std::string out_;
};

}  // namespace

bool plain_in_secret(std::string_view key) {
  constexpr std::array<std::string_view, 12> kPlain{
      "apiVersion", "kind",       "metadata", "name",        "namespace", "type",
      "data",       "stringData", "labels",   "annotations", "items",     "creationTimestamp"};
  return std::find(kPlain.begin(), kPlain.end(), key) != kPlain.end();
}

std::string mask_pairs(std::string_view line, Within within, Cover cover) {
  return PairMasker(line, within, cover).run();
}

ValueSpan value_to_line_end(std::string_view line, std::size_t from) {
  while (from < line.size() && is_space(line[from])) ++from;
  std::size_t end = line.size();
  if (from < end && (line[from] == '"' || line[from] == '\'')) {
    const char quote = line[from];
    for (std::size_t i = from + 1; i < end; ++i) {
      if (line[i] == '\\' && quote == '"') {
        ++i;
      } else if (line[i] == quote) {
        if (quote == '\'' && i + 1 < end && line[i + 1] == '\'') {
          ++i;
        } else {
          return {from + 1, i, 0};
        }
      }
    }
    return {from + 1, end, quote};
  }
  const std::size_t comment = line.find(" #", from);
  if (comment != std::string_view::npos) end = comment;
  while (end > from && (is_space(line[end - 1]) || line[end - 1] == '\r' || line[end - 1] == ','))
    --end;
  return {from, end, 0};
}

}  // namespace bulwark::formats
