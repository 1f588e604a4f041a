// SPDX-License-Identifier: Apache-2.0
// Words, one after the other.
#include "extractors/config/command_line.h"

#include <algorithm>

namespace bulwark::extractors::config {
namespace {

// Whether the word after the flag is its value: a switch takes none. Of a flag that nobody here
// knows a word that looks like a flag is none.
bool takes_next(const KnownFlag* known, const std::string& next) {
  if (known != nullptr) return known->type != FlagType::boolean;
  return !next.starts_with('-');
}

}  // namespace

std::vector<GivenFlag> flags_in(std::span<const std::string> words, Component component) {
  std::vector<GivenFlag> out;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string& word = words[i];
    if (word == "--") break;
    if (word.size() < 2 || word[0] != '-') continue;
    const std::string text = word.substr(word.starts_with("--") ? 2 : 1);
    const std::size_t equals = text.find('=');
    GivenFlag flag{text.substr(0, equals), {}, i};
    std::ranges::replace(flag.name, '_', '-');
    const KnownFlag* known = known_flag(component, flag.name);
    if (equals != std::string::npos) {
      flag.value = text.substr(equals + 1);
    } else if (i + 1 < words.size() && takes_next(known, words[i + 1])) {
      flag.value = words[++i];
    } else {
      flag.value = "true";
    }
    out.push_back(std::move(flag));
  }
  return out;
}

}  // namespace bulwark::extractors::config
