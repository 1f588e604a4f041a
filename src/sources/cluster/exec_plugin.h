// SPDX-License-Identifier: Apache-2.0
// Credential plugins: programs that print an ExecCredential of client.authentication.k8s.io, v1 or
// v1beta1.
#pragma once

#include <chrono>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

#include "base/result.h"
#include "sources/cluster/access.h"

namespace bulwark::sources::cluster {

/// A token, or a certificate with its key, or both.
struct PluginCredential {
  std::string token;
  std::string certificate;
  std::string key;
  /// Good for as long as we run when it is absent.
  std::optional<std::chrono::system_clock::time_point> expires;
  bool operator==(const PluginCredential&) const = default;
};

/// Runs access.exec, which must be there. An error says what the plugin said.
Result<PluginCredential> run_plugin(const Access& access, std::chrono::milliseconds timeout,
                                    const std::stop_token& stop);

/// What the plugin is told in KUBERNETES_EXEC_INFO, as JSON.
std::string exec_info(const Access& access);

/// What a plugin printed; `api_version` is what it was asked for.
Result<PluginCredential> parse_exec_credential(std::string_view text, std::string_view api_version);

}  // namespace bulwark::sources::cluster
