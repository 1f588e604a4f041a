// SPDX-License-Identifier: Apache-2.0
// etcd's environment: each of its flags may be told by a variable too, as --client-cert-auth by
// ETCD_CLIENT_CERT_AUTH.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "extractors/config/settings.h"
#include "formats/value.h"

namespace bulwark::extractors::config {

/// By the `env` of a container; what that does not say itself (valueFrom) has no value.
std::vector<EnvironmentFlag> etcd_environment(const formats::Value& container);

/// By a process' own environment: "NAME=value", each ended by a zero byte.
std::vector<EnvironmentFlag> etcd_environment(std::string_view variables);

}  // namespace bulwark::extractors::config
