// SPDX-License-Identifier: Apache-2.0
// Host mentions: hosts that a text names, such as the value of an environment variable, an
// argument or a file of configuration.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bulwark::analyzers::network {

struct HostMention {
  std::string host;  ///< lower case, without the dot at the end
  std::optional<std::uint16_t> port;
  bool in_url = false;  ///< behind "//"
  bool operator==(const HostMention&) const = default;
};

/// What could be a host by its letters and by where it stands: alone, in a list with commas, in a
/// URL, before a port, behind "=" or ": ", or because it has dots. Whether there is such a host is
/// not its question.
std::vector<HostMention> host_mentions(std::string_view text);

}  // namespace bulwark::analyzers::network
