// SPDX-License-Identifier: Apache-2.0
// Random numbers that depend on a seed and a position only, so that every object can be made on its
// own.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace bulwark::bench {

/// splitmix64, started from (seed, what, index).
class Random {
 public:
  Random(std::uint64_t seed, std::string_view what, std::uint64_t index) : state_(seed) {
    for (const char c : what) state_ = (state_ ^ static_cast<unsigned char>(c)) * 0x100000001B3ULL;
    state_ = next() + index * 0x9E3779B97F4A7C15ULL;
    next();
  }

  std::uint64_t next() {
    std::uint64_t z = (state_ += 0x9E3779B97F4A7C15ULL);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
    return z ^ (z >> 31);
  }
  std::uint64_t below(std::uint64_t bound) { return next() % bound; }
  bool percent(std::uint64_t chance) { return below(100) < chance; }

  template <std::size_t N>
  std::string_view one_of(const std::array<std::string_view, N>& choices) {
    return choices[below(N)];
  }

  std::string hex(std::size_t digits) { return letters("0123456789abcdef", digits); }
  /// As Kubernetes makes the ends of generated names: no vowels.
  std::string suffix(std::size_t length) { return letters("bcdfghjklmnpqrstvwxz2456789", length); }
  std::string uid() {
    return hex(8) + '-' + hex(4) + "-4" + hex(3) + "-a" + hex(3) + '-' + hex(12);
  }

 private:
  std::string letters(std::string_view alphabet, std::size_t length) {
    std::string out(length, ' ');
    for (char& c : out) c = alphabet[below(alphabet.size())];
    return out;
  }

  std::uint64_t state_;
};

}  // namespace bulwark::bench
