// SPDX-License-Identifier: Apache-2.0
// Numbers as text, written exactly as Kubernetes' expression engine writes them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace bulwark::cel {

/// The shortest text that reads back as `d`: 1e+06, 0.1, 3, NaN, +Inf.
std::string double_text(double d);
/// The shortest text without an exponent.
std::string plain_double_text(double d);

/// Whole decimal numbers with an optional sign (an unsigned one takes none); nothing else around
/// them.
std::optional<std::int64_t> parse_int(std::string_view text);
std::optional<std::uint64_t> parse_uint(std::string_view text);
std::optional<double> parse_double(std::string_view text);

}  // namespace bulwark::cel
