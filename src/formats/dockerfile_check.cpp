// SPDX-License-Identifier: Apache-2.0
// What each keyword wants of its arguments, and where here documents begin.
#include <fmt/core.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "formats/dockerfile_arguments.h"
#include "formats/dockerfile_cut.h"
#include "formats/dockerfile_words.h"

namespace bulwark::formats {
namespace {

const Variables kNothing = [](std::string_view) { return Variable(); };

// `3<<-"EOF"`; nothing: no here document.
Result<std::optional<HereDocument>> here_document(std::string_view word) {
  using Out = std::optional<HereDocument>;
  const std::size_t digits = word.find_first_not_of("0123456789");
  word.remove_prefix(std::min(digits, word.size()));
  if (!word.starts_with("<<")) return Out();
  word.remove_prefix(2);
  HereDocument out;
  out.strip_tabs = word.starts_with('-');
  if (out.strip_tabs) word.remove_prefix(1);
  word = word.substr(std::min(word.find_first_not_of(" \t\n\f\r"), word.size()));
  if (word.empty() || word.contains('<')) return Out();
  WordRules rules{.keep_unset = true};
  const Expanded plain = TRY(expand_words(word, rules, kNothing));
  if (plain.words.size() != 1) return Out();
  rules.keep_quotes = true;
  const Expanded quoted = TRY(expand_words(word, rules, kNothing));
  if (quoted.words.size() != 1) return wrong_instruction("a here document's word cannot be read");
  const auto quotes = [](const std::string& text) {
    return std::ranges::count(text, '\'') + std::ranges::count(text, '"');
  };
  out.name = plain.words[0];
  out.expand = quotes(plain.words[0]) == quotes(quoted.words[0]);
  return Out(std::move(out));
}

bool is_here_document(std::string_view word) {
  const auto found = here_document(word);
  return found && found->has_value();
}

Result<void> check_from(const DockerfileInstruction& from) {
  const auto& words = from.arguments;
  if (words.size() != 1 && !(words.size() == 3 && upper_case(words[1]) == "AS"))
    return wrong_instruction("FROM requires either one or three arguments");
  if (words.size() == 1) return {};
  const std::string name = upper_case(words[2]);
  const bool begins = name[0] >= 'A' && name[0] <= 'Z';
  const bool good = std::ranges::all_of(name, [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
  });
  if (begins && good) return {};
  return wrong_instruction(fmt::format("invalid name for build stage: '{}'", words[2]));
}

Result<void> check_health(const DockerfileInstruction& health) {
  const std::string& type = health.arguments.front();
  if (type == "NONE" && health.arguments.size() == 1) return {};
  if (type == "NONE") return wrong_instruction("HEALTHCHECK NONE takes no arguments");
  if (type != "CMD")
    return wrong_instruction(fmt::format("unknown type '{}' in HEALTHCHECK (try CMD)", type));
  if (health.arguments.size() == 1)
    return wrong_instruction("missing command after HEALTHCHECK CMD");
  return {};
}

}  // namespace

Result<void> check_instruction(const DockerfileInstruction& made) {
  if (made.on_build) return {};  // whoever builds on this image checks it
  const std::string& keyword = made.keyword;
  const std::size_t count = made.arguments.size();
  if (keyword == "FROM") return check_from(made);
  if (keyword == "ADD" || keyword == "COPY") {
    if (count < 2)
      return wrong_instruction(keyword +
                               " requires at least two arguments: no destination is given");
    if (is_here_document(made.arguments.back()))
      return wrong_instruction(keyword + " cannot accept a heredoc as a destination");
  }
  const bool one = keyword == "USER" || keyword == "WORKDIR" || keyword == "STOPSIGNAL" ||
                   keyword == "MAINTAINER";
  if (one && count != 1) return wrong_instruction(keyword + " requires exactly one argument");
  const bool pairs = keyword == "ENV" || keyword == "LABEL";
  const bool some = pairs || keyword == "EXPOSE" || keyword == "ARG" || keyword == "VOLUME" ||
                    keyword == "SHELL" || keyword == "HEALTHCHECK";
  if (some && count == 0) return wrong_instruction(keyword + " requires at least one argument");
  if (keyword == "HEALTHCHECK") return check_health(made);
  if (keyword == "SHELL" && !made.json)
    return wrong_instruction("SHELL requires the arguments to be in JSON form");
  for (std::size_t i = 0; pairs && i < count; i += 2) {
    if (made.arguments[i].empty()) return wrong_instruction(keyword + " names can not be blank");
  }
  const auto blank = [&](const std::string& text) {
    return keyword == "ARG" ? text.starts_with('=') : trim_spaces(text).empty();
  };
  if ((keyword == "ARG" || keyword == "VOLUME") && std::ranges::any_of(made.arguments, blank))
    return wrong_instruction(keyword + " cannot be blank");
  return {};
}

Result<std::vector<HereDocument>> here_documents_of(std::string_view line) {
  std::vector<HereDocument> out;
  const auto words = expand_words(
      line, {.keep_quotes = true, .keep_escapes = true, .keep_unset = true}, kNothing);
  if (!words) return out;  // whatever it is, no here document begins there
  for (const std::string& word : words->words) {
    auto found = TRY(here_document(word));
    if (found) out.push_back(std::move(*found));
  }
  return out;
}

}  // namespace bulwark::formats
