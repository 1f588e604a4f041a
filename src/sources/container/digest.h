// SPDX-License-Identifier: Apache-2.0
// Digests by which images name their parts (OCI image-spec, "Digests"): checked while bytes go by.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace bulwark::sources::container {

/// "sha256:0123...": an algorithm that is known, and as many small hexadecimal digits as it has.
/// What passes may be a part of a path.
bool is_digest(std::string_view text);

/// The digits after the colon.
std::string_view hex_of(std::string_view digest);

/// "sha256:...", of a whole text.
std::string sha256_of(std::string_view bytes);

/// SHA-256 of what goes by. Movable only.
class Sha256 {
 public:
  Sha256();
  Sha256(Sha256&& other) noexcept;
  Sha256& operator=(Sha256&& other) noexcept;
  ~Sha256();

  void add(std::string_view block);
  /// Hexadecimal digits. Nothing may be added after it.
  std::string finish();

 private:
  struct Context;
  std::unique_ptr<Context> context_;
};

/// Compares what goes by with what it should be. Movable only.
class DigestCheck {
 public:
  /// `digest` is one (is_digest), or empty: then nothing is checked. `size`: bytes that there must
  /// be; any number where it is below zero.
  DigestCheck(std::string digest, std::int64_t size);
  DigestCheck(DigestCheck&& other) noexcept;
  DigestCheck& operator=(DigestCheck&& other) noexcept;
  ~DigestCheck();

  /// `malformed` as soon as there are more bytes than there should be.
  Result<void> add(std::string_view block);
  /// `malformed` where the digest or the size is another one.
  Result<void> finish();

 private:
  struct Context;
  std::string digest_;
  std::int64_t size_;
  std::int64_t seen_ = 0;
  std::unique_ptr<Context> context_;
};

}  // namespace bulwark::sources::container
