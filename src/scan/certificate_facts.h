// SPDX-License-Identifier: Apache-2.0
// Certificate facts: the certificates and keys of one node beside each other.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "formats/certificate.h"

namespace bulwark::scan {

struct NodeCertificate {
  std::string path, user;  ///< a user of a kubeconfig; empty: it is a file of its own
  std::set<std::string> uses;
  formats::Certificate facts;
  std::string key_file;                           ///< empty: none is known
  std::optional<formats::PublicKey> key_in_file;  ///< nothing: it could not be read

  // Told by the others.
  std::set<std::string> shared_with;  ///< paths
  std::set<std::string> trusted_for;  ///< "etcd", "cluster"
};

struct NodeKey {
  std::string path;
  std::set<std::string> uses;
  formats::KeyFacts facts;

  std::set<std::string> certificates;  ///< paths of those that have it
  bool is_of_authority = false;
};

/// "authority", "server", "client", "peer", "chain" (those that follow in a bundle), "other".
std::string_view role_of(const NodeCertificate& certificate);

/// Fills in what they tell of each other.
void relate(std::vector<NodeCertificate>& certificates, std::vector<NodeKey>& keys);

}  // namespace bulwark::scan
