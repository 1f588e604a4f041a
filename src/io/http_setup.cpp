// SPDX-License-Identifier: Apache-2.0
// What is common to all requests of a connection: whom to trust, how long to wait, through whom.
#include "io/http_setup.h"

#include <string_view>
#include <utility>

#include "io/file_tree.h"

namespace bulwark::io {
namespace {

constexpr std::size_t kBlock = std::size_t{256} << 10;

// Where the authorities that a system trusts are kept, by distribution: libcurl knows only the
// place of the system that it was built for.
const char* system_authorities() {
  for (const char* path : {"/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt",
                           "/etc/ssl/ca-bundle.pem", "/etc/ssl/cert.pem"}) {
    if (look_at(path)) return path;
  }
  return nullptr;
}

void set_blob(CURL* easy, CURLoption option, std::string& text) {
  curl_blob blob{text.data(), text.size(), CURL_BLOB_NOCOPY};
  set_option(easy, option, &blob);
}

void set_up_tls(CURL* easy, TlsOptions& tls) {
  set_option(easy, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  set_option(easy, CURLOPT_SSL_VERIFYPEER, !tls.insecure ? 1L : 0L);
  set_option(easy, CURLOPT_SSL_VERIFYHOST, tls.insecure ? 0L : 2L);
  if (!tls.ca.empty()) {
    set_blob(easy, CURLOPT_CAINFO_BLOB, tls.ca);
    set_blob(easy, CURLOPT_PROXY_CAINFO_BLOB, tls.ca);
    // Else the system's folder of authorities would be trusted besides.
    set_option<const char*>(easy, CURLOPT_CAPATH, nullptr);
    set_option<const char*>(easy, CURLOPT_PROXY_CAPATH, nullptr);
  } else if (const char* path = system_authorities(); path != nullptr) {
    set_option(easy, CURLOPT_CAINFO, path);
    set_option(easy, CURLOPT_PROXY_CAINFO, path);
  }
  if (tls.certificate.empty()) return;
  set_blob(easy, CURLOPT_SSLCERT_BLOB, tls.certificate);
  set_blob(easy, CURLOPT_SSLKEY_BLOB, tls.key);
  // Else OpenSSL asks the terminal for an encrypted key's password.
  set_option(easy, CURLOPT_KEYPASSWD, "");
}

Result<void> set_up_proxy(CURL* easy, std::string proxy) {
  if (proxy.empty()) return {};
  const std::string_view scheme = std::string_view(proxy).substr(0, proxy.find("://"));
  if (scheme != "http" && scheme != "https" && scheme != "socks5" && scheme != "socks5h") {
    return fail(ErrorCode::unsupported,
                "the proxy's URL must begin with http://, https:// or socks5://");
  }
  // The proxy resolves the name: it may be one of its own network.
  if (scheme == "socks5") proxy.replace(0, scheme.size(), "socks5h");
  set_option(easy, CURLOPT_PROXY, proxy.c_str());
  set_option(easy, CURLOPT_NOPROXY, "");
  return {};
}

}  // namespace

Result<void> set_up(CURL* easy, HttpOptions& options) {
  set_option(easy, CURLOPT_NOSIGNAL, 1L);
  // A name that is slow to resolve is not waited for when we stop.
  set_option(easy, CURLOPT_QUICK_EXIT, 1L);
  set_option(easy, CURLOPT_PROTOCOLS_STR, "http,https");
  set_option(easy, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_2TLS));
  // Credentials travel to nobody else.
  set_option(easy, CURLOPT_FOLLOWLOCATION, 0L);
  set_option(easy, CURLOPT_ACCEPT_ENCODING, options.compressed ? "gzip" : nullptr);
  set_option(easy, CURLOPT_BUFFERSIZE, static_cast<long>(kBlock));
  set_option(easy, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(options.connect_timeout.count()));
  set_option(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(options.total_timeout.count()));
  set_option(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
  if (!options.user_agent.empty()) set_option(easy, CURLOPT_USERAGENT, options.user_agent.c_str());
  set_up_tls(easy, options.tls);
  return set_up_proxy(easy, options.proxy);
}

}  // namespace bulwark::io
