// SPDX-License-Identifier: Apache-2.0
// TLS session: TLS over a connection to somebody who is looked at, not trusted: every certificate
// will do, old versions and weak keys too, and none is shown.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "io/connection.h"

namespace bulwark::io {

/// What was learned, also of a handshake that failed later.
struct TlsPeer {
  std::vector<std::string> chain;  ///< certificates in DER, as they were sent, its own first
  bool asks_certificate = false;   ///< of the client
  bool for_host = false;           ///< its own is for one of the names that were given
  bool finished = false;           ///< the handshake
};

/// Movable only.
class TlsSession final : public ByteStream {
 public:
  /// `server_name` is told to the server where it is a name; `hosts` are what its certificate may
  /// be for. A handshake that fails leaves its reason in outcome(), and everything that the server
  /// said before in peer().
  TlsSession(Connection connection, const std::string& server_name,
             const std::vector<std::string>& hosts);
  TlsSession(TlsSession&&) noexcept;
  TlsSession& operator=(TlsSession&&) = delete;
  TlsSession(const TlsSession&) = delete;
  TlsSession& operator=(const TlsSession&) = delete;
  ~TlsSession() override;

  const TlsPeer& peer() const;
  /// `denied`: the server said no, by an alert.
  const Result<void>& outcome() const;

  /// Of a finished handshake. `denied`: the server says no to a client without a certificate.
  Result<void> send(std::string_view bytes) override;
  Result<std::size_t> receive(std::span<char> to) override;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace bulwark::io
