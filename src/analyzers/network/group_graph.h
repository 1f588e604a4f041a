// SPDX-License-Identifier: Apache-2.0
// Group graph: who has anything with whom, as bits, and who gets where over several steps.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace bulwark::analyzers::network {

/// Sets of numbers below `size`.
class BitRows {
 public:
  BitRows(std::size_t rows, std::size_t size) : words_((size + 63) / 64), bits_(rows * words_, 0) {}

  void set(std::size_t row, std::size_t number) {
    bits_[row * words_ + number / 64] |= std::uint64_t{1} << (number % 64);
  }
  bool has(std::size_t row, std::size_t number) const {
    return (bits_[row * words_ + number / 64] >> (number % 64) & 1U) != 0;
  }
  /// Adds what `other` has in its row.
  void add(std::size_t row, const BitRows& other, std::size_t from) {
    for (std::size_t i = 0; i < words_; ++i)
      bits_[row * words_ + i] |= other.bits_[from * words_ + i];
  }
  /// The first number that is at least `from`; `none` when there is none.
  std::size_t next(std::size_t row, std::size_t from) const {
    for (std::size_t word = from / 64; word < words_; ++word) {
      std::uint64_t bits = bits_[row * words_ + word];
      if (word == from / 64) bits &= ~std::uint64_t{0} << (from % 64);
      if (bits != 0) return word * 64 + static_cast<std::size_t>(std::countr_zero(bits));
    }
    return none;
  }
  template <class Work>
  void each(std::size_t row, const Work& work) const {
    for (std::size_t i = next(row, 0); i != none; i = next(row, i + 1)) work(i);
  }

  static constexpr std::size_t none = static_cast<std::size_t>(-1);

 private:
  std::size_t words_;
  std::vector<std::uint64_t> bits_;
};

/// Where one gets in one step or more: equal for all that get to each other.
struct Closure {
  explicit Closure(const BitRows& graph, std::size_t size);

  std::vector<std::uint32_t> component;  ///< of each node
  std::uint32_t components = 0;
  BitRows reached;  ///< by component
};

}  // namespace bulwark::analyzers::network
