// SPDX-License-Identifier: Apache-2.0
// containerd's configuration: what of it decides on security, in each layout (versions 1 to 4 of
// the file).
#pragma once

#include <string_view>
#include <vector>

#include "extractors/config/runtime_facts.h"
#include "formats/value.h"

namespace bulwark::extractors::config {

/// `config`: all files as one (containerd_files.h).
RuntimeFacts containerd_facts(const formats::Value& config);

/// What a hosts.toml in the folder of `registry` says.
std::vector<InsecureRegistry> insecure_hosts(std::string_view registry,
                                             const formats::Value& hosts);

}  // namespace bulwark::extractors::config
