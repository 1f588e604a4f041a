// SPDX-License-Identifier: Apache-2.0
// Flags first, then what the keyword wants.
#include "formats/dockerfile_arguments.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "formats/builder.h"
#include "formats/dockerfile_words.h"
#include "formats/json.h"

namespace bulwark::formats {
namespace {

constexpr std::string_view kSpaces = " \t\v\f\r";

enum class Cut : std::uint8_t {
  words,
  words_or_json,
  command,
  health,
  pairs,
  names,
  text,
  trigger
};

struct Keyword {
  std::string_view name;
  Cut cut;
  bool takes_flags = false;  ///< or does not look at them
};
constexpr std::array<Keyword, 18> kKeywords{{{"ADD", Cut::words_or_json, true},
                                             {"ARG", Cut::names, true},
                                             {"CMD", Cut::command},
                                             {"COPY", Cut::words_or_json, true},
                                             {"ENTRYPOINT", Cut::command},
                                             {"ENV", Cut::pairs},
                                             {"EXPOSE", Cut::words},
                                             {"FROM", Cut::words, true},
                                             {"HEALTHCHECK", Cut::health, true},
                                             {"LABEL", Cut::pairs},
                                             {"MAINTAINER", Cut::text},
                                             {"ONBUILD", Cut::trigger},
                                             {"RUN", Cut::command, true},
                                             {"SHELL", Cut::command},
                                             {"STOPSIGNAL", Cut::text, true},
                                             {"USER", Cut::text},
                                             {"VOLUME", Cut::words_or_json},
                                             {"WORKDIR", Cut::text}}};

std::unexpected<Error> wrong(std::string message) {
  return fail(ErrorCode::malformed, std::move(message));
}

std::string upper(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return out;
}

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

bool is_space(char c) { return c == '\n' || kSpaces.contains(c); }

// At most `most` parts, cut at runs of spaces; there is always one.
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

/// Takes the flags that lead; what is left follows them.
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

/// Words with their quotes and escapes.
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

/// Nothing: no JSON list, and so another form. Error: a list of something else than texts.
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
      return wrong("when using JSON array syntax, arrays must be comprised of strings only");
    out.emplace_back(item.as_string());
  }
  return Out(std::move(out));
}

/// A line that is being read.
struct Reading {
  std::string_view line;
  std::string_view rest;
  char escape;
  InstructionLine& out;

  DockerfileInstruction& made() const { return out.instruction; }
};

Result<void> read_words(const Reading& reading) {
  if (reading.rest.empty()) return {};
  for (const std::string_view word : cut_at_spaces(reading.rest, std::string_view::npos))
    reading.made().arguments.emplace_back(word);
  return {};
}

Result<bool> read_json(const Reading& reading) {
  auto texts = TRY(json_texts(reading.rest));
  if (!texts) return false;
  reading.made().json = true;
  std::ranges::move(*texts, std::back_inserter(reading.made().arguments));
  return true;
}

Result<void> read_command(const Reading& reading) {
  if (reading.rest.empty()) return {};
  const bool json = TRY(read_json(reading));
  if (json) return {};
  reading.out.command_at = static_cast<std::size_t>(reading.rest.data() - reading.line.data());
  reading.made().arguments.emplace_back(reading.rest);
  return {};
}

Result<void> read_health(Reading reading) {
  const std::string_view rest = reading.rest;
  std::size_t end = 0;
  while (end < rest.size() && !is_space(rest[end])) ++end;
  if (end == 0) return {};
  reading.made().arguments.push_back(upper(rest.substr(0, end)));
  while (end < rest.size() && is_space(rest[end])) ++end;
  reading.rest = rest.substr(end);
  return read_command(reading);
}

Result<void> read_pairs(const Reading& reading) {
  const std::string& keyword = reading.made().keyword;
  const std::vector<std::string> words = quoted_words(reading.rest, reading.escape);
  if (words.empty()) return {};
  std::vector<std::string>& out = reading.made().arguments;
  if (!words.front().contains('=')) {
    const auto parts = cut_at_spaces(reading.rest, 2);
    if (parts.size() < 2) return wrong(keyword + " must have two arguments");
    out = {std::string(parts[0]), std::string(parts[1])};
    return {};
  }
  for (const std::string& word : words) {
    const std::size_t equals = word.find('=');
    if (equals == std::string::npos)
      return wrong(fmt::format("cannot find = in '{}': {} is written name=value", word, keyword));
    out.push_back(word.substr(0, equals));
    out.push_back(word.substr(equals + 1));
  }
  return {};
}

Result<void> read_names(const Reading& reading) {
  reading.made().arguments = quoted_words(reading.rest, reading.escape);
  return {};
}

Result<void> read_arguments(const Reading& reading, Cut cut) {
  switch (cut) {
    case Cut::words: return read_words(reading);
    case Cut::words_or_json: {
      const bool json = TRY(read_json(reading));
      return json ? Result<void>() : read_words(reading);
    }
    case Cut::command: return read_command(reading);
    case Cut::health: return read_health(reading);
    case Cut::pairs: return read_pairs(reading);
    case Cut::names: return read_names(reading);
    case Cut::text:
      if (!reading.rest.empty()) reading.made().arguments.emplace_back(reading.rest);
      return {};
    case Cut::trigger: return {};
  }
  return {};
}

const Keyword* find_keyword(std::string_view name) {
  const auto found = std::ranges::find(kKeywords, name, &Keyword::name);
  return found == kKeywords.end() ? nullptr : &*found;
}

Result<InstructionLine> read_line(std::string_view whole, std::string_view line, char escape,
                                  bool triggered) {
  const std::string_view trimmed = trim_spaces(line);
  const auto parts = cut_at_spaces(trimmed, 2);
  InstructionLine out;
  DockerfileInstruction& made = out.instruction;
  made.keyword = upper(parts[0]);
  const Keyword* keyword = find_keyword(made.keyword);
  if (keyword == nullptr && !triggered)
    return wrong(fmt::format("unknown instruction: '{}'", std::string(parts[0])));
  std::string_view rest;
  if (parts.size() == 2) rest = trim_spaces(take_flags(parts[1], escape, made.flags));
  if (keyword == nullptr) return out;  // whoever builds on this image learns of it
  if (!keyword->takes_flags && !triggered && !made.flags.empty())
    return wrong(fmt::format("unknown flag: {} takes no '{}'", made.keyword, made.flags.front()));
  if (keyword->cut != Cut::trigger) {
    TRY_VOID(read_arguments({whole, rest, escape, out}, keyword->cut));
    return out;
  }
  if (triggered) return wrong("ONBUILD cannot trigger ONBUILD");
  if (rest.empty()) return wrong("ONBUILD requires at least one argument");
  out = TRY(read_line(whole, rest, escape, true));
  out.instruction.on_build = true;
  const std::string& trigger = out.instruction.keyword;
  if (trigger == "FROM" || trigger == "MAINTAINER")
    return wrong(trigger + " isn't allowed as an ONBUILD trigger");
  return out;
}

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
  if (quoted.words.size() != 1) return wrong("a here document's word cannot be read");
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
  if (words.size() != 1 && !(words.size() == 3 && upper(words[1]) == "AS"))
    return wrong("FROM requires either one or three arguments");
  if (words.size() == 1) return {};
  const std::string name = upper(words[2]);
  const bool begins = name[0] >= 'A' && name[0] <= 'Z';
  const bool good = std::ranges::all_of(name, [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
  });
  if (begins && good) return {};
  return wrong(fmt::format("invalid name for build stage: '{}'", words[2]));
}

Result<void> check_health(const DockerfileInstruction& health) {
  const std::string& type = health.arguments.front();
  if (type == "NONE" && health.arguments.size() == 1) return {};
  if (type == "NONE") return wrong("HEALTHCHECK NONE takes no arguments");
  if (type != "CMD") return wrong(fmt::format("unknown type '{}' in HEALTHCHECK (try CMD)", type));
  if (health.arguments.size() == 1) return wrong("missing command after HEALTHCHECK CMD");
  return {};
}

}  // namespace

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

Result<InstructionLine> read_instruction(std::string_view line, char escape) {
  return read_line(line, line, escape, false);
}

Result<void> check_instruction(const DockerfileInstruction& made) {
  if (made.on_build) return {};  // whoever builds on this image checks it
  const std::string& keyword = made.keyword;
  const std::size_t count = made.arguments.size();
  if (keyword == "FROM") return check_from(made);
  if (keyword == "ADD" || keyword == "COPY") {
    if (count < 2)
      return wrong(keyword + " requires at least two arguments: no destination is given");
    if (is_here_document(made.arguments.back()))
      return wrong(keyword + " cannot accept a heredoc as a destination");
  }
  const bool one = keyword == "USER" || keyword == "WORKDIR" || keyword == "STOPSIGNAL" ||
                   keyword == "MAINTAINER";
  if (one && count != 1) return wrong(keyword + " requires exactly one argument");
  const bool pairs = keyword == "ENV" || keyword == "LABEL";
  const bool some = pairs || keyword == "EXPOSE" || keyword == "ARG" || keyword == "VOLUME" ||
                    keyword == "SHELL" || keyword == "HEALTHCHECK";
  if (some && count == 0) return wrong(keyword + " requires at least one argument");
  if (keyword == "HEALTHCHECK") return check_health(made);
  if (keyword == "SHELL" && !made.json)
    return wrong("SHELL requires the arguments to be in JSON form");
  for (std::size_t i = 0; pairs && i < count; i += 2) {
    if (made.arguments[i].empty()) return wrong(keyword + " names can not be blank");
  }
  const auto blank = [&](const std::string& text) {
    return keyword == "ARG" ? text.starts_with('=') : trim_spaces(text).empty();
  };
  if ((keyword == "ARG" || keyword == "VOLUME") && std::ranges::any_of(made.arguments, blank))
    return wrong(keyword + " cannot be blank");
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
