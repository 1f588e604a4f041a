// SPDX-License-Identifier: Apache-2.0
// Docker's configuration: daemon.json, and the command line of dockerd beside it.
#pragma once

#include <span>
#include <string>

#include "extractors/config/runtime_facts.h"
#include "formats/value.h"

namespace bulwark::extractors::config {

/// `config` may be null; `words` those after the program, or none. dockerd refuses to start where
/// both say the same thing, so what either says counts.
RuntimeFacts docker_facts(const formats::Value& config, std::span<const std::string> words);

}  // namespace bulwark::extractors::config
