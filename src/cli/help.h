// SPDX-License-Identifier: Apache-2.0
// Help that fits a terminal of 80 columns, and what is said of a command line that cannot be read.
#pragma once

#include <CLI/CLI.hpp>
#include <string>

namespace bulwark::cli {

/// CLI11's help, its texts broken at 80 columns.
class HelpFormatter : public CLI::Formatter {
 public:
  HelpFormatter() { column_width(28); }
  std::string make_description(const CLI::App* app) const override;
  std::string make_option(const CLI::Option* option, bool is_positional) const override;
  std::string make_option_opts(const CLI::Option* option) const override;
  std::string make_subcommand(const CLI::App* command) const override;

 private:
  std::string row(const std::string& left, const std::string& text) const;
};

/// What was wrong, what may have been meant instead, and where the help is. `app` was parsed, and
/// threw `error`.
std::string usage_error(const CLI::App& app, const CLI::ParseError& error);

}  // namespace bulwark::cli
