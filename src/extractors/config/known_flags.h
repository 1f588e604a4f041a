// SPDX-License-Identifier: Apache-2.0
// Known flags: of what type the flags of components are, and what they are where nobody sets them.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "extractors/config/component.h"

namespace bulwark::extractors::config {

enum class FlagType : std::uint8_t {
  boolean,
  integer,
  text,      ///< durations and addresses too
  list,      ///< with commas between; given again it grows
  switches,  ///< name=true, with commas between; given again it grows
};

struct KnownFlag {
  std::string_view name;
  FlagType type = FlagType::text;
  /// As it would be written; empty: the component has no value of its own.
  std::string_view standard;
};

/// By name. The flags that decide on security, with the defaults of Kubernetes 1.27 to 1.37 and of
/// etcd 3.5 and 3.6; every other flag is taken as text.
std::span<const KnownFlag> known_flags(Component component);

/// Null for a flag that is not among them.
const KnownFlag* known_flag(Component component, std::string_view name);

}  // namespace bulwark::extractors::config
