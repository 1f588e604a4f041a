// SPDX-License-Identifier: Apache-2.0
// Unit words: how systemd splits a setting into words, and what its specifiers and variables stand
// for (systemd.syntax(7), systemd.unit(5), "Command lines" of systemd.service(5)).
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace bulwark::extractors::config {

using Variables = std::map<std::string, std::string, std::less<>>;

/// What specifiers of a unit stand for.
struct UnitNames {
  std::string unit;  ///< "kubelet.service"
  std::string host;  ///< empty: not known
};

/// Words without their quotes, C escapes read. Error: a quote that does not end, an escape that is
/// none.
Result<std::vector<std::string>> unit_words(std::string_view text);

/// Error: one that only the running system knows, or nobody.
Result<std::string> without_specifiers(std::string_view text, const UnitNames& names);

/// "${NAME}" within words, and words that are "$NAME" alone, which become any number of words. A
/// variable that is not there is empty.
std::vector<std::string> without_variables(const std::vector<std::string>& words,
                                           const Variables& variables);

}  // namespace bulwark::extractors::config
