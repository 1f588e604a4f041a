// SPDX-License-Identifier: Apache-2.0
// Taking what is expected from the front of a text, for readers of numbers and times.
#pragma once

#include <string_view>

namespace bulwark::cel {

inline bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Whether `text` began with `c`, which is then taken.
inline bool take(std::string_view& text, char c) {
  if (text.empty() || text[0] != c) return false;
  text.remove_prefix(1);
  return true;
}

}  // namespace bulwark::cel
