// SPDX-License-Identifier: Apache-2.0
#include "analyzers/network/host_mentions.h"

#include <algorithm>
#include <charconv>

#include "analyzers/network/connections.h"
#include "base/text.h"

namespace bulwark::analyzers::network {
namespace {

constexpr std::size_t kLongestHost = 253;

bool is_alnum(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}
bool is_word(char c) { return is_alnum(c) || c == '-' || c == '.' || c == '_'; }
bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }
bool is_quote(char c) { return c == '"' || c == '\''; }

// Labels of letters, digits and dashes, at least one letter among them.
bool may_be_host(std::string_view text) {
  if (text.empty() || text.size() > kLongestHost) return false;
  char before = '.';
  bool letter = false;
  for (const char c : text) {
    if (c == '_' || ((c == '.' || c == '-') && before == '.') || (c == '.' && before == '-'))
      return false;
    letter = letter || (is_alnum(c) && (c < '0' || c > '9'));
    before = c;
  }
  return letter && before != '-' && before != '.';
}

class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  std::vector<HostMention> run() {
    for (std::size_t at = 0; at < text_.size();) {
      if (!is_word(text_[at])) {
        ++at;
        continue;
      }
      std::size_t end = at;
      while (end < text_.size() && is_word(text_[end])) ++end;
      take(at, end);
      at = end;
    }
    return std::move(out_);
  }

 private:
  void take(std::size_t begin, std::size_t end) {
    std::string_view word = text_.substr(begin, end - begin);
    if (word.size() > 1 && word.ends_with('.')) word.remove_suffix(1);
    if (!may_be_host(word)) return;
    HostMention one;
    const std::size_t behind = read_port(end, one.port);
    one.in_url = begin >= 2 && text_.substr(begin - 2, 2) == "//";
    const bool named = one.in_url || one.port || word.contains('.') ||
                       (begin > 0 && text_[begin - 1] == '@') || stands_alone(begin, behind) ||
                       is_assigned(begin, behind);
    if (!named) return;
    for (const char c : word)
      one.host += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    if (std::ranges::find(out_, one) == out_.end()) out_.push_back(std::move(one));
  }

  // Behind what it read.
  std::size_t read_port(std::size_t at, std::optional<std::uint16_t>& port) const {
    if (at >= text_.size() || text_[at] != ':') return at;
    std::uint32_t number = 0;
    const char* last = text_.data() + text_.size();
    const auto read = std::from_chars(text_.data() + at + 1, last, number);
    if (read.ec != std::errc() || number < kFirstPort || number > kLastPort) return at;
    if (read.ptr != last && is_word(*read.ptr)) return at;
    port = static_cast<std::uint16_t>(number);
    return static_cast<std::size_t>(read.ptr - text_.data());
  }

  // Nothing else is in the text, or in its part between commas.
  bool stands_alone(std::size_t begin, std::size_t end) const {
    const auto is_edge = [&](char c) { return c == ',' || c == ';'; };
    const bool list = std::ranges::none_of(text_, is_space);
    std::size_t first = begin;
    while (first > 0 && is_space(text_[first - 1])) --first;
    std::size_t last = end;
    while (last < text_.size() && is_space(text_[last])) ++last;
    return (first == 0 || (list && is_edge(text_[first - 1]))) &&
           (last == text_.size() || (list && is_edge(text_[last])));
  }

  // "host=db", "host: 'db'", "- db", "--host db", and then the end of what is said there.
  bool is_assigned(std::size_t begin, std::size_t end) const {
    if (begin > 0 && is_quote(text_[begin - 1])) --begin;
    if (end < text_.size() && is_quote(text_[end])) ++end;
    if (begin == 0) return false;
    if (text_[begin - 1] == '=') return ends(end);
    if (text_[begin - 1] != ' ') return false;
    const std::string_view before = word_before(begin);
    if (before.size() > 1 && before.starts_with('-') && is_alnum(before.back())) return ends(end);
    // Not the start of a sentence.
    return (before.ends_with(':') || before == "-") && ends_line(end);
  }

  std::string_view word_before(std::size_t end) const {
    while (end > 0 && text_[end - 1] == ' ') --end;
    std::size_t begin = end;
    while (begin > 0 && !is_space(text_[begin - 1])) --begin;
    return text_.substr(begin, end - begin);
  }

  bool ends(std::size_t at) const {
    constexpr std::string_view kEnds = ",;&/?)]}";
    return at == text_.size() || is_space(text_[at]) || kEnds.contains(text_[at]);
  }

  bool ends_line(std::size_t at) const {
    while (at < text_.size() && (text_[at] == ' ' || text_[at] == '\t')) ++at;
    return at == text_.size() || text_[at] == '#' || (ends(at) && text_[at] != ' ');
  }

  std::string_view text_;
  std::vector<HostMention> out_;
};

}  // namespace

std::vector<HostMention> host_mentions(std::string_view text) { return Scanner(text).run(); }

}  // namespace bulwark::analyzers::network
