// SPDX-License-Identifier: Apache-2.0
// One pass over the text for words, one over each word for specifiers, one for variables.
#include "extractors/config/unit_words.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <utility>

#include "formats/utf8.h"

namespace bulwark::extractors::config {
namespace {

constexpr std::string_view kSpace = " \t\n\r";

std::optional<unsigned> digits(std::string_view text, unsigned base) {
  unsigned out = 0;
  for (const char c : text) {
    unsigned digit = 99;
    if (c >= '0' && c <= '9') digit = static_cast<unsigned>(c - '0');
    if (c >= 'a' && c <= 'f') digit = static_cast<unsigned>(c - 'a') + 10;
    if (c >= 'A' && c <= 'F') digit = static_cast<unsigned>(c - 'A') + 10;
    if (digit >= base) return std::nullopt;
    out = out * base + digit;
  }
  return out;
}

// An escape after its backslash. Appends what it stands for, and gives how long it is; 0: it is
// none.
std::size_t append_escape(std::string_view text, std::string& out) {
  constexpr std::string_view kNames = "abfnrtv\\\"'s";
  constexpr std::string_view kMeant = "\a\b\f\n\r\t\v\\\"' ";
  if (text.empty()) return 0;
  if (const std::size_t at = kNames.find(text[0]); at != std::string_view::npos) {
    out += kMeant[at];
    return 1;
  }
  struct Form {
    char name;
    std::size_t before, count;
    unsigned base;
  };
  constexpr std::array<Form, 3> kForms{{{'x', 1, 2, 16}, {'u', 1, 4, 16}, {'U', 1, 8, 16}}};
  const auto named = std::ranges::find(kForms, text[0], &Form::name);
  const Form form = named == kForms.end() ? Form{'0', 0, 3, 8} : *named;
  if (text.size() < form.before + form.count) return 0;
  const auto value = digits(text.substr(form.before, form.count), form.base);
  const bool is_byte = form.count < 4;
  if (!value || *value == 0 || *value > (is_byte ? 0xFFU : 0x10FFFFU)) return 0;
  if (is_byte) {
    out += static_cast<char>(*value);
  } else {
    formats::append_utf8(out, *value);
  }
  return form.before + form.count;
}

class Splitting {
 public:
  explicit Splitting(std::string_view text) : rest_(text) {}

  Result<std::vector<std::string>> words() {
    std::vector<std::string> out;
    while (skip_space()) out.push_back(TRY(word()));
    return out;
  }

 private:
  bool skip_space() {
    rest_.remove_prefix(std::min(rest_.find_first_not_of(kSpace), rest_.size()));
    return !rest_.empty();
  }

  Result<std::string> word() {
    std::string out;
    char quote = 0;
    while (!rest_.empty()) {
      const char c = rest_[0];
      if (quote == 0 && kSpace.contains(c)) return out;
      rest_.remove_prefix(1);
      if (c == '\\') {
        const std::size_t length = append_escape(rest_, out);
        if (length == 0) return fail(ErrorCode::malformed, "has an escape that is none");
        rest_.remove_prefix(length);
      } else if (quote == 0 && (c == '"' || c == '\'')) {
        quote = c;
      } else if (c == quote && quote != 0) {
        quote = 0;
      } else {
        out += c;
      }
    }
    if (quote != 0) return fail(ErrorCode::malformed, "has a quote that does not end");
    return out;
  }

  std::string_view rest_;
};

// Nothing: only the running system knows it.
std::optional<std::string> meaning_of(char specifier, const UnitNames& names) {
  constexpr std::array<std::pair<char, std::string_view>, 13> kFixed{{{'%', "%"},
                                                                      {'t', "/run"},
                                                                      {'S', "/var/lib"},
                                                                      {'C', "/var/cache"},
                                                                      {'L', "/var/log"},
                                                                      {'E', "/etc"},
                                                                      {'T', "/tmp"},
                                                                      {'V', "/var/tmp"},
                                                                      {'h', "/root"},
                                                                      {'u', "root"},
                                                                      {'g', "root"},
                                                                      {'U', "0"},
                                                                      {'G', "0"}}};
  const auto fixed = std::ranges::find(kFixed, specifier,
                                       &std::pair<char, std::string_view>::first);
  if (fixed != kFixed.end()) return std::string(fixed->second);
  const std::string stem = names.unit.substr(0, names.unit.rfind('.'));
  switch (specifier) {
    case 'n': return names.unit;
    case 'N': return stem;
    case 'p': return stem.substr(0, stem.find('@'));
    case 'H':
    case 'l':
      if (names.host.empty()) return std::nullopt;
      return specifier == 'H' ? names.host : names.host.substr(0, names.host.find('.'));
    default: return std::nullopt;
  }
}

std::string value_of(const Variables& variables, std::string_view name) {
  const auto found = variables.find(name);
  return found == variables.end() ? std::string() : found->second;
}

// "${NAME}" and "$$" within a word; a "$" before anything else is one.
std::string with_values(std::string_view word, const Variables& variables) {
  std::string out;
  while (!word.empty()) {
    const std::size_t end = word.find('}');
    if (word.starts_with("$$")) {
      out += '$';
      word.remove_prefix(2);
    } else if (word.starts_with("${") && end != std::string_view::npos) {
      out += value_of(variables, word.substr(2, end - 2));
      word.remove_prefix(end + 1);
    } else {
      out += word[0];
      word.remove_prefix(1);
    }
  }
  return out;
}

bool is_variable_alone(const std::string& word) {
  return word.size() > 1 && word[0] == '$' && word[1] != '{' && word[1] != '$';
}

// Words of a value: with quotes, without escapes; a quote that does not end is ended.
std::vector<std::string> words_of_value(std::string_view value) {
  std::vector<std::string> out;
  char quote = 0;
  bool is_within = false;
  for (const char c : value) {
    if (quote == 0 && kSpace.contains(c)) {
      is_within = false;
      continue;
    }
    if (!is_within) out.emplace_back();
    is_within = true;
    if (quote == 0 && (c == '"' || c == '\'')) {
      quote = c;
    } else if (c == quote && quote != 0) {
      quote = 0;
    } else {
      out.back() += c;
    }
  }
  return out;
}

}  // namespace

Result<std::vector<std::string>> unit_words(std::string_view text) {
  return Splitting(text).words();
}

Result<std::string> without_specifiers(std::string_view text, const UnitNames& names) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%' || i + 1 == text.size()) {
      out += text[i];
      continue;
    }
    const auto meaning = meaning_of(text[++i], names);
    if (!meaning)
      return fail(ErrorCode::unsupported,
                  fmt::format("uses %{}, which only the running system knows", text[i]));
    out += *meaning;
  }
  return out;
}

std::vector<std::string> without_variables(const std::vector<std::string>& words,
                                           const Variables& variables) {
  std::vector<std::string> out;
  for (const std::string& word : words) {
    if (is_variable_alone(word)) {
      for (std::string& one : words_of_value(value_of(variables, word.substr(1))))
        out.push_back(std::move(one));
    } else {
      out.push_back(with_values(word, variables));
    }
  }
  return out;
}

}  // namespace bulwark::extractors::config
