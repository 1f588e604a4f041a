// SPDX-License-Identifier: Apache-2.0
// Proxy configuration: what kube-proxy's flags say, in the words of its file.
#pragma once

#include "extractors/config/settings.h"
#include "formats/builder.h"

namespace bulwark::extractors::config {

/// For a kube-proxy without --config. In the builder's pool.
formats::Value proxy_config(const Settings& settings, formats::Builder& builder);

}  // namespace bulwark::extractors::config
