// SPDX-License-Identifier: Apache-2.0
// Defaults of configuration files: what a KubeletConfiguration or a KubeProxyConfiguration means
// where it is silent.
#pragma once

#include <string_view>

#include "extractors/config/component.h"

namespace bulwark::extractors::config {

/// As YAML, the fields that decide on security, with the defaults of Kubernetes 1.27 to 1.37; empty
/// for components that are told by flags.
std::string_view config_defaults(Component component);

}  // namespace bulwark::extractors::config
