// SPDX-License-Identifier: Apache-2.0
// Environment file: assignments as systemd reads those of EnvironmentFile= (systemd.exec(5)).
#pragma once

#include <string_view>

#include "extractors/config/unit_words.h"

namespace bulwark::extractors::config {

/// What comes last counts. Lines that assign nothing are left out.
Variables environment_in(std::string_view file);

/// Whether the shell and systemd take it as a variable's name.
bool is_variable_name(std::string_view name);

}  // namespace bulwark::extractors::config
