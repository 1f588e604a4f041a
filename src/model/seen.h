// SPDX-License-Identifier: Apache-2.0
// A set of ids that is asked very often.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace bulwark::model {

/// Open addressing; an id is not 0. Ids are addresses, which nobody outside chooses.
class SeenIds {
 public:
  bool contains(std::uint64_t id) const {
    for (std::size_t at = place(id); slots_[at] != 0; at = (at + 1) & (slots_.size() - 1)) {
      if (slots_[at] == id) return true;
    }
    return false;
  }

  void insert(std::uint64_t id) {
    if ((used_ + 1) * 2 > slots_.size()) grow();
    std::size_t at = place(id);
    while (slots_[at] != 0 && slots_[at] != id) at = (at + 1) & (slots_.size() - 1);
    used_ += slots_[at] == 0 ? 1 : 0;
    slots_[at] = id;
  }

 private:
  // Fibonacci hashing: addresses differ in their middle bits.
  std::size_t place(std::uint64_t id) const {
    return static_cast<std::size_t>((id * 0x9E3779B97F4A7C15U) >> 32U) & (slots_.size() - 1);
  }

  void grow() {
    std::vector<std::uint64_t> old = std::move(slots_);
    slots_.assign(old.size() * 2, 0);
    used_ = 0;
    for (const std::uint64_t id : old) {
      if (id != 0) insert(id);
    }
  }

  std::vector<std::uint64_t> slots_ = std::vector<std::uint64_t>(1024, 0);
  std::size_t used_ = 0;
};

}  // namespace bulwark::model
