// SPDX-License-Identifier: Apache-2.0
// Two columns: names, and what they mean.
#include "cli/help.h"

#include <fmt/core.h>

#include "base/text.h"
#include "outputs/text.h"

namespace bulwark::cli {
namespace {

constexpr std::size_t kWidth = 80;

const CLI::App& innermost(const CLI::App& app) {
  const CLI::App* at = &app;
  for (auto chosen = at->get_subcommands(); !chosen.empty(); chosen = at->get_subcommands())
    at = chosen.front();
  return *at;
}

std::string full_name(const CLI::App& app) {
  const CLI::App* parent = app.get_parent();
  return parent == nullptr ? app.get_name() : full_name(*parent) + " " + app.get_name();
}

std::vector<std::string> known_words(const CLI::App& command, bool options) {
  std::vector<std::string> words;
  if (!options) {
    for (const CLI::App* sub : command.get_subcommands([](const CLI::App*) { return true; }))
      words.push_back(sub->get_name());
    return words;
  }
  for (const CLI::Option* option : command.get_options()) {
    for (const std::string& name : option->get_lnames()) words.push_back("--" + name);
  }
  return words;
}

// The first word that the command did not know.
std::string unknown_word(const CLI::App& app, const CLI::App& command) {
  const std::vector<std::string> left = app.remaining(true);
  if (left.empty()) return {};
  const std::string word = left.front().substr(0, left.front().find('='));
  const bool option = word.starts_with("-");
  const std::vector<std::string> known = known_words(command, option);
  if (!option && known.empty()) return {};
  return fmt::format("no {} '{}'{}", option ? "option" : "command", word,
                     did_you_mean(word, known));
}

}  // namespace

std::string HelpFormatter::row(const std::string& left, const std::string& text) const {
  const std::size_t column = get_column_width();
  std::string out = "  " + left;
  bool first = out.size() < column;  // else the text begins on a line of its own
  if (first) out.append(column - out.size(), ' ');
  for (const std::string& line : outputs::wrap(text, kWidth - column)) {
    if (!first) out.append("\n").append(column, ' ');
    out += line;
    first = false;
  }
  return out + "\n";
}

std::string HelpFormatter::make_description(const CLI::App* app) const {
  return join(outputs::wrap(app->get_description(), kWidth), "\n") + "\n";
}

std::string HelpFormatter::make_option(const CLI::Option* option, bool is_positional) const {
  return row(make_option_name(option, is_positional) + make_option_opts(option),
             make_option_desc(option));
}

std::string HelpFormatter::make_option_opts(const CLI::Option* option) const {
  if (option->get_positional() || option->get_type_size() == 0) return "";
  const std::string type = option->get_type_name();
  return " " + type.substr(0, type.find(':'));  // without the range: a wrong value is told it
}

std::string HelpFormatter::make_subcommand(const CLI::App* command) const {
  return row(command->get_name(), command->get_description());
}

std::string usage_error(const CLI::App& app, const CLI::ParseError& error) {
  const CLI::App& command = innermost(app);
  std::string what = unknown_word(app, command);
  if (what.empty()) what = error.what();
  return fmt::format("{}\nTry `{} --help`.", what, full_name(command));
}

}  // namespace bulwark::cli
