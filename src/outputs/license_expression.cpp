// SPDX-License-Identifier: Apache-2.0
#include "outputs/license_expression.h"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "base/text.h"

namespace bulwark::outputs {
namespace {

// Sorted.
constexpr auto kKnown = std::to_array<std::string_view>({
    "0BSD",
    "AFL-2.1",
    "AGPL-3.0-only",
    "AGPL-3.0-or-later",
    "Apache-1.1",
    "Apache-2.0",
    "Artistic-1.0",
    "Artistic-2.0",
    "BSD-1-Clause",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSD-4-Clause",
    "BSL-1.0",
    "BlueOak-1.0.0",
    "CC-BY-3.0",
    "CC-BY-4.0",
    "CC-BY-SA-3.0",
    "CC-BY-SA-4.0",
    "CC0-1.0",
    "CDDL-1.0",
    "CDDL-1.1",
    "EPL-1.0",
    "EPL-2.0",
    "FTL",
    "GFDL-1.3-only",
    "GPL-1.0-or-later",
    "GPL-2.0-only",
    "GPL-2.0-or-later",
    "GPL-3.0-only",
    "GPL-3.0-or-later",
    "HPND",
    "ICU",
    "ISC",
    "LGPL-2.0-only",
    "LGPL-2.0-or-later",
    "LGPL-2.1-only",
    "LGPL-2.1-or-later",
    "LGPL-3.0-only",
    "LGPL-3.0-or-later",
    "MIT",
    "MIT-0",
    "MPL-1.1",
    "MPL-2.0",
    "OFL-1.1",
    "OpenSSL",
    "PHP-3.01",
    "PSF-2.0",
    "PostgreSQL",
    "Python-2.0",
    "Ruby",
    "Unicode-3.0",
    "Unicode-DFS-2016",
    "Unlicense",
    "Vim",
    "W3C",
    "WTFPL",
    "X11",
    "ZPL-2.1",
    "Zlib",
    "bzip2-1.0.6",
    "curl",
});
static_assert(std::ranges::is_sorted(kKnown));

bool is_known(std::string_view word) { return std::ranges::binary_search(kKnown, word); }

}  // namespace

// Identifiers and operators in turn, and every parenthesis has its other half.
bool is_license_expression(std::string_view text) {
  std::string spaced;
  for (const char c : text) {
    if (c == '(' || c == ')') {
      spaced += {' ', c, ' '};
    } else {
      spaced += c;
    }
  }
  int open = 0;
  bool wants_identifier = true;
  for (const std::string& word : split(spaced, ' ')) {
    if (word.empty()) continue;
    if (word == "(" && wants_identifier) {
      ++open;
    } else if (word == ")" && !wants_identifier && open > 0) {
      --open;
    } else if ((word == "AND" || word == "OR") && !wants_identifier) {
      wants_identifier = true;
    } else if (is_known(word) && wants_identifier) {
      wants_identifier = false;
    } else {
      return false;
    }
  }
  return open == 0 && !wants_identifier;
}

}  // namespace bulwark::outputs
