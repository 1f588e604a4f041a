// SPDX-License-Identifier: Apache-2.0
// A bump allocator for objects that all die together.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string_view>
#include <vector>

namespace bulwark {

/// Memory in chunks, given out by advancing a pointer and freed all at once. Destructors of what is
/// put in do not run, so only trivially destructible things belong here. Not thread-safe: one arena
/// a thread. Not copyable, since pointers into it would then have two owners; not movable, since
/// readers keep its address.
class Arena {
 public:
  static constexpr std::size_t kDefaultChunk = std::size_t{1} << 20;

  explicit Arena(std::size_t chunk_bytes = kDefaultChunk) : chunk_bytes_(chunk_bytes) {}
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;

  /// `bytes` uninitialised bytes, aligned for any scalar (8).
  void* allocate(std::size_t bytes) {
    bytes = (bytes + 7) & ~std::size_t{7};
    if (bytes > static_cast<std::size_t>(end_ - next_)) grow(bytes);
    void* result = next_;
    next_ += bytes;
    return result;
  }

  template <class T>
  T* allocate_array(std::size_t count) {
    static_assert(std::is_trivially_destructible_v<T> && alignof(T) <= 8);
    // NOLINTNEXTLINE(bugprone-sizeof-expression): T may be a pointer.
    return static_cast<T*>(allocate(count * sizeof(T)));
  }

  /// A copy of `text` that lives as long as the arena.
  std::string_view copy(std::string_view text) {
    if (text.empty()) return {};
    char* place = static_cast<char*>(allocate(text.size()));
    std::memcpy(place, text.data(), text.size());
    return {place, text.size()};
  }

  /// Forgets everything given out; the first chunk is kept for the next round.
  void reset();

  /// Bytes taken from the system.
  std::size_t reserved_bytes() const { return reserved_; }

 private:
  void grow(std::size_t bytes);

  std::size_t chunk_bytes_;
  std::size_t reserved_ = 0;
  std::size_t first_chunk_bytes_ = 0;
  std::vector<std::unique_ptr<std::byte[]>> chunks_;
  std::byte* next_ = nullptr;
  std::byte* end_ = nullptr;
};

}  // namespace bulwark
