// SPDX-License-Identifier: Apache-2.0
// Takes the URL apart, and lets no header smuggle in another one.
#include "io/http_request.h"

#include <arpa/inet.h>

#include <algorithm>
#include <string_view>
#include <utility>

namespace bulwark::io {
namespace {

std::string part(const CurlUrl& url, CURLUPart which, unsigned flags = 0) {
  char* text = nullptr;
  if (curl_url_get(url.get(), which, &text, flags) != CURLUE_OK) return {};
  std::string out(text);
  curl_free(text);
  return out;
}

// libcurl copies the line, and gives the list's first node back.
void append(CurlList& list, const std::string& line) {
  curl_slist* first = curl_slist_append(list.get(), line.c_str());
  if (!list) list.reset(first);
}

Result<void> check_line(std::string_view line, std::string_view what) {
  const bool clean = std::none_of(line.begin(), line.end(), [](char c) {
    return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7F;
  });
  if (clean) return {};
  // What stands in it may be a secret: it is not repeated.
  return fail(ErrorCode::malformed, std::string(what) + " holds a line break or control character");
}

}  // namespace

Result<PreparedRequest> prepare(const HttpRequest& request, const TlsOptions& tls) {
  PreparedRequest out;
  out.url.reset(curl_url());
  if (curl_url_set(out.url.get(), CURLUPART_URL, request.url.c_str(), 0) != CURLUE_OK)
    return fail(ErrorCode::malformed, "this is no URL", request.url);
  const std::string scheme = part(out.url, CURLUPART_SCHEME);
  if (scheme != "https" && scheme != "http") {
    return fail(ErrorCode::unsupported, "the URL must begin with https:// or http://", request.url);
  }
  out.tls = scheme == "https";
  out.host = part(out.url, CURLUPART_HOST);
  out.port = part(out.url, CURLUPART_PORT, CURLU_DEFAULT_PORT);
  for (const std::string& header : request.headers) {
    TRY_VOID(check_line(header, "header '" + header.substr(0, header.find(':')) + "'"));
    // To libcurl a header without a value is one that it must not send.
    append(out.headers,
           header.ends_with(": ") ? header.substr(0, header.size() - 2) + ";" : header);
  }
  append(out.headers, "Expect:");
  if (out.tls && !tls.server_name.empty()) {
    // To libcurl the name in the URL is what a certificate is for; the connection goes elsewhere.
    append(out.headers, "Host: " + out.host + ":" + out.port);
    append(out.connect_to, "::" + out.host + ":" + out.port);
    if (curl_url_set(out.url.get(), CURLUPART_HOST, tls.server_name.c_str(), 0) != CURLUE_OK)
      return fail(ErrorCode::malformed, "'" + tls.server_name + "' is no name of a server");
  }
  return out;
}

bool is_this_machine(const std::string& host) {
  in_addr address{};
  if (inet_pton(AF_INET, host.c_str(), &address) == 1) return (ntohl(address.s_addr) >> 24) == 127;
  return host == "localhost" || host == "[::1]";
}

}  // namespace bulwark::io
