// SPDX-License-Identifier: Apache-2.0
// Connection: bytes to and from one TCP port, all within one deadline.
#pragma once

#include <cstddef>
#include <span>
#include <stop_token>
#include <string_view>

#include "base/result.h"
#include "io/address.h"

namespace bulwark::io {

/// Where bytes go and come from: a connection, or TLS over one.
class ByteStream {
 public:
  virtual ~ByteStream() = default;
  virtual Result<void> send(std::string_view bytes) = 0;
  /// At least one byte; 0: the other side has closed.
  virtual Result<std::size_t> receive(std::span<char> to) = 0;
};

/// Owns its socket. Movable only. Errors: `timeout` when the deadline is over, `cancelled` soon
/// after `stop` is asked for, `unavailable` where the other side broke off.
class Connection final : public ByteStream {
 public:
  /// The first of `addresses` that answers. `denied`: the port is closed, since every one of them
  /// said so; `unavailable`: no way leads there.
  static Result<Connection> open(std::span<const SocketAddress> addresses, Moment end,
                                 std::stop_token stop);

  Connection(Connection&& other) noexcept;
  Connection& operator=(Connection&&) = delete;
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  ~Connection() override;

  Result<void> send(std::string_view bytes) override;
  Result<std::size_t> receive(std::span<char> to) override;

 private:
  Connection(int socket, Moment end, std::stop_token stop);
  static Result<int> connect(const SocketAddress& address, Moment end, const std::stop_token& stop);

  int socket_;
  Moment end_;
  std::stop_token stop_;
};

}  // namespace bulwark::io
