// SPDX-License-Identifier: Apache-2.0
// "name:x:number:..."
#include "sources/node/accounts.h"

#include <charconv>

#include "base/text.h"

namespace bulwark::sources::node {

std::map<std::uint32_t, std::string> names_in(std::string_view text) {
  std::map<std::uint32_t, std::string> out;
  for (const std::string& line : split(text, '\n')) {
    const auto fields = split(line, ':');
    if (fields.size() < 3) continue;
    std::uint32_t number = 0;
    const std::string& digits = fields[2];
    const auto end = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (end.ec == std::errc() && end.ptr == digits.data() + digits.size())
      out.emplace(number, fields[0]);
  }
  return out;
}

}  // namespace bulwark::sources::node
