// SPDX-License-Identifier: Apache-2.0
// The named formats of texts: format.dns1123Label(), format.named('uri').
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/arena.h"
#include "cel/name_rules.h"
#include "cel/value.h"

namespace bulwark::cel {

struct NamedFormat {
  static constexpr std::string_view kTypeName = "kubernetes.NamedFormat";

  std::string_view name;   ///< as expressions call it: "dns1123Label"
  std::string_view title;  ///< as Kubernetes calls it: "DNS1123Label"
  std::size_t pattern_size = 0;
  Faults (*faults)(std::string_view text, int kubernetes_minor) = nullptr;

  Equality compare(const NamedFormat& other) const {
    return name == other.name ? Equality::same : Equality::different;
  }
  std::string text() const { return std::string(title); }
  NamedFormat kept(Arena&) const { return *this; }
  std::uint64_t size() const { return 1; }
};

std::span<const NamedFormat> named_formats();

}  // namespace bulwark::cel
