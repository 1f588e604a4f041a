// SPDX-License-Identifier: Apache-2.0
// Sections of an announcement: lines under the last heading that stood above them, whatever its
// mark-up.
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

namespace bulwark::knowledge {

enum class Section : std::uint8_t { other, affected, fixed, components, mitigation };

/// Calls `take` for each line that is no heading and in no fenced block; what follows a heading on
/// its own line ("Affected Versions: < 1.2") is one too.
void walk_sections(std::string_view body,
                   const std::function<void(Section section, std::string_view line)>& take);

}  // namespace bulwark::knowledge
