// SPDX-License-Identifier: Apache-2.0
// Durations and timestamps as text, written exactly as Kubernetes' expression engine writes them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "formats/value.h"

namespace bulwark::cel {

/// Seconds with as many decimals as are needed: "1.5s".
std::string duration_text(std::int64_t nanoseconds);
/// RFC 3339 with as many decimals as are needed, in the zone that the timestamp was written in.
std::string timestamp_text(const formats::Value& timestamp);

/// "1h30m", "-1.5s", "1us", "2ms", "0": nanoseconds; nothing when it is malformed or does not fit
/// 64 bits.
std::optional<std::int64_t> parse_duration(std::string_view text);
/// RFC 3339; nothing when it is malformed. The range is the caller's to check.
std::optional<formats::Value> parse_timestamp(std::string_view text);

}  // namespace bulwark::cel
