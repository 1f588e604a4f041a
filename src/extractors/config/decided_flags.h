// SPDX-License-Identifier: Apache-2.0
// Decided flags: what --anonymous-auth and --authorization-mode come to where a file decides
// instead.
#pragma once

#include <optional>

#include "extractors/config/settings.h"
#include "formats/value.h"

namespace bulwark::extractors::config {

/// What the files say that --authentication-config and --authorization-config name; nothing: not
/// known.
struct DecidingFiles {
  std::optional<formats::Value> authentication, authorization;
};

/// Gives the API server's settings what the files decide, and takes the doubts about it away. A
/// flag that is given itself stays.
void decide_flags(const DecidingFiles& files, Settings& settings);

}  // namespace bulwark::extractors::config
