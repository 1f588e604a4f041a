// SPDX-License-Identifier: Apache-2.0
#include "analyzers/network/policy_json.h"

#include <vector>

#include "formats/json_object.h"

namespace bulwark::analyzers::network {

using formats::JsonObject;

std::string ports_json(const Connections& connections) {
  std::vector<std::string> out;
  for (const Protocol protocol : {Protocol::tcp, Protocol::udp, Protocol::sctp}) {
    for (const PortRange& range : connections.ports(protocol)) {
      JsonObject one;
      one.text("protocol", name_of(protocol));
      if (range != PortRange{}) {
        one.number("port", range.first);
        if (range.last != range.first) one.number("endPort", range.last);
      }
      out.push_back(std::move(one).take());
    }
  }
  return formats::json_array(out);
}

std::string namespace_selector_json(std::string_view name) {
  return JsonObject()
      .raw("matchLabels", JsonObject().text("kubernetes.io/metadata.name", name).take())
      .take();
}

std::string block_json(std::string_view cidr) {
  return JsonObject().raw("ipBlock", JsonObject().text("cidr", cidr).take()).take();
}

}  // namespace bulwark::analyzers::network
