// SPDX-License-Identifier: Apache-2.0
// A std::vector whose memory is an arena's.
#pragma once

#include <cstddef>
#include <vector>

#include "base/arena.h"

namespace bulwark {

/// Gives out an arena's memory to a container and takes none back: it is freed with all the rest of
/// the arena, which must outlive the container.
template <class T>
class ArenaAllocator {
 public:
  using value_type = T;

  // Not explicit: a container is made from the arena itself, ArenaVector<T> items(arena).
  ArenaAllocator(Arena& arena) : arena_(&arena) {}  // NOLINT(google-explicit-constructor)
  template <class U>
  ArenaAllocator(const ArenaAllocator<U>& other)  // NOLINT(google-explicit-constructor)
      : arena_(other.arena()) {}

  T* allocate(std::size_t count) { return arena_->allocate_array<T>(count); }
  void deallocate(T*, std::size_t) {}
  Arena* arena() const { return arena_; }

  template <class U>
  bool operator==(const ArenaAllocator<U>& other) const {
    return arena_ == other.arena();
  }

 private:
  Arena* arena_;
};

/// For what is collected while an arena lives: growing costs no trip to the heap, only room in the
/// arena, which the outgrown parts keep.
template <class T>
using ArenaVector = std::vector<T, ArenaAllocator<T>>;

}  // namespace bulwark
