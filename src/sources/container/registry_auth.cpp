// SPDX-License-Identifier: Apache-2.0
#include "sources/container/registry_auth.h"

#include <fmt/core.h>

#include <algorithm>
#include <condition_variable>
#include <utility>

#include "formats/base64.h"
#include "formats/value.h"
#include "sources/container/credentials.h"
#include "sources/container/image_document.h"

namespace bulwark::sources::container {
namespace {

constexpr std::size_t kMostToken = std::size_t{1} << 20;

bool is_plain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '_' || c == '.' || c == '~';
}

std::string url_encoded(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (is_plain(c)) {
      out += c;
    } else {
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return out;
}

std::string basic(const RegistryCredential& credential) {
  return "Authorization: Basic " +
         formats::encode_base64(credential.user + ":" + credential.password);
}

Result<std::string> read_token(const std::string& body) {
  std::string out;
  const Result<void> read = with_document(body, [&out](const formats::Value& root) -> Result<void> {
    out = root.text("token");
    if (out.empty()) out = root.text("access_token");
    return {};
  });
  // What stands in it may be a secret: it is not repeated.
  if (!read || out.empty())
    return fail(ErrorCode::malformed, "the registry's token service answered without a token");
  return out;
}

}  // namespace

io::HttpOptions registry_http_options(const RegistryOptions& options, const std::stop_token& stop) {
  io::HttpOptions out;
  out.tls.ca = options.ca;
  out.tls.insecure = options.insecure;
  out.compressed = false;  // blobs come as they are: their digests are about that
  out.connect_timeout = options.connect_timeout;
  out.stall_timeout = options.stall_timeout;
  out.total_timeout = std::chrono::hours(12);
  out.most_body = kMostDocument;
  out.user_agent = options.user_agent;
  out.stop = stop;
  return out;
}

Result<void> pause(std::chrono::milliseconds time, const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any waiting;
  std::unique_lock lock(mutex);
  waiting.wait_for(lock, stop, time, [] { return false; });
  if (stop.stop_requested()) return fail(ErrorCode::cancelled, "interrupted");
  return {};
}

std::string_view host_of(std::string_view url) {
  const std::size_t scheme = url.find("://");
  if (scheme == std::string_view::npos) return {};
  url.remove_prefix(scheme + 3);
  url = url.substr(0, url.find_first_of("/?#"));
  const std::size_t at = url.rfind('@');
  return at == std::string_view::npos ? url : url.substr(at + 1);
}

std::string origin_of(std::string_view url) {
  const std::string_view host = host_of(url);
  if (host.empty()) return {};
  return std::string(url.substr(0, url.find("://") + 3)) + std::string(host);
}

bool is_loopback(std::string_view host) {
  if (host.starts_with("[::1]")) return true;
  host = host.substr(0, host.find(':'));
  const bool digits = std::all_of(host.begin(), host.end(),
                                  [](char c) { return c == '.' || (c >= '0' && c <= '9'); });
  return host == "localhost" || (host.starts_with("127.") && digits);
}

std::string RegistryAuth::header() const {
  const std::lock_guard lock(mutex_);
  return header_;
}

Result<void> RegistryAuth::load_credential() {
  if (std::exchange(loaded_, true)) return {};
  credential_ = TRY(credential_for(options_, registry_, repository_, stop_));
  return {};
}

Result<io::HttpRequest> RegistryAuth::token_request(const Challenge& challenge) const {
  io::HttpRequest out;
  out.url = challenge.parameter("realm");
  if (!out.url.starts_with("https://") && !(plain_ && out.url.starts_with("http://"))) {
    return fail(ErrorCode::denied,
                "the registry sends us for a token to where nothing is encrypted: " + out.url);
  }
  // What it asks for is for this repository alone, and no more than reading.
  const std::string query = "service=" + url_encoded(challenge.parameter("service")) +
                            "&scope=" + url_encoded("repository:" + repository_ + ":pull");
  if (credential_ && !credential_->identity_token.empty()) {
    out.method = "POST";
    out.headers = {"Content-Type: application/x-www-form-urlencoded"};
    out.body = query + "&grant_type=refresh_token&client_id=bulwark&refresh_token=" +
               url_encoded(credential_->identity_token);
    return out;
  }
  out.url += (out.url.contains('?') ? "&" : "?") + query;
  if (credential_) out.headers.push_back(basic(*credential_));
  return out;
}

Result<std::string> RegistryAuth::bearer(const Challenge& challenge) {
  io::HttpRequest request = TRY(token_request(challenge));
  request.most_body = kMostToken;
  io::HttpConnection connection = TRY(
      io::HttpConnection::open(registry_http_options(options_, stop_)));
  for (unsigned tries = 1;; ++tries) {
    const io::HttpResponse response = TRY(connection.send(request));
    if (response.status == 200) {
      const std::string token = TRY(read_token(response.body));
      return "Authorization: Bearer " + token;
    }
    const bool busy = response.status == 429 || response.status >= 500;
    if (!busy || tries >= options_.tries) {
      return fail(response.status == 401 || response.status == 403 ? ErrorCode::denied
                                                                   : ErrorCode::unavailable,
                  fmt::format("the token service answers {}{}", response.status,
                              credential_ ? " to the credentials of '" + credential_->user + "'"
                                          : ", and no credentials are known"),
                  std::string(host_of(request.url)));
    }
    TRY_VOID(
        pause(std::min<std::chrono::milliseconds>(
                  response.retry_after.value_or(std::chrono::seconds(1)), options_.longest_pause),
              stop_));
  }
}

Result<void> RegistryAuth::answer(const std::vector<std::string>& authenticate,
                                  const std::string& used) {
  const std::lock_guard lock(mutex_);
  if (used != header_) return {};  // another thread has been faster
  TRY_VOID(load_credential());
  for (const std::string& header : authenticate) {
    for (const Challenge& challenge : parse_challenges(header)) {
      if (challenge.scheme == "bearer") {
        header_ = TRY(bearer(challenge));
        return {};
      }
      const bool usable = credential_ && credential_->identity_token.empty();
      if (challenge.scheme != "basic" || !usable || used.contains("Basic ")) continue;
      header_ = basic(*credential_);
      return {};
    }
  }
  if (used.contains("Basic ") || credential_) {
    return fail(ErrorCode::denied,
                "the registry refuses the credentials of '" + credential_->user + "'", registry_);
  }
  return fail(ErrorCode::denied, "the registry asks for credentials, and none are known",
              registry_);
}

}  // namespace bulwark::sources::container
