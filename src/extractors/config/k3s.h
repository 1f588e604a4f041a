// SPDX-License-Identifier: Apache-2.0
// k3s and RKE2: their options, and what components they start with them run with.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "extractors/config/component.h"
#include "formats/value.h"

namespace bulwark::extractors::config {

/// Values by the name of the option, in their order: of a list all count, else the last.
using K3sOptions = std::map<std::string, std::vector<std::string>, std::less<>>;

/// config.yaml, then the files of config.yaml.d: what a later one says counts, "name+" adds.
void add_k3s_file(const formats::Value& file, K3sOptions& options);

/// The words after "server" or "agent". They count over the files; to lists they add.
void add_k3s_words(std::span<const std::string> words, K3sOptions& options);

/// The last value; empty: none.
std::string k3s_text(const K3sOptions& options, std::string_view name);
bool k3s_is_on(const K3sOptions& options, std::string_view name);

/// What the server stores its objects in.
enum class K3sStore : std::uint8_t {
  etcd,      ///< that it runs itself
  socket,    ///< a database of its own, behind a socket
  external,  ///< --datastore-endpoint
};

/// A command line for the component, as k3s 1.21 to 1.37 makes it: k3s' own flags that decide on
/// security, over them those of "kube-apiserver-arg" and the like. Nothing: k3s does not run it.
std::optional<std::vector<std::string>> k3s_component(Component component,
                                                      const K3sOptions& options, K3sStore store);

/// Flags of the component whose value depends on more than what is known here.
std::vector<std::string> k3s_unknown_flags(Component component, const K3sOptions& options);

/// The kubelet's configuration that k3s and RKE2 begin with, as YAML.
std::string k3s_kubelet_config(const K3sOptions& options, std::string_view folder);

/// The flags of "kubelet-arg", as words.
std::vector<std::string> k3s_kubelet_words(const K3sOptions& options);

}  // namespace bulwark::extractors::config
