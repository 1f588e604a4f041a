// SPDX-License-Identifier: Apache-2.0
// The answer, on standard output, and what is said beside it, on standard error.
#pragma once

#include <fmt/core.h>

#include <cstdio>
#include <string>
#include <string_view>
#include <utility>

namespace bulwark::cli {

/// Nobody need be listening: unlike fmt::print it never throws for that.
template <typename... Values>
void say(fmt::format_string<Values...> format, Values&&... values) {
  const std::string text = fmt::format(format, std::forward<Values>(values)...);
  std::fwrite(text.data(), 1, text.size(), stderr);
}

/// kGood, or the exit code of a failure to write, which is told.
int print_answer(std::string_view text);

}  // namespace bulwark::cli
