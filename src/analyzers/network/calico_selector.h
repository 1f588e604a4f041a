// SPDX-License-Identifier: Apache-2.0
// Calico's language of selectors: `app == "a" && tier in {"x", "y"} || !has(b)`.
#pragma once

#include <cstddef>
#include <string_view>

#include "analyzers/network/label_expression.h"
#include "base/result.h"

namespace bulwark::analyzers::network {

struct CalicoSelectorLimits {
  std::size_t bytes = std::size_t{16} << 10;
  std::size_t depth = 100;  ///< of parentheses
};

/// What the keys of a selector are about, and so what all() and global() mean in it.
enum class CalicoSelects : std::uint8_t { endpoints, namespaces, service_accounts };

/// An empty one is everything. Errors say what is wrong at which byte: malformed, or a limit.
/// global() is for namespaces: what is in none.
Result<LabelExpression> parse_calico_selector(std::string_view text, CalicoSelects what,
                                              const CalicoSelectorLimits& limits = {});

}  // namespace bulwark::analyzers::network
