// SPDX-License-Identifier: Apache-2.0
// ByteSource: bytes from front to back, wherever they are and however they are packed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "io/file.h"

namespace bulwark::knowledge {

/// Neither copied nor moved: what unpacks it holds on to it.
class ByteSource {
 public:
  ByteSource() = default;
  ByteSource(const ByteSource&) = delete;
  ByteSource& operator=(const ByteSource&) = delete;
  virtual ~ByteSource() = default;

  /// Fills `to`; fewer bytes mean that the end was reached.
  virtual Result<std::size_t> read(std::span<char> to) = 0;
};

/// The bytes must outlive it.
class MemorySource final : public ByteSource {
 public:
  explicit MemorySource(std::string_view bytes) : left_(bytes) {}
  Result<std::size_t> read(std::span<char> to) override;

 private:
  std::string_view left_;
};

class FileSource final : public ByteSource {
 public:
  FileSource(io::File file, std::stop_token stop)
      : file_(std::move(file)), stop_(std::move(stop)) {}
  Result<std::size_t> read(std::span<char> to) override { return file_.read(to, stop_); }

 private:
  io::File file_;
  std::stop_token stop_;
};

/// Gives the first bytes again after they were looked at.
class PeekedSource final : public ByteSource {
 public:
  /// Looks at up to `size` bytes of `inner`, which must outlive it.
  static Result<std::unique_ptr<PeekedSource>> peek(ByteSource& inner, std::size_t size);
  std::string_view first() const { return first_; }
  Result<std::size_t> read(std::span<char> to) override;

 private:
  explicit PeekedSource(ByteSource& inner) : inner_(inner) {}

  ByteSource& inner_;
  std::string first_;
  std::size_t given_ = 0;
};

/// How the first bytes of a file say that it is packed.
enum class Packing : std::uint8_t { none, gzip, zstd, zip, tar };
/// `first`: at least 262 bytes for a tar to be seen.
Packing packing_of(std::string_view first);

/// Unpacks what `inner` gives, which must outlive it. At most `most` bytes come out (`limit`).
std::unique_ptr<ByteSource> gunzip(ByteSource& inner, std::uint64_t most);
/// The raw deflate stream of a zip's member.
std::unique_ptr<ByteSource> inflate(ByteSource& inner, std::uint64_t most);
std::unique_ptr<ByteSource> unzstd(ByteSource& inner, std::uint64_t most);

/// Everything that is left, if that is at most `most` bytes.
Result<std::string> read_all(ByteSource& source, std::size_t most);

}  // namespace bulwark::knowledge
