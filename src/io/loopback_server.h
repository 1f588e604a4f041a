// SPDX-License-Identifier: Apache-2.0
// For tests only: a server on 127.0.0.1 that answers what a test wants, however wrong that is.
#pragma once

#include <arpa/inet.h>
#include <openssl/ssl.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "base/check.h"
#include "io/test_certificates.h"

namespace bulwark::io {

struct LoopbackRequest {
  std::string method;
  std::string target;
  std::string head;  ///< the first line and all headers
  std::string body;

  /// The value of a header (its name as it was sent, without regard to case), or empty.
  std::string header(std::string name) const {
    std::string lower = head;
    for (std::string* text : {&lower, &name}) {
      for (char& c : *text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    }
    const std::size_t at = lower.find("\r\n" + name + ": ");
    if (at == std::string::npos) return {};
    const std::size_t begin = at + name.size() + 4;
    return head.substr(begin, head.find("\r\n", begin) - begin);
  }
};

enum class Then : std::uint8_t { keep, close, reset, stall };

/// Bytes exactly as they are sent, and what happens to the connection after them.
struct LoopbackReply {
  std::string bytes;
  Then then = Then::keep;
};

/// A whole answer. `headers` are lines, each with its line end.
inline LoopbackReply reply(int status, const std::string& body, const std::string& headers = {},
                           const std::string& type = "application/json") {
  return {"HTTP/1.1 " + std::to_string(status) + " Status\r\nContent-Type: " + type +
              "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" + headers + "\r\n" +
              body,
          Then::keep};
}

/// How it speaks TLS.
struct LoopbackTls {
  TestIdentity identity;
  /// Clients must show a certificate that this one signed; empty: they need none.
  std::string client_authority = {};
  int oldest = 0;  ///< versions as OpenSSL numbers them; 0: its own
  int newest = 0;
  std::string suites = {};  ///< up to TLS 1.2, as OpenSSL writes them; empty: its own
};

/// One thread per connection. Ends all connections when it goes.
class LoopbackServer {
 public:
  using Handler = std::function<LoopbackReply(const LoopbackRequest&)>;

  explicit LoopbackServer(Handler handler) : handler_(std::move(handler)) { listen(); }
  LoopbackServer(Handler handler, const LoopbackTls& tls) : handler_(std::move(handler)) {
    set_up(tls);
    listen();
  }
  LoopbackServer(const LoopbackServer&) = delete;
  LoopbackServer& operator=(const LoopbackServer&) = delete;
  ~LoopbackServer() {
    stopping_ = true;
    ::shutdown(listener_, SHUT_RDWR);
    accepting_.join();
    {
      const std::lock_guard lock(mutex_);
      for (const int socket : sockets_) ::shutdown(socket, SHUT_RDWR);
    }
    threads_.clear();
    ::close(listener_);
  }

  int port() const { return port_; }
  std::string host() const { return "127.0.0.1:" + std::to_string(port_); }
  std::string url() const { return (context_ ? "https://" : "http://") + host(); }
  int connections() const { return connections_; }

 private:
  using Tls = std::unique_ptr<SSL, Freeing<SSL_free>>;

  void set_up(const LoopbackTls& tls) {
    context_.reset(SSL_CTX_new(TLS_server_method()));
    const test_certificates::Bio first(BIO_new_mem_buf(tls.identity.certificate.data(), -1));
    const test_certificates::Bio second(BIO_new_mem_buf(tls.identity.key.data(), -1));
    const test_certificates::Certificate certificate(
        PEM_read_bio_X509(first.get(), nullptr, nullptr, nullptr));
    const test_certificates::Key key(
        PEM_read_bio_PrivateKey(second.get(), nullptr, nullptr, nullptr));
    CHECK(SSL_CTX_use_certificate(context_.get(), certificate.get()) == 1, "bad certificate");
    CHECK(SSL_CTX_use_PrivateKey(context_.get(), key.get()) == 1, "bad key");
    if (tls.oldest != 0) SSL_CTX_set_min_proto_version(context_.get(), tls.oldest);
    if (tls.newest != 0) SSL_CTX_set_max_proto_version(context_.get(), tls.newest);
    if (!tls.suites.empty())
      CHECK(SSL_CTX_set_cipher_list(context_.get(), tls.suites.c_str()) == 1, "bad suites");
    if (tls.client_authority.empty()) return;
    const test_certificates::Bio third(BIO_new_mem_buf(tls.client_authority.data(), -1));
    const test_certificates::Certificate authority(
        PEM_read_bio_X509(third.get(), nullptr, nullptr, nullptr));
    X509_STORE_add_cert(SSL_CTX_get_cert_store(context_.get()), authority.get());
    SSL_CTX_set_verify(context_.get(), SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
  }

  void listen() {
    listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    auto* where = reinterpret_cast<sockaddr*>(&address);
    CHECK(::bind(listener_, where, size) == 0, "cannot bind");
    CHECK(::listen(listener_, 64) == 0, "cannot listen");
    ::getsockname(listener_, where, &size);
    port_ = ntohs(address.sin_port);
    accepting_ = std::jthread([this] { accept(); });
  }

  void accept() {
    // OpenSSL writes to sockets that the other side has closed.
    sigset_t pipe;
    sigemptyset(&pipe);
    sigaddset(&pipe, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &pipe, nullptr);
    while (!stopping_) {
      const int socket = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
      if (socket < 0) continue;
      ++connections_;
      const std::lock_guard lock(mutex_);
      sockets_.push_back(socket);
      threads_.emplace_back([this, socket] { serve(socket); });
    }
  }

  void serve(int socket) {
    Tls tls;
    if (context_) {
      tls.reset(SSL_new(context_.get()));
      SSL_set_fd(tls.get(), socket);
    }
    if (!tls || SSL_accept(tls.get()) == 1) {
      talk(socket, tls.get());
      if (tls) SSL_shutdown(tls.get());
    } else {
      // What is not read makes the close a reset, which may overtake the alert that says why.
      ::shutdown(socket, SHUT_WR);
      std::string unread;
      while (more(socket, nullptr, unread)) {
      }
    }
    const std::lock_guard lock(mutex_);
    sockets_.remove(socket);
    ::close(socket);
  }

  void talk(int socket, SSL* tls) {
    std::string pending;
    LoopbackRequest request;
    while (read(socket, tls, pending, request)) {
      const LoopbackReply answer = handler_(request);
      write(socket, tls, answer.bytes);
      if (answer.then == Then::close) return;
      if (answer.then == Then::reset) {
        const linger hard{.l_onoff = 1, .l_linger = 0};
        ::setsockopt(socket, SOL_SOCKET, SO_LINGER, &hard, sizeof(hard));
        return;
      }
      if (answer.then == Then::stall) {
        while (more(socket, tls, pending)) {
        }
        return;
      }
    }
  }

  static bool more(int socket, SSL* tls, std::string& pending) {
    char block[4096];
    const ssize_t count = tls != nullptr ? SSL_read(tls, block, sizeof(block))
                                         : ::recv(socket, block, sizeof(block), 0);
    if (count <= 0) return false;
    pending.append(block, static_cast<std::size_t>(count));
    return true;
  }

  static bool read(int socket, SSL* tls, std::string& pending, LoopbackRequest& out) {
    std::size_t end = 0;
    while ((end = pending.find("\r\n\r\n")) == std::string::npos) {
      if (!more(socket, tls, pending)) return false;
      if (pending[0] < ' ') {
        write(socket, tls, "HTTP/1.1 400 Bad Request\r\n\r\n");
        return false;
      }
    }
    out.head = pending.substr(0, end + 2);
    pending.erase(0, end + 4);
    const std::string length = out.header("content-length");
    const std::size_t size = length.empty() ? 0 : std::stoul(length);
    while (pending.size() < size) {
      if (!more(socket, tls, pending)) return false;
    }
    out.body = pending.substr(0, size);
    pending.erase(0, size);
    const std::size_t space = out.head.find(' ');
    out.method = out.head.substr(0, space);
    out.target = out.head.substr(space + 1, out.head.find(' ', space + 1) - space - 1);
    return true;
  }

  static void write(int socket, SSL* tls, const std::string& bytes) {
    std::size_t done = 0;
    while (done < bytes.size()) {
      const std::size_t left = bytes.size() - done;
      const ssize_t count = tls != nullptr
                                ? SSL_write(tls, bytes.data() + done, static_cast<int>(left))
                                : ::send(socket, bytes.data() + done, left, MSG_NOSIGNAL);
      if (count <= 0) return;
      done += static_cast<std::size_t>(count);
    }
  }

  Handler handler_;
  std::unique_ptr<SSL_CTX, Freeing<SSL_CTX_free>> context_;
  int listener_ = -1;
  int port_ = 0;
  std::atomic<bool> stopping_ = false;
  std::atomic<int> connections_ = 0;
  std::mutex mutex_;
  std::list<int> sockets_;
  std::list<std::jthread> threads_;
  std::jthread accepting_;
};

}  // namespace bulwark::io
