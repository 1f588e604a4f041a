// SPDX-License-Identifier: Apache-2.0
// Credentials: who we are at this moment. Tokens rotate and plugins' credentials expire while we
// work.
#pragma once

#include <chrono>
#include <cstdint>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>

#include "base/result.h"
#include "sources/cluster/access.h"
#include "sources/cluster/exec_plugin.h"

namespace bulwark::sources::cluster {

/// What a request shows.
struct Identity {
  std::string authorization;  ///< value of the header; empty: none
  std::string certificate;    ///< empty: none
  std::string key;
  bool operator==(const Identity&) const = default;
};

/// Thread-safe. `access` must outlive it.
class Credentials {
 public:
  Credentials(const Access& access, std::chrono::milliseconds plugin_timeout, std::stop_token stop)
      : access_(access), plugin_timeout_(plugin_timeout), stop_(std::move(stop)) {}

  /// Runs the plugin where there is one and nothing that is still good is at hand.
  Result<Identity> get();

  /// The server did not know `used`: another identity when there is one now, nothing when the same
  /// would be shown again. A plugin is run for this once only: if what it then gives is not known
  /// either, it does not help to ask it again and again.
  Result<std::optional<Identity>> renew(const Identity& used);

 private:
  bool uses_plugin() const;
  Result<Identity> from_file();
  Result<Identity> from_plugin();
  Result<void> ask_plugin();
  Identity given() const;

  const Access& access_;
  const std::chrono::milliseconds plugin_timeout_;
  const std::stop_token stop_;
  std::mutex mutex_;
  std::optional<PluginCredential> given_;  ///< by the plugin
  bool renewed_ = false;                   ///< given_ came from renew
};

}  // namespace bulwark::sources::cluster
