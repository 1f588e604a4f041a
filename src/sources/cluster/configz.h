// SPDX-License-Identifier: Apache-2.0
// Configz: what a kubelet's /configz says it runs with, as an object of the inventory.
#pragma once

#include <string_view>

#include "base/result.h"
#include "formats/builder.h"

namespace bulwark::sources::cluster {

/// How what was not read of it is named: the type of the objects that are made of it.
inline constexpr std::string_view
    kKubeletConfigurations = "kubeletconfigurations.kubelet.config.k8s.io";

/// Bytes that an answer may have. A real one has about 6 KiB.
inline constexpr std::size_t kLargestConfigz = std::size_t{1} << 20;

/// A KubeletConfiguration of kubelet.config.k8s.io/v1beta1 that is named after the node. Headers of
/// requests for pods, which may carry a token, are left out. `text` is followed by
/// formats::kJsonPadding readable bytes. Error: it is no answer of /configz.
Result<formats::Value> read_configz(std::string_view text, std::string_view node,
                                    formats::Builder& builder);

}  // namespace bulwark::sources::cluster
