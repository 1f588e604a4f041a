// SPDX-License-Identifier: Apache-2.0
// Sockets that never block: each wait is a poll within the deadline.
#include "io/connection.h"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "io/file.h"

namespace bulwark::io {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::chrono::milliseconds kPatience{100};

Result<void> wait(int socket, short events, Moment end, const std::stop_token& stop) {
  for (;;) {
    if (stop.stop_requested()) return fail(ErrorCode::cancelled, "interrupted");
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - Clock::now());
    if (left.count() <= 0) return fail(ErrorCode::timeout, "no answer in time");
    pollfd waiting{socket, events, 0};
    const auto patience = static_cast<int>(std::min(left, kPatience).count());
    const int ready = ::poll(&waiting, 1, patience);
    if (ready > 0) return {};
    if (ready < 0 && errno != EINTR) return std::unexpected(system_error(errno));
  }
}

Error broken(int number) {
  if (number == ECONNREFUSED) return {ErrorCode::denied, "connection refused", {}};
  if (number == ETIMEDOUT) return {ErrorCode::timeout, "no answer in time", {}};
  return {ErrorCode::unavailable, system_error(number).message, {}};
}

}  // namespace

Connection::Connection(int socket, Moment end, std::stop_token stop)
    : socket_(socket), end_(end), stop_(std::move(stop)) {}
Connection::Connection(Connection&& other) noexcept
    : socket_(std::exchange(other.socket_, -1)), end_(other.end_), stop_(std::move(other.stop_)) {}
Connection::~Connection() {
  if (socket_ >= 0) ::close(socket_);
}

Result<int> Connection::connect(const SocketAddress& address, Moment end,
                                const std::stop_token& stop) {
  const int socket = ::socket(address.storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK,
                              0);
  if (socket < 0) return std::unexpected(broken(errno));
  Connection made(socket, end, stop);  // closes it on the way out
  const auto* where = reinterpret_cast<const sockaddr*>(&address.storage);
  if (::connect(socket, where, address.size) != 0) {
    if (errno != EINPROGRESS) return std::unexpected(broken(errno));
    TRY_VOID(wait(socket, POLLOUT, end, stop));
    int error = 0;
    socklen_t size = sizeof(error);
    ::getsockopt(socket, SOL_SOCKET, SO_ERROR, &error, &size);
    if (error != 0) return std::unexpected(broken(error));
  }
  return std::exchange(made.socket_, -1);
}

Result<Connection> Connection::open(std::span<const SocketAddress> addresses, Moment end,
                                    std::stop_token stop) {
  Error worst{ErrorCode::not_found, "it has no address", {}};
  for (std::size_t i = 0; i < addresses.size(); ++i) {
    // Each has its share of what is left, so that the last one is tried too.
    const auto share = (end - Clock::now()) / static_cast<long>(addresses.size() - i);
    const Result<int> socket = connect(addresses[i], Clock::now() + share, stop);
    if (socket) return Connection(*socket, end, std::move(stop));
    // Closed is only what is closed everywhere.
    if (i == 0 || worst.code == ErrorCode::denied) worst = socket.error();
    if (worst.code == ErrorCode::cancelled) break;
  }
  return std::unexpected(std::move(worst));
}

Result<void> Connection::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (count >= 0) {
      bytes.remove_prefix(static_cast<std::size_t>(count));
    } else if (errno == EAGAIN) {
      TRY_VOID(wait(socket_, POLLOUT, end_, stop_));
    } else if (errno != EINTR) {
      return fail(ErrorCode::unavailable, "the other side broke off");
    }
  }
  return {};
}

Result<std::size_t> Connection::receive(std::span<char> to) {
  for (;;) {
    // Also where bytes never cease to come.
    TRY_VOID(wait(socket_, POLLIN, end_, stop_));
    const ssize_t count = ::recv(socket_, to.data(), to.size(), 0);
    if (count >= 0) return static_cast<std::size_t>(count);
    if (errno != EAGAIN && errno != EINTR)
      return fail(ErrorCode::unavailable, "the other side broke off");
  }
}

}  // namespace bulwark::io
