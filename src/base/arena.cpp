// SPDX-License-Identifier: Apache-2.0
// Growth and reset of the bump allocator.
#include "base/arena.h"

#include <algorithm>

namespace bulwark {

void Arena::grow(std::size_t bytes) {
  const std::size_t size = std::max(bytes, chunk_bytes_);
  chunks_.push_back(std::make_unique_for_overwrite<std::byte[]>(size));
  if (chunks_.size() == 1) first_chunk_bytes_ = size;
  reserved_ += size;
  next_ = chunks_.back().get();
  end_ = next_ + size;
}

void Arena::reset() {
  if (chunks_.empty()) return;
  chunks_.resize(1);
  reserved_ = first_chunk_bytes_;
  next_ = chunks_.front().get();
  end_ = next_ + first_chunk_bytes_;
}

}  // namespace bulwark
