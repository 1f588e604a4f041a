// SPDX-License-Identifier: Apache-2.0
// Access: which API server to talk to, and as whom. What a kubeconfig or a pod's own service
// account comes down to.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "io/http.h"

namespace bulwark::sources::cluster {

/// What of the process's environment decides about clusters.
struct Environment {
  std::string kubeconfig;    ///< $KUBECONFIG: files, separated by colons
  std::string home;          ///< $HOME
  std::string service_host;  ///< $KUBERNETES_SERVICE_HOST
  std::string service_port;  ///< $KUBERNETES_SERVICE_PORT
  std::string service_account_folder = "/var/run/secrets/kubernetes.io/serviceaccount";
  std::string search_path;  ///< $PATH, for credential plugins
};

/// A program that prints credentials (client.authentication.k8s.io).
struct ExecPlugin {
  std::string command;  ///< a path, or a name to look for in the search path
  std::vector<std::string> arguments;
  std::vector<std::pair<std::string, std::string>> environment;
  std::string api_version;
  std::string install_hint;
  std::string interactive_mode;
  bool provide_cluster_info = false;
  bool operator==(const ExecPlugin&) const = default;
};

/// Whom to act as. Nobody else when `user` is empty.
struct Impersonation {
  std::string user;
  std::string uid;
  std::vector<std::string> groups;
  std::map<std::string, std::vector<std::string>> extra;
  bool operator==(const Impersonation&) const = default;
};

/// A token file goes before a token, either before a user name. A client certificate
/// (tls.certificate) is shown besides. The plugin counts only where there is none of all these.
struct Access {
  std::string context;     ///< its name; "in-cluster" for a pod's own service account
  std::string cluster;     ///< name in the kubeconfig
  std::string user;        ///< name in the kubeconfig
  std::string server;      ///< "https://host:port/prefix", without a slash at its end
  std::string name_space;  ///< of the context; may be empty
  io::TlsOptions tls;
  std::string proxy;
  bool compressed = true;
  std::string token;
  std::string token_file;  ///< read again while we work: what is in it goes before `token`
  std::string username;
  std::string password;
  std::optional<ExecPlugin> exec;
  std::string cluster_config;  ///< JSON: what the cluster's entry holds for plugins; may be empty
  Impersonation impersonation;
  std::string search_path;  ///< where the plugin is looked for
  bool operator==(const Access&) const = default;
};

/// A pod's own service account: its token, its namespace, and the certificate of its cluster.
Result<Access> in_cluster_access(const Environment& environment);

/// The access that kubectl would use: that of `explicit_file`, else of the environment's
/// kubeconfigs merged, else of ~/.kube/config; where there is none of them at all, the pod's own.
/// `context` may be empty: the current one.
Result<Access> find_access(const std::string& explicit_file, std::string_view context,
                           const Environment& environment);

}  // namespace bulwark::sources::cluster
