// SPDX-License-Identifier: Apache-2.0
// Deflate (RFC 1951) and zlib (RFC 1950) streams of known limits, back to bytes. By ISA-L.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace bulwark::formats {

enum class DeflateWrapper : bool {
  none,  ///< as a zip archive holds it
  zlib,  ///< with zlib's head and checksum
};

struct Inflated {
  std::string bytes;
  std::size_t taken = 0;  ///< bytes of the input that belong to the stream
};

/// What the stream at the start of `stream` holds; what follows it is not looked at.
/// Error: more than `most` bytes (`limit`), the stream is not whole (`unavailable`), or broken
/// (`malformed`).
Result<Inflated> inflate(std::string_view stream, DeflateWrapper wrapper, std::size_t most);

/// Looks at the start of many streams, most of which are none: its memory is asked for once.
/// Movable only.
class InflateStart {
 public:
  InflateStart();
  InflateStart(InflateStart&& other) noexcept;
  InflateStart& operator=(InflateStart&& other) noexcept;
  ~InflateStart();

  /// Up to `most` bytes (at most 64 KiB) from the start of what the stream holds, as far as they
  /// can be told from what is there; empty when it is no such stream. Valid until the next call.
  std::string_view of(std::string_view stream, DeflateWrapper wrapper, std::size_t most);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace bulwark::formats
