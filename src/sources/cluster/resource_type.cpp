// SPDX-License-Identifier: Apache-2.0
// Paths of the Kubernetes API.
#include "sources/cluster/resource_type.h"

#include <fmt/core.h>

namespace bulwark::sources::cluster {

std::string list_path(const ResourceType& type, std::string_view name_space) {
  std::string path = type.group.empty() ? "/api/" : "/apis/" + url_encoded(type.group) + "/";
  path += url_encoded(type.version);
  if (!name_space.empty()) path += "/namespaces/" + url_encoded(name_space);
  return path + "/" + url_encoded(type.resource);
}

std::string url_encoded(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '-' || c == '.' || c == '_' || c == '~';
    if (plain) {
      out += c;
    } else {
      out += fmt::format("%{:02X}", static_cast<unsigned>(static_cast<unsigned char>(c)));
    }
  }
  return out;
}

}  // namespace bulwark::sources::cluster
