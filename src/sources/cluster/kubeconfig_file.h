// SPDX-License-Identifier: Apache-2.0
// One kubeconfig file as values: text in, entries out, no disk.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/result.h"
#include "sources/cluster/access.h"

namespace bulwark::sources::cluster {

/// PEM that stands in the kubeconfig itself (`data`) or in a file.
struct PemSource {
  std::string data;
  std::string path;  ///< counts only where there is no data
  bool empty() const { return data.empty() && path.empty(); }
  bool operator==(const PemSource&) const = default;
};

/// Of each entry: `file` is the kubeconfig that it stands in. Relative paths are relative to the
/// folder of that file already.
struct ClusterEntry {
  std::string file;
  std::string server;
  std::string server_name;
  bool insecure = false;
  PemSource authority;
  std::string proxy;
  bool compressed = true;
  std::string exec_config;  ///< JSON: the extension client.authentication.k8s.io/exec
};

struct UserEntry {
  std::string file;
  PemSource certificate;
  PemSource key;
  std::string token;
  std::string token_file;
  std::string username;
  std::string password;
  std::optional<ExecPlugin> exec;
  std::string auth_provider;  ///< its name; only oidc's token can still be used
  std::string oidc_token;
  Impersonation impersonation;
};

struct ContextEntry {
  std::string file;
  std::string cluster;
  std::string user;
  std::string name_space;
};

struct KubeconfigFile {
  std::map<std::string, ClusterEntry> clusters;
  std::map<std::string, UserEntry> users;
  std::map<std::string, ContextEntry> contexts;
  std::string current_context;
};

/// `path` is where the text comes from. An error names it with line and column, and the field:
/// "/home/jane/.kube/config:7:13: clusters[prod].cluster.server must be a string, not a number".
Result<KubeconfigFile> parse_kubeconfig(std::string_view text, const std::string& path);

}  // namespace bulwark::sources::cluster
