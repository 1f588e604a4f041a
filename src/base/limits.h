// SPDX-License-Identifier: Apache-2.0
// How much of hostile input a parser accepts before it says "limit".
#pragma once

#include <cstddef>

namespace bulwark {

/// Every parser takes these. The defaults are well above anything a real document needs.
struct Limits {
  std::size_t bytes = std::size_t{64} << 20;  ///< of one document
  std::size_t depth = 1000;                   ///< of nested lists and maps
  std::size_t entries = 10'000'000;           ///< values in one document
};

}  // namespace bulwark
