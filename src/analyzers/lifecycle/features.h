// SPDX-License-Identifier: Apache-2.0
// Features: what a minor version of Kubernetes brings to whoever wants to be secure, and what it
// takes away.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace bulwark::analyzers::lifecycle {

struct Brought {
  std::string name;
  std::uint32_t from = 0;               ///< the minor version that has it without a feature gate
  std::optional<std::uint32_t> stable;  ///< that in which it cannot be turned off
  std::string what;
  std::string needs;    ///< what somebody must still do; empty: it works by itself
  std::string control;  ///< of the catalogue, which finds what is concerned; may be empty
};

struct Taken {
  std::string name;
  std::uint32_t since = 0;  ///< the first minor version without it
  std::string what;
  std::string instead;
  std::string control;  ///< as above
};

struct Features {
  std::vector<Brought> brings;  ///< in the order of the list
  std::vector<Taken> takes;

  /// A list such as knowledge/features.yaml.
  static Result<Features> read(std::string_view yaml);
};

}  // namespace bulwark::analyzers::lifecycle
