// SPDX-License-Identifier: Apache-2.0
// TOML 1.0 into Values: what container runtimes are configured in (https://toml.io/en/v1.0.0).
#pragma once

#include <string_view>

#include "base/limits.h"
#include "base/result.h"
#include "formats/builder.h"

namespace bulwark::formats {

/// No configuration in TOML is larger, or nests deeper.
inline constexpr Limits kTomlLimits{
    .bytes = std::size_t{1} << 20, .depth = 100, .entries = 1'000'000};

/// A map, in the builder's pool. Dates and times are strings, as RFC 3339 writes them; so are
/// numbers that are none or infinite. Error::where is "line:column". On an error the builder is
/// as it was.
Result<Value> read_toml(std::string_view text, Builder& builder,
                        const Limits& limits = kTomlLimits);

}  // namespace bulwark::formats
