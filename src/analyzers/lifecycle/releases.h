// SPDX-License-Identifier: Apache-2.0
// Releases: when minor versions of Kubernetes came out, and until when they are mended.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace bulwark::analyzers::lifecycle {

/// Days as "2026-11-30".
struct Release {
  std::uint32_t minor = 0;
  std::string released;
  std::string maintenance;  ///< from then on only what is critical is mended
  std::string end;          ///< from then on nothing is
  std::string last_patch;   ///< the last one there will be, "1.32.13"; empty: not known, or not out
};

enum class Support : std::uint8_t { unknown, supported, maintenance, ended };
/// "supported", "ended", ...
std::string_view name_of(Support support);

/// Const once read.
class Releases {
 public:
  /// A list such as knowledge/releases.yaml.
  static Result<Releases> read(std::string_view yaml);

  /// Null for a minor version that is not known.
  const Release* find(std::uint32_t minor) const;
  /// On the day `today`; unknown where either is.
  Support support_of(std::uint32_t minor, std::string_view today) const;
  std::uint32_t oldest() const { return all_.front().minor; }
  std::uint32_t newest() const { return all_.back().minor; }

 private:
  std::vector<Release> all_;  // by minor, at least one
};

}  // namespace bulwark::analyzers::lifecycle
