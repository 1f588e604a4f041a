// SPDX-License-Identifier: Apache-2.0
// Handles of CLI11's commands and options.
#include "cli/command_line.h"

#include <CLI/CLI.hpp>
#include <utility>

namespace bulwark::cli {

Flag& Flag::required() {
  option_->required();
  return *this;
}

Flag& Flag::allow_extra_args(bool allowed) {
  option_->allow_extra_args(allowed);
  return *this;
}

Flag& Flag::expected(int count) {
  option_->expected(count);
  return *this;
}

Flag& Flag::within(double least, double most) {
  option_->check(CLI::Range(least, most));
  return *this;
}

Flag& Flag::within(unsigned least, unsigned most) {
  option_->check(CLI::Range(least, most));
  return *this;
}

Flag& Flag::type_name(const std::string& name) {
  option_->type_name(name);
  return *this;
}

Command Command::add_subcommand(const std::string& name, const std::string& help) {
  return Command(*app_->add_subcommand(name, help));
}

void Command::require_subcommand(int count) { app_->require_subcommand(count); }

void Command::callback(std::function<void()> run) { app_->callback(std::move(run)); }

Flag Command::add_flag(const std::string& name, bool& value, const std::string& help) {
  return Flag(*app_->add_flag(name, value, help));
}

Flag Command::add_flag(const std::string& name, std::string& value, const std::string& help) {
  return Flag(*app_->add_flag(name, value, help));
}

Flag Command::add_option(const std::string& name, std::string& value, const std::string& help) {
  return Flag(*app_->add_option(name, value, help));
}

Flag Command::add_option(const std::string& name, std::vector<std::string>& values,
                         const std::string& help) {
  return Flag(*app_->add_option(name, values, help));
}

Flag Command::add_option(const std::string& name, unsigned& value, const std::string& help) {
  return Flag(*app_->add_option(name, value, help));
}

Flag Command::add_option(const std::string& name, std::size_t& value, const std::string& help) {
  return Flag(*app_->add_option(name, value, help));
}

Flag Command::add_option(const std::string& name, std::int64_t& value, const std::string& help) {
  return Flag(*app_->add_option(name, value, help));
}

Flag Command::add_option(const std::string& name, double& value, const std::string& help) {
  return Flag(*app_->add_option(name, value, help));
}

Flag Command::add_option(const std::string& name,
                         std::function<Result<void>(const std::string&)> read,
                         const std::string& help) {
  const auto told = [name, read = std::move(read)](const std::string& text) {
    const Result<void> good = read(text);
    if (!good) throw CLI::ValidationError(name, good.error().message);
  };
  return Flag(*app_->add_option_function<std::string>(name, told, help));
}

}  // namespace bulwark::cli
