// SPDX-License-Identifier: Apache-2.0
// What is packed by gzip (RFC 1952) or zstd (RFC 8878), or by nothing, pushed through block by
// block. Which of them it is, its first bytes say.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace bulwark::formats {

/// Gets bytes as they come. An error ends the reading and is returned by it.
using BlockTaker = std::function<Result<void>(std::string_view)>;

struct UnpackLimits {
  std::uint64_t bytes = std::uint64_t{128} << 30;  ///< unpacked
  /// Unpacked bytes for each packed one, once more than `any_ratio` have come: gzip reaches 1000
  /// with zeros alone, real layers stay below 20.
  std::uint64_t ratio = 250;
  std::uint64_t any_ratio = std::uint64_t{1} << 30;
};

/// `limit` where so many packed bytes came to more unpacked ones than they may.
Result<void> check_unpacked(const UnpackLimits& limits, std::uint64_t packed,
                            std::uint64_t unpacked);

enum class Packing : std::uint8_t { unknown, none, gzip, zstd };

/// One way of packing, pushed through. `malformed`: broken, a checksum that does not fit, cut off.
/// After an error nothing more may be written.
class Unpacking {
 public:
  Unpacking() = default;
  Unpacking(const Unpacking&) = delete;
  Unpacking& operator=(const Unpacking&) = delete;
  virtual ~Unpacking() = default;

  virtual Result<void> write(std::string_view packed, const BlockTaker& take) = 0;
  virtual Result<void> finish() = 0;
  /// Bytes after the end that are not zeros: passed over, as gzip does.
  virtual bool trailing() const { return false; }
};

std::unique_ptr<Unpacking> gzip_unpacking();
/// `most_window`: base-2 logarithm of the largest window that memory is given for.
std::unique_ptr<Unpacking> zstd_unpacking(int most_window = 27);
std::unique_ptr<Unpacking> no_unpacking();

/// Finds out by itself, and keeps the limits. Movable only. Errors besides those of Unpacking:
/// `limit`, for a bomb; `unsupported`, for bzip2, xz and lz4.
class Unpacker {
 public:
  explicit Unpacker(const UnpackLimits& limits = {}) : limits_(limits) {}

  Result<void> write(std::string_view packed, const BlockTaker& take);
  Result<void> finish(const BlockTaker& take);

  /// Known after the first six bytes.
  Packing packing() const { return packing_; }
  bool trailing() const { return unpacking_ != nullptr && unpacking_->trailing(); }
  std::uint64_t unpacked_bytes() const { return out_; }

 private:
  Result<void> choose();
  Result<void> push(std::string_view packed, const BlockTaker& take);

  UnpackLimits limits_;
  std::string head_;  ///< until it is known
  std::unique_ptr<Unpacking> unpacking_;
  Packing packing_ = Packing::unknown;
  std::uint64_t in_ = 0;
  std::uint64_t out_ = 0;
};

}  // namespace bulwark::formats
