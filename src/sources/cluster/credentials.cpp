// SPDX-License-Identifier: Apache-2.0
// The order of client-go: a token file before a token, these before a password, a plugin last.
#include "sources/cluster/credentials.h"

#include <utility>

#include "formats/base64.h"
#include "io/read_file.h"

namespace bulwark::sources::cluster {
namespace {

constexpr std::size_t kMostToken = std::size_t{1} << 20;

std::string bearer(const std::string& token) {
  return token.empty() ? std::string() : "Bearer " + token;
}

std::string trimmed(std::string text) {
  constexpr const char* kSpace = " \t\r\n";
  text.erase(text.find_last_not_of(kSpace) + 1);
  text.erase(0, std::min(text.find_first_not_of(kSpace), text.size()));
  return text;
}

}  // namespace

bool Credentials::uses_plugin() const {
  return access_.exec && access_.token.empty() && access_.token_file.empty() &&
         access_.username.empty() && access_.password.empty() && access_.tls.certificate.empty();
}

Result<Identity> Credentials::get() {
  if (uses_plugin()) {
    const std::lock_guard lock(mutex_);
    return from_plugin();
  }
  if (!access_.token_file.empty()) return from_file();
  Identity out{bearer(access_.token), access_.tls.certificate, access_.tls.key};
  if (!access_.username.empty() || !access_.password.empty()) {
    out.authorization = "Basic " +
                        formats::encode_base64(access_.username + ":" + access_.password);
  }
  return out;
}

Result<Identity> Credentials::from_file() {
  Identity out{bearer(access_.token), access_.tls.certificate, access_.tls.key};
  Result<std::string> text = io::read_file(access_.token_file, kMostToken);
  const std::string token = text ? trimmed(*text) : std::string();
  if (!token.empty()) {
    out.authorization = bearer(token);
  } else if (access_.token.empty()) {
    if (text) return fail(ErrorCode::malformed, "the token file is empty", access_.token_file);
    text.error().where = access_.token_file;
    return std::unexpected(std::move(text).error().context("reading the token"));
  }
  return out;
}

Result<void> Credentials::ask_plugin() {
  given_ = TRY(run_plugin(access_, plugin_timeout_, stop_));
  return {};
}

Result<Identity> Credentials::from_plugin() {
  const bool good = given_ &&
                    (!given_->expires || std::chrono::system_clock::now() < *given_->expires);
  if (!good) {
    renewed_ = false;
    TRY_VOID(ask_plugin());
  }
  return given();
}

Identity Credentials::given() const {
  return {bearer(given_->token), given_->certificate, given_->key};
}

Result<std::optional<Identity>> Credentials::renew(const Identity& used) {
  if (!uses_plugin()) {
    Identity now = TRY(get());
    if (now == used) return std::nullopt;
    return now;
  }
  const std::lock_guard lock(mutex_);
  Identity now = TRY(from_plugin());
  if (now == used && !renewed_) {
    TRY_VOID(ask_plugin());
    renewed_ = true;
    now = given();
  }
  if (now == used) return std::nullopt;
  return now;
}

}  // namespace bulwark::sources::cluster
