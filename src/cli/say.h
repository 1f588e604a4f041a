// SPDX-License-Identifier: Apache-2.0
// What is said beside the answer, on standard error.
#pragma once

#include <fmt/core.h>

#include <cstdio>
#include <string>
#include <utility>

namespace bulwark::cli {

/// Nobody need be listening: unlike fmt::print it never throws for that.
template <typename... Values>
void say(fmt::format_string<Values...> format, Values&&... values) {
  const std::string text = fmt::format(format, std::forward<Values>(values)...);
  std::fwrite(text.data(), 1, text.size(), stderr);
}

}  // namespace bulwark::cli
