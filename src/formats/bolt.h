// SPDX-License-Identifier: Apache-2.0
// bbolt databases (as containerd and etcd keep), read-only: buckets of keys and values, and of
// further buckets.
//
// A B+ tree in pages. Pages are read when they are needed, and each at most once in a walk; there
// are limits on depth and pages, so that a broken file ends in an error.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace bulwark::formats {

struct BoltLimits {
  std::size_t pages = 200'000;               ///< of one walk
  std::size_t page = std::size_t{64} << 20;  ///< bytes of one, with what it overflows into
  std::size_t entries = 5'000'000;           ///< of one walk
};

/// A bucket: its root page, or (of a small one) its entries themselves.
struct BoltBucket {
  std::uint64_t root = 0;
  std::string entries = {};  ///< a page; used where root is 0
};

class BoltReader {
 public:
  /// Gives `size` bytes from `offset`; fewer where the file ends.
  using ReadAt = std::function<Result<std::string>(std::uint64_t offset, std::size_t size)>;
  /// An entry of a bucket; for a bucket in it `value` is what bucket_of() takes. False: enough.
  using Visit = std::function<Result<bool>(std::string_view key, std::string_view value,
                                           bool is_bucket)>;

  /// `malformed` where neither of its two heads is good.
  static Result<BoltReader> open(ReadAt read_at, const BoltLimits& limits = {});

  BoltBucket root() const { return {root_, {}}; }
  /// All entries in the order of their keys. Errors: `malformed`, `limit`, those of `visit`.
  Result<void> walk(const BoltBucket& bucket, const Visit& visit) const;
  static Result<BoltBucket> bucket_of(std::string_view value);
  /// The bucket of that name in another one; nothing where there is none.
  Result<std::optional<BoltBucket>> find_bucket(const BoltBucket& in, std::string_view name) const;

 private:
  BoltReader(ReadAt read_at, const BoltLimits& limits, std::uint64_t page_size, std::uint64_t root)
      : read_at_(std::move(read_at)), limits_(limits), page_size_(page_size), root_(root) {}
  Result<std::string> page(std::uint64_t number) const;

  ReadAt read_at_;
  BoltLimits limits_;
  std::uint64_t page_size_;
  std::uint64_t root_;
};

}  // namespace bulwark::formats
