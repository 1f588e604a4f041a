// SPDX-License-Identifier: Apache-2.0
// How registries are spoken to.
#pragma once

#include <chrono>
#include <map>
#include <string>
#include <vector>

namespace bulwark::sources::container {

struct RegistryCredential {
  std::string user = {};
  std::string password = {};
  /// An OAuth2 refresh token in place of both ("<token>" as the user of a credential helper).
  std::string identity_token = {};
  bool operator==(const RegistryCredential&) const = default;
};

struct RegistryOptions {
  bool plain_http = false;  ///< http where https is not spoken; loopback gets it anyway
  bool insecure = false;    ///< any certificate will do
  std::string ca = {};      ///< PEM to trust in place of the system's
  /// Registry to mirrors that are asked first, each "host[:port][/prefix]".
  std::map<std::string, std::vector<std::string>> mirrors = {};
  /// Of one registry or of one repository ("host/path"): looked up before configuration files.
  std::map<std::string, RegistryCredential> credentials = {};
  /// config.json of docker and auth.json of podman, in the order in which they are asked; those
  /// that are missing are passed over. Helpers that they name are looked for in `search_path`.
  std::vector<std::string> credential_files = {};
  std::string search_path = {};
  std::chrono::milliseconds connect_timeout = std::chrono::seconds(10);
  std::chrono::milliseconds stall_timeout = std::chrono::seconds(30);
  unsigned tries = 5;
  std::chrono::milliseconds first_pause = std::chrono::milliseconds(500);
  std::chrono::milliseconds longest_pause = std::chrono::seconds(30);
  std::string user_agent = "bulwark";
};

}  // namespace bulwark::sources::container
