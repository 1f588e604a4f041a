// SPDX-License-Identifier: Apache-2.0
// How far east of UTC a place is at a moment: fixed offsets and the zones of the system's IANA
// database.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/result.h"

namespace bulwark::cel {

/// Seconds east of UTC. `zone` is "+01:30", "-08:00", "UTC", "" (UTC) or a name such as
/// "Europe/Berlin", which is read from the system's zone files; `seconds` counts from 1970.
Result<std::int64_t> zone_offset(std::string_view zone, std::int64_t seconds);

}  // namespace bulwark::cel
