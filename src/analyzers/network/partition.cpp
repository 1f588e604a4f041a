// SPDX-License-Identifier: Apache-2.0
// A class whose members are all in the set stays what it is, so that there are never more classes
// than things.
#include "analyzers/network/partition.h"

namespace bulwark::analyzers::network {
namespace {
constexpr std::uint32_t kNone = 0xFFFFFFFF;
}  // namespace

Partition::Partition(std::size_t things) : class_of_(things, 0) {
  size_.push_back(static_cast<std::uint32_t>(things));
}

void Partition::split_by(std::span<const std::uint32_t> set) {
  ++round_;
  stamp_.resize(size_.size(), 0);
  part_.resize(size_.size(), kNone);
  part_size_.resize(size_.size(), 0);
  for (const std::uint32_t thing : set) {
    const std::uint32_t own = class_of_[thing];
    if (stamp_[own] != round_) {
      stamp_[own] = round_;
      part_size_[own] = 0;
    }
    ++part_size_[own];
  }
  for (const std::uint32_t thing : set) {
    const std::uint32_t own = class_of_[thing];
    if (stamp_[own] != round_ || part_size_[own] == size_[own]) continue;
    if (part_size_[own] != 0) {
      part_[own] = static_cast<std::uint32_t>(size_.size());
      size_.push_back(part_size_[own]);
      size_[own] -= part_size_[own];
      part_size_[own] = 0;  // the part is made
    }
    class_of_[thing] = part_[own];
    stamp_.resize(size_.size(), 0);
    part_.resize(size_.size(), kNone);
    part_size_.resize(size_.size(), 0);
  }
}

std::vector<std::uint32_t> Partition::classes() const {
  std::vector<std::uint32_t> number(size_.size(), kNone);
  std::vector<std::uint32_t> out;
  out.reserve(class_of_.size());
  std::uint32_t next = 0;
  for (const std::uint32_t own : class_of_) {
    if (number[own] == kNone) number[own] = next++;
    out.push_back(number[own]);
  }
  return out;
}

}  // namespace bulwark::analyzers::network
