// SPDX-License-Identifier: Apache-2.0
// The page of `bulwark net reach -o html`.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "analyzers/network/map.h"

namespace bulwark::cli {

/// `of`: what was asked, in words.
std::string network_map_json(const analyzers::network::NetworkMap& map,
                             const std::vector<std::string>& doubts, std::string_view of);

}  // namespace bulwark::cli
