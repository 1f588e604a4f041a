// SPDX-License-Identifier: Apache-2.0
// Bit masks of 64 bytes.
#include "sources/code/json_blocks.h"

#include <bit>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace bulwark::sources::code {

BlockMasks classify_portable(const char* bytes) {
  BlockMasks masks;
  for (unsigned i = 0; i < 64; ++i) {
    const std::uint64_t bit = std::uint64_t{1} << i;
    switch (bytes[i]) {
      case '\\': masks.backslash |= bit; break;
      case '"': masks.quote |= bit; break;
      case '{':
      case '[': masks.open |= bit; break;
      case '}':
      case ']': masks.close |= bit; break;
      case '\n': masks.newline |= bit; break;
      default: break;
    }
  }
  return masks;
}

#ifdef __SSE2__

namespace {

std::uint64_t equal_to(const __m128i (&parts)[4], char wanted) {
  const __m128i all = _mm_set1_epi8(wanted);
  std::uint64_t mask = 0;
  for (unsigned i = 0; i < 4; ++i) {
    const auto part = static_cast<std::uint32_t>(_mm_movemask_epi8(_mm_cmpeq_epi8(parts[i], all)));
    mask |= static_cast<std::uint64_t>(part) << (16 * i);
  }
  return mask;
}

}  // namespace

BlockMasks classify(const char* bytes) {
  __m128i parts[4];
  __m128i folded[4];  // bit 0x20 set: [ becomes {, ] becomes }, and nothing else does
  for (unsigned i = 0; i < 4; ++i) {
    parts[i] = _mm_loadu_si128(reinterpret_cast<const __m128i*>(bytes + 16 * i));
    folded[i] = _mm_or_si128(parts[i], _mm_set1_epi8(0x20));
  }
  return {.backslash = equal_to(parts, '\\'),
          .quote = equal_to(parts, '"'),
          .open = equal_to(folded, '{'),
          .close = equal_to(folded, '}'),
          .newline = equal_to(parts, '\n')};
}

#else

BlockMasks classify(const char* bytes) { return classify_portable(bytes); }

#endif

std::uint64_t escaped_bytes(std::uint64_t backslash, bool& carry) {
  std::uint64_t escaped = carry ? 1 : 0;
  backslash &= ~escaped;
  carry = false;
  while (backslash != 0) {
    const auto start = static_cast<unsigned>(std::countr_zero(backslash));
    const auto run = static_cast<unsigned>(std::countr_one(backslash >> start));
    const unsigned end = start + run;
    // Within a run every second backslash is itself escaped; that matters to nobody, only the byte
    // after it does.
    if (end >= 64) {
      carry = run % 2 == 1;
      break;
    }
    if (run % 2 == 1) escaped |= std::uint64_t{1} << end;
    backslash &= ~std::uint64_t{0} << end;
  }
  return escaped;
}

}  // namespace bulwark::sources::code
