// SPDX-License-Identifier: Apache-2.0
// Command line: the subcommands and flags of the program, read by CLI11. CLI11 is templates that
// cost a compiler ten seconds in each file that uses them, so the commands of this room say what
// they want through these two handles.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "base/result.h"

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace bulwark::cli {

/// One flag or argument of a command, cheap to copy; lives as long as the CLI::App.
class Flag {
 public:
  explicit Flag(CLI::Option& option) : option_(&option) {}

  Flag& required();
  /// Whether "--flag a b" gives the flag both; false: each value has its own "--flag".
  Flag& allow_extra_args(bool allowed);
  /// How many values there must be in all.
  Flag& expected(int count);
  /// A number outside of [least, most] is refused.
  Flag& within(double least, double most);
  Flag& within(unsigned least, unsigned most);
  /// What the help calls a value.
  Flag& type_name(const std::string& name);

 private:
  CLI::Option* option_;
};

/// One command, cheap to copy; lives as long as the CLI::App. What flags are read into must outlive
/// the parsing. Names are as CLI11 takes them: "-o,--output", or "TARGET" for an argument.
class Command {
 public:
  explicit Command(CLI::App& app) : app_(&app) {}

  Command add_subcommand(const std::string& name, const std::string& help);
  void require_subcommand(int count);
  void callback(std::function<void()> run);

  Flag add_flag(const std::string& name, bool& value, const std::string& help);
  /// "--fix{inert}": given without a value, it is the one in braces.
  Flag add_flag(const std::string& name, std::string& value, const std::string& help);
  Flag add_option(const std::string& name, std::string& value, const std::string& help);
  Flag add_option(const std::string& name, std::vector<std::string>& values,
                  const std::string& help);
  Flag add_option(const std::string& name, unsigned& value, const std::string& help);
  Flag add_option(const std::string& name, std::size_t& value, const std::string& help);
  Flag add_option(const std::string& name, std::int64_t& value, const std::string& help);
  Flag add_option(const std::string& name, double& value, const std::string& help);
  /// `read` is given the text; what it says against it ends the parsing.
  Flag add_option(const std::string& name, std::function<Result<void>(const std::string&)> read,
                  const std::string& help);

 private:
  CLI::App* app_;
};

}  // namespace bulwark::cli
