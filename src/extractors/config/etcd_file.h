// SPDX-License-Identifier: Apache-2.0
// etcd's file: what the file of --config-file says, as flags. With it etcd heeds no others.
#pragma once

#include <vector>

#include "extractors/config/command_line.h"
#include "formats/value.h"

namespace bulwark::extractors::config {

/// "client-transport-security: {cert-file: x}" is --cert-file, the same of peers --peer-cert-file.
std::vector<GivenFlag> etcd_file_flags(const formats::Value& file);

}  // namespace bulwark::extractors::config
