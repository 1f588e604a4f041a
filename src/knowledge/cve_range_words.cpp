// SPDX-License-Identifier: Apache-2.0
// A lexer over small letters, then phrases of several words are put together.
#include "knowledge/cve_range_words.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <utility>

#include "knowledge/cve_range_text.h"
#include "knowledge/cve_version.h"

namespace bulwark::knowledge {
namespace {

using Kind = RangeWord::Kind;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return c >= 'a' && c <= 'z'; }

// "1.18.0", "1.3.x", "1.10.0-beta.1" at the front; 0: there is none. Numbers alone are none, but
// for "v1".
std::size_t version_size(std::string_view text) {
  std::size_t at = text.starts_with('v') ? 1 : 0;
  const bool named = at == 1;
  std::size_t dots = 0;
  while (at < text.size() && is_digit(text[at])) {
    while (at < text.size() && is_digit(text[at])) ++at;
    const bool wild = text.substr(at).starts_with(".x") &&
                      (at + 2 == text.size() || !is_letter(text[at + 2]));
    if (wild) return at + 2;
    if (at + 1 >= text.size() || text[at] != '.' || !is_digit(text[at + 1])) break;
    ++dots;
    ++at;
  }
  if (at == (named ? 1U : 0U) || (dots == 0 && !named)) return 0;
  for (const std::string_view stage : {"-alpha", "-beta", "-rc"}) {
    if (!text.substr(at).starts_with(stage)) continue;
    at += stage.size();
    while (at < text.size() && (is_digit(text[at]) || (text[at] == '.' && at + 1 < text.size() &&
                                                       is_digit(text[at + 1]))))
      ++at;
    break;
  }
  return at;
}

// A word, an address, an id: anything that belongs together and is no version.
std::size_t word_size(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size() &&
         (is_letter(text[at]) || is_digit(text[at]) || text[at] == '_' || text[at] == '/' ||
          text[at] == '#' || text[at] == '@' || text[at] == '-' || text[at] == '.')) {
    // "ingress-nginx-1.2.3": the version is one of its own.
    if (at > 0 && text[at] == '-' && version_size(text.substr(at + 1)) > 3) break;
    ++at;
  }
  return at;
}

struct Sign {
  std::string_view text;
  Kind kind;
};
constexpr std::array<Sign, 8> kSigns{{{"<=", Kind::at_most},
                                      {"=<", Kind::at_most},
                                      {">=", Kind::at_least},
                                      {"=>", Kind::at_least},
                                      {"<", Kind::less},
                                      {">", Kind::more},
                                      {"-", Kind::to},
                                      {"+", Kind::and_later}}};

struct Phrase {
  std::string_view words;  // with spaces between them
  Kind kind;
};
constexpr Phrase kPhrases[]{
    {"all versions prior to", Kind::less},
    {"all versions before", Kind::less},
    {"all kubernetes versions", Kind::all},
    {"all supported versions", Kind::all},
    {"up to and including", Kind::at_most},
    {"prior to version", Kind::less},
    {"prior to", Kind::less},
    {"earlier than", Kind::less},
    {"older than", Kind::less},
    {"lower than", Kind::less},
    {"less than or equal to", Kind::at_most},
    {"less than", Kind::less},
    {"all versions", Kind::all},
    {"any version", Kind::all},
    {"up to", Kind::at_most},
    {"and all earlier", Kind::and_earlier},
    {"and all prior", Kind::and_earlier},
    {"and earlier", Kind::and_earlier},
    {"and older", Kind::and_earlier},
    {"and prior", Kind::and_earlier},
    {"and below", Kind::and_earlier},
    {"and lower", Kind::and_earlier},
    {"or earlier", Kind::and_earlier},
    {"or older", Kind::and_earlier},
    {"or below", Kind::and_earlier},
    {"or lower", Kind::and_earlier},
    {"and later", Kind::and_later},
    {"and newer", Kind::and_later},
    {"and above", Kind::and_later},
    {"and up", Kind::and_later},
    {"and higher", Kind::and_later},
    {"or later", Kind::and_later},
    {"or newer", Kind::and_later},
    {"or higher", Kind::and_later},
    {"onwards", Kind::and_later},
    {"before", Kind::less},
    {"below", Kind::less},
    {"since", Kind::at_least},
    {"from", Kind::at_least},
    {"through", Kind::to},
    {"to", Kind::to},
};

std::vector<RangeWord> lex(std::string_view text) {
  std::vector<RangeWord> out;
  while (!text.empty()) {
    if (const std::size_t size = version_size(text); size > 0) {
      const std::string_view version = text.substr(text.starts_with('v') ? 1 : 0);
      out.push_back({Kind::version, std::string(version.substr(0, size - (text.front() == 'v')))});
      text.remove_prefix(size);
      continue;
    }
    const auto sign = std::ranges::find_if(
        kSigns, [&](const Sign& one) { return text.starts_with(one.text); });
    if (sign != kSigns.end()) {
      out.push_back({sign->kind, {}});
      text.remove_prefix(sign->text.size());
      continue;
    }
    const std::size_t size = std::max<std::size_t>(word_size(text), 1);
    const bool word = is_letter(text.front()) || is_digit(text.front());
    if (word) out.push_back({Kind::other, std::string(text.substr(0, size))});
    text.remove_prefix(size);
  }
  return out;
}

// How many words from `at` on are the phrase; 0: they are not.
std::size_t phrase_size(const std::vector<RangeWord>& words, std::size_t at,
                        std::string_view phrase) {
  std::size_t count = 0;
  while (!phrase.empty()) {
    const std::size_t space = std::min(phrase.find(' '), phrase.size());
    if (at + count >= words.size() || words[at + count].kind != Kind::other ||
        words[at + count].text != phrase.substr(0, space))
      return 0;
    ++count;
    phrase.remove_prefix(std::min(space + 1, phrase.size()));
  }
  return count;
}

// What the front of a line of Markdown reads as, and how many bytes of it that is.
std::pair<std::string, std::size_t> plain_piece(std::string_view rest, bool behind_dot) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 8> kSame{{{"≤", "<="},
                                                                                {"≥", ">="},
                                                                                {"–", "-"},
                                                                                {"—", "-"},
                                                                                {"−", "-"},
                                                                                {"&lt;", "<"},
                                                                                {"&gt;", ">"},
                                                                                {"\xC2\xA0", " "}}};
  for (const auto& [mark, text] : kSame) {
    if (rest.starts_with(mark)) return {std::string(text), mark.size()};
  }
  const char c = rest.front();
  if (c == '*' && behind_dot) return {"x", 1};  // "1.3.*"
  if (rest.starts_with("](")) {                 // the target of a link
    const std::size_t end = rest.substr(0, 2048).find(')');
    if (end != std::string_view::npos) return {{}, end + 1};
  }
  if (c == '*' || c == '`' || c == '\\' || c == '[' || c == ']') return {{}, 1};
  return {std::string(1, c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c), 1};
}

}  // namespace

bool RangeWord::wild() const {
  return kind == Kind::version && (text.ends_with(".x") || std::ranges::count(text, '.') < 2) &&
         text.find('-') == std::string::npos;
}

std::string RangeWord::minor_text() const {
  const auto version = parse_cve_version(text);
  if (!version) return text;
  return fmt::format("{}.{}", version->numbers[0], version->numbers[1]);
}

std::string RangeWord::next_minor() const {
  const auto version = parse_cve_version(text);
  if (!version) return text;
  if (version->count < 2) return fmt::format("{}.0.0", version->numbers[0] + 1);
  return fmt::format("{}.{}.0", version->numbers[0], version->numbers[1] + 1);
}

std::vector<RangeWord> range_words(std::string_view plain) {
  const std::vector<RangeWord> words = lex(plain);
  std::vector<RangeWord> out;
  for (std::size_t at = 0; at < words.size();) {
    std::size_t size = 0;
    for (const Phrase& one : kPhrases) {
      size = phrase_size(words, at, one.words);
      if (size == 0) continue;
      out.push_back({one.kind, std::string(one.words)});
      break;
    }
    if (size == 0) out.push_back(words[at]);
    at += std::max<std::size_t>(size, 1);
  }
  // "from 1.2 to 1.3" is the same as "1.2 to 1.3"; "through 1.3" alone is an end; all else that
  // may mean "to" parts words ("kubelet - 1.2"), or says where to go ("upgrade to 1.3").
  for (std::size_t i = 0; i + 2 < out.size(); ++i) {
    if (out[i].kind == Kind::at_least && out[i + 1].kind == Kind::version &&
        out[i + 2].kind == Kind::to)
      out[i].kind = Kind::other;
  }
  for (std::size_t i = 0; i + 1 < out.size(); ++i) {
    if (out[i].kind == Kind::to && out[i + 1].kind == Kind::version &&
        (i == 0 || out[i - 1].kind != Kind::version))
      out[i].kind = out[i].text == "through" ? Kind::at_most : Kind::other;
  }
  return out;
}

std::string plain_line(std::string_view line) {
  std::string out;
  while (!line.empty()) {
    const auto [text, size] = plain_piece(line, out.ends_with('.'));
    out += text;
    line.remove_prefix(size);
  }
  const std::size_t start = out.find_first_not_of(" \t\r-+•·");
  out = start == std::string::npos ? std::string() : out.substr(start);
  while (!out.empty() && (out.back() == ' ' || out.back() == '\r' || out.back() == '\t'))
    out.pop_back();
  return out;
}

}  // namespace bulwark::knowledge
