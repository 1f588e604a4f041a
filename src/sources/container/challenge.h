// SPDX-License-Identifier: Apache-2.0
// How a registry asks for credentials: the header WWW-Authenticate (RFC 9110, 11.6.1).
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace bulwark::sources::container {

struct Challenge {
  std::string scheme;                             ///< small letters: "bearer", "basic"
  std::map<std::string, std::string> parameters;  ///< names in small letters: "realm", "service"
  bool operator==(const Challenge&) const = default;

  /// Empty when it is missing.
  std::string parameter(const std::string& name) const;
};

/// The challenges of one header; what cannot be read is left out.
std::vector<Challenge> parse_challenges(std::string_view header);

}  // namespace bulwark::sources::container
