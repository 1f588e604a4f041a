// SPDX-License-Identifier: Apache-2.0
// Where the bytes that shape JSON stand in 64 bytes of text, as bit masks.
#pragma once

#include <cstdint>

namespace bulwark::sources::code {

/// Bit i is about byte i.
struct BlockMasks {
  std::uint64_t backslash = 0;
  std::uint64_t quote = 0;
  std::uint64_t open = 0;   ///< { and [
  std::uint64_t close = 0;  ///< } and ]
  std::uint64_t newline = 0;
  bool operator==(const BlockMasks&) const = default;
};

/// Of 64 readable bytes. With SSE2 where the compiler has it.
BlockMasks classify(const char* bytes);
/// The same, byte by byte.
BlockMasks classify_portable(const char* bytes);

/// The bytes that a backslash before them makes literal. `carry` says whether the first byte is
/// one, and is set for the block that follows.
std::uint64_t escaped_bytes(std::uint64_t backslash, bool& carry);

/// Bit i is the parity of bits 0..i: from the quotes, the insides of strings (opening quote
/// included).
constexpr std::uint64_t running_parity(std::uint64_t bits) {
  for (unsigned shift = 1; shift < 64; shift *= 2) bits ^= bits << shift;
  return bits;
}

}  // namespace bulwark::sources::code
