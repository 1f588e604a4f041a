// SPDX-License-Identifier: Apache-2.0
// Pod texts: what the containers of a pod are told, and where it stands.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>

#include "analyzers/network/endpoints.h"

namespace bulwark::analyzers::network {

/// ConfigMaps by "namespace/name".
using ConfigMaps = std::map<std::string, const model::Resource*, std::less<>>;
ConfigMaps config_maps(const model::Inventory& inventory, std::string_view cluster);

struct PodText {
  std::string text;
  std::string place;  ///< "env CART_ADDR of container server"
  bool file = false;  ///< of a whole file, in which much may stand
};

struct PodTexts {
  std::vector<PodText> all;
  std::set<std::string> secrets;  ///< names of those that values or files come from
  std::set<std::string> missing;  ///< names of ConfigMaps that the picture has not
};

PodTexts pod_texts(const Endpoint& endpoint, const ConfigMaps& maps);

}  // namespace bulwark::analyzers::network
