// SPDX-License-Identifier: Apache-2.0
// What `bulwark net exposure` prints.
#pragma once

#include <string>
#include <vector>

#include "analyzers/network/exposure.h"

namespace bulwark::cli {

std::string exposure_table(const std::vector<analyzers::network::Exposure>& exposures);
std::string exposure_json(const std::vector<analyzers::network::Exposure>& exposures,
                          const std::vector<std::string>& doubts);

/// Ports in few words: "all", "TCP 80,443", nothing: "-".
std::string ports_text(const analyzers::network::Connections& ports);
/// "Ingress shop/front"
std::string object_of(const analyzers::network::Door& door);

}  // namespace bulwark::cli
