// SPDX-License-Identifier: Apache-2.0
// Words of a Dockerfile: quotes, escapes and variables, as BuildKit replaces them in the arguments
// of instructions. What the shell of a RUN does is not this: shell_commands.h.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace bulwark::formats {

struct Variable {
  enum class Is : std::uint8_t {
    unset,
    set,
    unknown,  ///< it may have a value, and nobody here knows which
  };
  Is is = Is::unset;
  std::string text = {};
};
using Variables = std::function<Variable(std::string_view name)>;

struct WordRules {
  char escape = '\\';
  bool keep_quotes = false;
  bool keep_escapes = false;
  bool keep_unset = false;  ///< "$x" stays where x is not set
};

struct Expanded {
  std::string text;
  std::vector<std::string> words;  ///< the text, cut at white space outside of quotes
  bool known = true;               ///< false: a variable that nobody knows decides what this is
};

/// Errors: `malformed` (a quote or a brace that does not end, an unknown modifier, `${x:?}` of what
/// is not set), `limit` (more than 100 levels). `${x#y}`, `${x%y}` and `${x/y/z}` are taken for
/// unknown.
Result<Expanded> expand_words(std::string_view text, const WordRules& rules,
                              const Variables& variables);

}  // namespace bulwark::formats
