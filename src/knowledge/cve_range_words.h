// SPDX-License-Identifier: Apache-2.0
// The words of a line about versions: versions, signs, and the phrases that mean the same as signs.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace bulwark::knowledge {

struct RangeWord {
  enum class Kind : std::uint8_t {
    version,
    less,         ///< "<", "prior to", "before", "earlier than", "below"
    at_most,      ///< "<=", "up to", "through" without a beginning
    at_least,     ///< ">=", "from", "since"
    more,         ///< ">": nobody means it
    to,           ///< "-", "to", "through"
    and_earlier,  ///< "and earlier", "or older"
    and_later,    ///< "and later", "+", "and above"
    all,          ///< "all versions"
    other,
  };
  Kind kind = Kind::other;
  std::string text;  ///< of a version, without its "v": "1.3.x"

  /// Whether it stands for all patches of a minor version: "1.3", "1.3.x".
  bool wild() const;
  std::string minor_text() const;  ///< "1.3"
  std::string next_minor() const;  ///< "1.4.0"
};

/// Of plain text. Linear.
std::vector<RangeWord> range_words(std::string_view plain);

}  // namespace bulwark::knowledge
