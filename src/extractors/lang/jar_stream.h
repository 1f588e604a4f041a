// SPDX-License-Identifier: Apache-2.0
// JarStream: a Java archive that goes by block by block, with the archives within it: for large
// ones, since nothing of it is kept. jar.h reads the same of one that is held whole, and faster,
// since there most of it need not be unpacked.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "formats/unpack.h"
#include "model/package_list.h"

namespace bulwark::extractors::lang {

/// Larger archives are read as they go by.
inline constexpr std::size_t kMostJarHeld = std::size_t{8} << 20;

inline constexpr formats::UnpackLimits kJarLimits{.bytes = std::uint64_t{8} << 30};

/// Movable only.
class JarStream {
 public:
  /// `limits`: of what it unpacks to, with all that is within it.
  explicit JarStream(std::string path, const formats::UnpackLimits& limits = kJarLimits);
  JarStream(JarStream&& other) noexcept;
  JarStream& operator=(JarStream&& other) noexcept;
  ~JarStream();

  void feed(std::string_view block);
  /// What read_jar() says of the same bytes; in place of its error a problem.
  model::PackageList finish();

 private:
  class Level;
  struct Shared;
  std::unique_ptr<Shared> shared_;
  std::unique_ptr<Level> level_;
};

}  // namespace bulwark::extractors::lang
