// SPDX-License-Identifier: Apache-2.0
// OpenSSL between two buffers; the connection carries what they hold, so that every wait has its
// deadline and no write raises a signal.
#include "io/tls_session.h"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <array>
#include <utility>

#include "base/freeing.h"
#include "io/certificate_host.h"

namespace bulwark::io {
namespace {

constexpr std::size_t kBlock = 16384;
constexpr std::size_t kMostHandshake = std::size_t{1} << 20;
constexpr int kMostCertificates = 10;

using Context = std::unique_ptr<SSL_CTX, Freeing<SSL_CTX_free>>;
using Session = std::unique_ptr<SSL, Freeing<SSL_free>>;

std::string der_of(const X509* certificate) {
  unsigned char* bytes = nullptr;
  const int size = i2d_X509(certificate, &bytes);
  if (size <= 0) return {};
  std::string out(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size));
  OPENSSL_free(bytes);
  return out;
}

}  // namespace

struct TlsSession::State {
  State(Connection made, const std::vector<std::string>& names)
      : connection(std::move(made)), hosts(names) {}

  static int on_certificate(X509_STORE_CTX* store, void* state) {
    static_cast<State*>(state)->take(store);
    return 1;  // whoever it is
  }
  static int on_asked(SSL* session, void* state) {
    static_cast<void>(session);
    static_cast<State*>(state)->peer.asks_certificate = true;
    return 1;  // with none
  }
  void take(X509_STORE_CTX* store);
  Result<void> start(const std::string& server_name);
  Result<void> shake_hands();
  Result<void> flush();
  Result<bool> fill();
  Result<bool> go_on(int returned);

  Connection connection;
  std::vector<std::string> hosts;
  Context context;
  Session session;
  BIO* incoming = nullptr;  ///< of the session
  BIO* outgoing = nullptr;
  std::size_t received = 0;
  TlsPeer peer;
  Result<void> outcome;
};

void TlsSession::State::take(X509_STORE_CTX* store) {
  const X509* own = X509_STORE_CTX_get0_cert(store);
  STACK_OF(X509)* sent = X509_STORE_CTX_get0_untrusted(store);
  peer.chain.clear();
  for (int i = 0; i < sk_X509_num(sent) && i < kMostCertificates; ++i)
    peer.chain.push_back(der_of(sk_X509_value(sent, i)));
  if (peer.chain.empty() && own != nullptr) peer.chain.push_back(der_of(own));
  for (const std::string& host : hosts)
    peer.for_host = peer.for_host || (own != nullptr && is_for_host(own, host));
}

Result<void> TlsSession::State::start(const std::string& server_name) {
  context.reset(SSL_CTX_new(TLS_client_method()));
  if (!context) return fail(ErrorCode::internal, "OpenSSL does not start");
  // What the system's configuration forbids is what is looked for.
  SSL_CTX_set_security_level(context.get(), 0);
  SSL_CTX_set_min_proto_version(context.get(), TLS1_VERSION);
  SSL_CTX_set_max_proto_version(context.get(), 0);
  SSL_CTX_set_cipher_list(context.get(), "ALL:@SECLEVEL=0");
  SSL_CTX_set_options(context.get(), SSL_OP_LEGACY_SERVER_CONNECT | SSL_OP_NO_TICKET);
  SSL_CTX_set_cert_verify_callback(context.get(), &on_certificate, this);
  SSL_CTX_set_cert_cb(context.get(), &on_asked, this);
  session.reset(SSL_new(context.get()));
  incoming = BIO_new(BIO_s_mem());
  outgoing = BIO_new(BIO_s_mem());
  if (!session || incoming == nullptr || outgoing == nullptr)
    return fail(ErrorCode::limit, "out of memory");
  SSL_set_bio(session.get(), incoming, outgoing);
  SSL_set_connect_state(session.get());
  if (address_kind(server_name) == AddressKind::name && !server_name.empty())
    SSL_set_tlsext_host_name(session.get(), server_name.c_str());
  return {};
}

Result<void> TlsSession::State::flush() {
  std::array<char, kBlock> block{};
  while (BIO_ctrl_pending(outgoing) > 0) {
    const int count = BIO_read(outgoing, block.data(), static_cast<int>(block.size()));
    if (count <= 0) break;
    TRY_VOID(connection.send({block.data(), static_cast<std::size_t>(count)}));
  }
  return {};
}

// False: the other side has closed.
Result<bool> TlsSession::State::fill() {
  std::array<char, kBlock> block{};
  const std::size_t count = TRY(connection.receive(block));
  received += count;
  if (count > 0) BIO_write(incoming, block.data(), static_cast<int>(count));
  return count > 0;
}

// After a call that did not succeed: true when it should be tried again, false at a clean end.
Result<bool> TlsSession::State::go_on(int returned) {
  const int error = SSL_get_error(session.get(), returned);
  const unsigned long reason = ERR_peek_error();
  ERR_clear_error();
  const Result<void> sent = flush();  // an alert of ours, at its best
  if (error == SSL_ERROR_ZERO_RETURN) return false;
  if (error == SSL_ERROR_WANT_READ) {
    TRY_VOID(sent);
    const bool more = TRY(fill());
    if (!more) return fail(ErrorCode::unavailable, "the other side closed");
    return true;
  }
  // Reasons above 1000 are alerts of the other side.
  constexpr int kAlerts = SSL_AD_REASON_OFFSET;
  const char* words = ERR_reason_error_string(reason);
  const bool alert = ERR_GET_LIB(reason) == ERR_LIB_SSL && ERR_GET_REASON(reason) >= kAlerts;
  return fail(alert ? ErrorCode::denied : ErrorCode::malformed,
              words == nullptr ? "the TLS handshake failed" : words);
}

Result<void> TlsSession::State::shake_hands() {
  for (;;) {
    ERR_clear_error();
    const int done = SSL_do_handshake(session.get());
    if (done == 1) break;
    if (received > kMostHandshake) return fail(ErrorCode::limit, "the TLS handshake does not end");
    const bool again = TRY(go_on(done));
    if (!again) return fail(ErrorCode::unavailable, "the other side closed");
  }
  peer.finished = true;
  return flush();
}

TlsSession::TlsSession(Connection connection, const std::string& server_name,
                       const std::vector<std::string>& hosts)
    : state_(std::make_unique<State>(std::move(connection), hosts)) {
  state_->outcome = state_->start(server_name);
  if (state_->outcome) state_->outcome = state_->shake_hands();
}
TlsSession::TlsSession(TlsSession&&) noexcept = default;
TlsSession::~TlsSession() = default;

const TlsPeer& TlsSession::peer() const { return state_->peer; }
const Result<void>& TlsSession::outcome() const { return state_->outcome; }

Result<void> TlsSession::send(std::string_view bytes) {
  while (!bytes.empty()) {
    ERR_clear_error();
    const int count = SSL_write(state_->session.get(), bytes.data(),
                                static_cast<int>(std::min(bytes.size(), kBlock)));
    if (count > 0) {
      bytes.remove_prefix(static_cast<std::size_t>(count));
      continue;
    }
    const bool again = TRY(state_->go_on(count));
    if (!again) return fail(ErrorCode::unavailable, "the other side closed");
  }
  return state_->flush();
}

Result<std::size_t> TlsSession::receive(std::span<char> to) {
  for (;;) {
    ERR_clear_error();
    const int count = SSL_read(state_->session.get(), to.data(), static_cast<int>(to.size()));
    if (count > 0) return static_cast<std::size_t>(count);
    const bool again = TRY(state_->go_on(count));
    if (!again) return 0;
  }
}

}  // namespace bulwark::io
