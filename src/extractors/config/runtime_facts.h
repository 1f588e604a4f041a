// SPDX-License-Identifier: Apache-2.0
// Runtime facts: what of a container runtime's configuration decides on security, the same for all
// runtimes (docs/node-audit.md).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "formats/builder.h"

namespace bulwark::extractors::config {

/// A registry that is reached without TLS, or whose certificate nobody verifies.
struct InsecureRegistry {
  std::string name;  ///< "registry.example:5000", "10.0.0.0/8"
  std::string why;   ///< "plain http"
  bool operator==(const InsecureRegistry&) const = default;
};

/// One way of running containers.
struct RuntimeHandler {
  std::string name;  ///< "runc"
  std::string kind;  ///< "runc", "crun", "kata", "gvisor"; else the name of its program
  bool privileged_without_devices = false;
};

struct RuntimeFacts {
  bool serves_kubernetes = true;  ///< false: its CRI plugin is turned off, or it has none
  std::string default_handler;
  std::vector<RuntimeHandler> handlers;
  std::vector<InsecureRegistry> insecure_registries;
  std::vector<std::string> credentials;    ///< registries whose password is in the file
  std::vector<std::string> api_addresses;  ///< TCP, whoever asks is answered
  /// Of metrics and debugging, not on loopback; nothing: it depends on the runtime's version.
  std::optional<std::vector<std::string>> open_metrics = std::vector<std::string>();
  std::vector<std::string> stream_servers;  ///< exec and attach without TLS, not on loopback
  std::optional<bool> apparmor, selinux;
  std::optional<std::string> seccomp;  ///< what RuntimeDefault is: "builtin", "unconfined", a path
  std::optional<std::string> cgroup_driver;
  std::optional<bool> cdi, unprivileged_ports;
  std::vector<std::string> registry_folders;  ///< of hosts.toml (containerd)
  std::string verifier_folder;   ///< of programs that verify images (containerd); empty: turned off
  std::string signature_policy;  ///< file that says whose images are taken (CRI-O)
};

/// By what its type and its program are called: "io.containerd.runsc.v1".
std::string handler_kind(std::string_view type, std::string_view program);

/// "127.0.0.1:5000", "localhost", "[::1]:80".
bool is_loopback(std::string_view address);

/// As keys of the map that the builder stands in. What is not known is left out.
void add_runtime_facts(const RuntimeFacts& facts, formats::Builder& builder);

}  // namespace bulwark::extractors::config
