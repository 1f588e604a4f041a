// SPDX-License-Identifier: Apache-2.0
// Partition: things that belong to the same sets are one class.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace bulwark::analyzers::network {

/// Begins as one class; each set splits those that it has a part of. Costs as much as the sets are
/// long.
class Partition {
 public:
  explicit Partition(std::size_t things);

  void split_by(std::span<const std::uint32_t> set);
  /// Numbers from 0, in the order of the first thing of each class.
  std::vector<std::uint32_t> classes() const;

 private:
  std::vector<std::uint32_t> class_of_, size_, part_, part_size_;
  std::vector<std::uint32_t> stamp_;
  std::uint32_t round_ = 0;
};

}  // namespace bulwark::analyzers::network
