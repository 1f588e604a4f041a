// SPDX-License-Identifier: Apache-2.0
// Flags first, then what the keyword wants.
#include "formats/dockerfile_arguments.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <utility>

#include "formats/dockerfile_cut.h"

namespace bulwark::formats {
namespace {

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
  reading.made().arguments.push_back(upper_case(rest.substr(0, end)));
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
    if (parts.size() < 2) return wrong_instruction(keyword + " must have two arguments");
    out = {std::string(parts[0]), std::string(parts[1])};
    return {};
  }
  for (const std::string& word : words) {
    const std::size_t equals = word.find('=');
    if (equals == std::string::npos)
      return wrong_instruction(
          fmt::format("cannot find = in '{}': {} is written name=value", word, keyword));
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
  made.keyword = upper_case(parts[0]);
  const Keyword* keyword = find_keyword(made.keyword);
  if (keyword == nullptr && !triggered)
    return wrong_instruction(fmt::format("unknown instruction: '{}'", std::string(parts[0])));
  std::string_view rest;
  if (parts.size() == 2) rest = trim_spaces(take_flags(parts[1], escape, made.flags));
  if (keyword == nullptr) return out;  // whoever builds on this image learns of it
  if (!keyword->takes_flags && !triggered && !made.flags.empty())
    return wrong_instruction(
        fmt::format("unknown flag: {} takes no '{}'", made.keyword, made.flags.front()));
  if (keyword->cut != Cut::trigger) {
    TRY_VOID(read_arguments({whole, rest, escape, out}, keyword->cut));
    return out;
  }
  if (triggered) return wrong_instruction("ONBUILD cannot trigger ONBUILD");
  if (rest.empty()) return wrong_instruction("ONBUILD requires at least one argument");
  out = TRY(read_line(whole, rest, escape, true));
  out.instruction.on_build = true;
  const std::string& trigger = out.instruction.keyword;
  if (trigger == "FROM" || trigger == "MAINTAINER")
    return wrong_instruction(trigger + " isn't allowed as an ONBUILD trigger");
  return out;
}

}  // namespace

Result<InstructionLine> read_instruction(std::string_view line, char escape) {
  return read_line(line, line, escape, false);
}

}  // namespace bulwark::formats
