// SPDX-License-Identifier: Apache-2.0
// Numbers in text as Go's strconv reads and writes them, since that is what stands behind
// Kubernetes' YAML.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace bulwark::formats {

/// strconv.ParseInt with 64 bits; base 0 takes the prefixes 0b, 0o, 0x and 0 (octal). No
/// underscores.
std::optional<std::int64_t> go_parse_int(std::string_view text, unsigned base);
/// strconv.ParseUint with 64 bits: no sign.
std::optional<std::uint64_t> go_parse_uint(std::string_view text, unsigned base);

/// A decimal number `[-+]?(\.\d+|\d+(\.\d*)?)([eE][-+]?\d+)?`; nullopt for any other text and for
/// what overflows.
std::optional<double> parse_decimal(std::string_view text);
/// The same for a text that begins with a dot, where underscores may stand between digits.
std::optional<double> parse_dotted_decimal(std::string_view text);

/// strconv.FormatFloat(value, 'g', -1, 32), with .inf, -.inf and .nan as YAML writes them.
std::string go_float_key(double value);
/// The digits of an integral number below 1e21 as Go's JSON writes them: the shortest ones, filled
/// up with zeros.
std::string go_integral_digits(double value);

/// True for the dates and times that Go's YAML knows: 2001-12-14, 2001-12-14t21:59:43.10-05:00,
/// 2001-12-14 21:59:43.
bool is_go_timestamp(std::string_view text);

}  // namespace bulwark::formats
