// SPDX-License-Identifier: Apache-2.0
// The operating system and processor that an image is for.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace bulwark::sources::container {

/// In the words of Go (GOOS, GOARCH), as images have them.
struct Platform {
  std::string os = {};
  std::string architecture = {};
  std::string variant = {};  ///< "v8"; empty: any
  bool operator==(const Platform&) const = default;

  /// "linux/arm64/v8"
  std::string text() const;
};

/// "linux/amd64", "linux/arm/v7", "arm64" (of Linux); "x86_64" and "aarch64" are understood.
Result<Platform> parse_platform(std::string_view text);

/// That of this machine; always Linux, since containers are.
Platform host_platform();

/// How well an image for `has` fits `wanted`: 0 not at all, more is better.
int platform_fit(const Platform& wanted, const Platform& has);

}  // namespace bulwark::sources::container
