// SPDX-License-Identifier: Apache-2.0
// Lines become settings, settings a service.
#include "extractors/config/service_unit.h"

#include <array>
#include <utility>

#include "base/text.h"
#include "extractors/config/environment_file.h"

namespace bulwark::extractors::config {
namespace {

constexpr auto kFolders = std::to_array<std::string_view>(
    {"/etc/systemd/system.control", "/run/systemd/system.control", "/run/systemd/transient",
     "/run/systemd/generator.early", "/etc/systemd/system", "/run/systemd/system",
     "/run/systemd/generator", "/usr/local/lib/systemd/system", "/usr/lib/systemd/system",
     "/lib/systemd/system", "/run/systemd/generator.late"});

// Lines with what continues them; comments within one are left out, as those between are.
class Lines {
 public:
  explicit Lines(std::string_view text) : rest_(text) {}

  bool next(std::string& line) {
    line.clear();
    bool continues = false;
    while (!rest_.empty()) {
      const std::size_t end = rest_.find('\n');
      std::string_view one = rest_.substr(0, end);
      rest_ = end == std::string_view::npos ? std::string_view() : rest_.substr(end + 1);
      const std::string_view text = trim(one);
      if (text.starts_with('#') || text.starts_with(';')) continue;
      if (text.empty() && !continues) continue;
      continues = is_continued(one);
      if (continues) one.remove_suffix(1);
      line += one;
      if (!continues) return true;
      line += ' ';
    }
    return continues;
  }

 private:
  static bool is_continued(std::string_view line) {
    std::size_t slashes = 0;
    while (slashes < line.size() && line[line.size() - 1 - slashes] == '\\') ++slashes;
    return slashes % 2 == 1;
  }

  std::string_view rest_;
};

void take(std::vector<std::string>& list, std::string_view value) {
  if (value.empty()) {
    list.clear();
  } else {
    list.emplace_back(value);
  }
}

void take(ServiceUnit& unit, std::string_view key, std::string_view value) {
  if (key == "ExecStart") return take(unit.commands, value);
  if (key == "Environment") return take(unit.environment, value);
  if (key == "EnvironmentFile") return take(unit.environment_files, value);
  if (key == "WorkingDirectory") unit.folder = value.starts_with('-') ? value.substr(1) : value;
}

void take_file(ServiceUnit& unit, std::string_view text) {
  Lines lines(text);
  std::string line;
  bool is_service = false;
  while (lines.next(line)) {
    const std::string_view whole = trim(line);
    if (whole.starts_with('[')) {
      is_service = whole == "[Service]";
      continue;
    }
    const std::size_t equals = whole.find('=');
    if (!is_service || equals == std::string_view::npos) continue;
    take(unit, trim(whole.substr(0, equals)), trim(whole.substr(equals + 1)));
  }
}

// What stands before the program: "@" makes the next word its own name for itself, ":" leaves
// variables as they are.
struct Prefix {
  bool has_name = false, is_verbatim = false;
};

Prefix take_prefix(std::string& program) {
  Prefix out;
  std::size_t at = 0;
  for (; at < program.size() && std::string_view("@-:+!|").contains(program[at]); ++at) {
    out.has_name = out.has_name || program[at] == '@';
    out.is_verbatim = out.is_verbatim || program[at] == ':';
  }
  program.erase(0, at);
  return out;
}

Result<std::vector<std::string>> command_of(std::vector<std::string> words, const UnitNames& names,
                                            const Variables& variables) {
  for (std::string& word : words) word = TRY(without_specifiers(word, names));
  const Prefix prefix = take_prefix(words[0]);
  std::vector<std::string> arguments(words.begin() + 1, words.end());
  if (prefix.has_name && !arguments.empty()) arguments.erase(arguments.begin());
  if (!prefix.is_verbatim) arguments = without_variables(arguments, variables);
  arguments.insert(arguments.begin(), words[0]);
  return arguments;
}

}  // namespace

ServiceUnit service_unit(std::span<const std::string> texts) {
  ServiceUnit unit;
  for (const std::string& text : texts) take_file(unit, text);
  return unit;
}

Result<Variables> unit_variables(const ServiceUnit& unit, const UnitNames& names) {
  Variables out;
  for (const std::string& line : unit.environment) {
    for (const std::string& word : TRY(unit_words(line))) {
      const std::string text = TRY(without_specifiers(word, names));
      const std::size_t equals = text.find('=');
      if (equals != std::string::npos && is_variable_name(text.substr(0, equals)))
        out[text.substr(0, equals)] = text.substr(equals + 1);
    }
  }
  return out;
}

Result<std::vector<std::vector<std::string>>> unit_commands(const ServiceUnit& unit,
                                                            const UnitNames& names,
                                                            const Variables& variables) {
  std::vector<std::vector<std::string>> out;
  for (const std::string& line : unit.commands) {
    std::vector<std::string> words;
    for (std::string& word : TRY(unit_words(line))) {
      if (word != ";") {
        words.push_back(std::move(word));
        continue;
      }
      if (!words.empty()) out.push_back(TRY(command_of(std::move(words), names, variables)));
      words.clear();
    }
    if (!words.empty()) out.push_back(TRY(command_of(std::move(words), names, variables)));
  }
  return out;
}

std::vector<std::string> drop_in_folders(std::string_view unit) {
  const std::size_t dot = unit.rfind('.');
  if (dot == std::string_view::npos) return {};
  const std::string end(unit.substr(dot));
  std::vector<std::string> out{std::string(unit) + ".d"};
  std::string_view stem = unit.substr(0, dot);
  while (true) {
    if (stem.ends_with('-')) stem.remove_suffix(1);
    const std::size_t dash = stem.rfind('-');
    if (dash == std::string_view::npos) break;
    stem = stem.substr(0, dash + 1);
    out.push_back(std::string(stem) + end + ".d");
  }
  out.push_back(end.substr(1) + ".d");
  return out;
}

std::span<const std::string_view> unit_folders() { return kFolders; }

}  // namespace bulwark::extractors::config
