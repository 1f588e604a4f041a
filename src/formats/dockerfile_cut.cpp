// SPDX-License-Identifier: Apache-2.0
// As BuildKit's parser cuts them.
#include "formats/dockerfile_cut.h"

#include <algorithm>
#include <array>

#include "formats/builder.h"
#include "formats/json.h"

namespace bulwark::formats {
namespace {

constexpr std::string_view kSpaces = " \t\v\f\r";

// Bytes of the white space that `text` begins with: ASCII, NEL, NBSP and Unicode's own spaces.
std::size_t space_at(std::string_view text) {
  if (text.empty()) return 0;
  if (text[0] == '\n' || kSpaces.contains(text[0])) return 1;
  if (text.starts_with("\xC2\x85") || text.starts_with("\xC2\xA0")) return 2;
  constexpr std::array<std::string_view, 6> kWide{"\xE1\x9A\x80", "\xE2\x80\xA8", "\xE2\x80\xA9",
                                                  "\xE2\x80\xAF", "\xE2\x81\x9F", "\xE3\x80\x80"};
  if (std::ranges::any_of(kWide, [&](auto each) { return text.starts_with(each); })) return 3;
  const bool general = text.starts_with("\xE2\x80") && text.size() > 2;
  return general && static_cast<unsigned char>(text[2]) <= 0x8A ? 3 : 0;
}

}  // namespace

std::string upper_case(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return out;
}

bool is_space(char c) { return c == '\n' || kSpaces.contains(c); }

std::string_view trim_spaces_before(std::string_view text) {
  while (const std::size_t spaces = space_at(text)) text.remove_prefix(spaces);
  return text;
}

std::string_view trim_spaces(std::string_view text) {
  text = trim_spaces_before(text);
  for (;;) {
    const std::size_t size = text.size();
    for (const std::size_t width : {1U, 2U, 3U}) {
      if (text.size() >= width && space_at(text.substr(text.size() - width)) == width)
        text.remove_suffix(width);
    }
    if (text.size() == size) return text;
  }
}

std::vector<std::string_view> cut_at_spaces(std::string_view text, std::size_t most) {
  std::vector<std::string_view> out;
  while (out.size() + 1 < most) {
    const std::size_t end = text.find_first_of(kSpaces);
    if (end == std::string_view::npos) break;
    out.push_back(text.substr(0, end));
    const std::size_t next = text.find_first_not_of(kSpaces, end);
    text.remove_prefix(std::min(next, text.size()));
  }
  out.push_back(text);
  return out;
}

std::string_view take_flags(std::string_view line, char escape, std::vector<std::string>& flags) {
  std::size_t at = 0;
  for (;;) {
    while (at < line.size() && is_space(line[at])) ++at;
    if (!line.substr(at).starts_with("--")) return line.substr(at);
    std::string word;
    char quote = '\0';
    bool quoted = false;
    for (; at < line.size() && (quote != '\0' || !is_space(line[at])); ++at) {
      char c = line[at];
      if (quote == '\0' && (c == '\'' || c == '"')) {
        quote = c;
        quoted = true;
        continue;
      }
      if (quote != '\0' && c == quote) {
        quote = '\0';
        continue;
      }
      if (c == escape) {
        if (at + 1 == line.size()) continue;
        c = line[++at];
      }
      word += c;
    }
    if (word == "--") return line.substr(at);
    if (quoted || !word.empty()) flags.push_back(std::move(word));
  }
}

std::vector<std::string> quoted_words(std::string_view rest, char escape) {
  std::vector<std::string> out;
  std::string word;
  bool open = false;  // there is a word, be it empty
  char quote = '\0';
  const auto finish = [&] {
    if (open || !word.empty()) out.push_back(std::exchange(word, {}));
    open = false;
  };
  bool inside = false;
  for (std::size_t at = 0; at < rest.size();) {
    if (quote == '\0') {
      if (const std::size_t spaces = space_at(rest.substr(at)); spaces > 0) {
        if (inside) finish();
        inside = false;
        at += spaces;
        continue;
      }
    }
    inside = true;
    const char c = rest[at];
    if (quote == '\0' && (c == '\'' || c == '"')) {
      quote = c;
      open = true;
    } else if (quote != '\0' && c == quote) {
      quote = '\0';
    } else if (c == escape && quote != '\'') {
      if (at + 1 == rest.size()) break;  // nothing follows that it could stand before
      word += c;
      ++at;
    }
    word += rest[at++];
  }
  if (inside) finish();
  return out;
}

Result<std::optional<std::vector<std::string>>> json_texts(std::string_view rest) {
  using Out = std::optional<std::vector<std::string>>;
  rest = trim_spaces_before(rest);
  if (!rest.starts_with('[')) return Out();
  std::string padded(rest);
  padded.append(kJsonPadding, '\0');
  Pool pool(1, 1);
  Builder builder(pool);
  DocumentOptions options;
  options.resource = false;
  options.drop_nulls = false;
  JsonReader reader;
  const auto read = reader.read(std::string_view(padded).substr(0, rest.size()), builder, options);
  if (!read || !read->root.is_list()) return Out();
  std::vector<std::string> out;
  for (const Value& item : read->root.items()) {
    if (!item.is_string())
      return wrong_instruction(
          "when using JSON array syntax, arrays must be comprised of strings only");
    out.emplace_back(item.as_string());
  }
  return Out(std::move(out));
}

}  // namespace bulwark::formats
