// SPDX-License-Identifier: Apache-2.0
// The server's own words (metav1.Status) where there are some; what else can be said where not.
#include <fmt/core.h>

#include <algorithm>
#include <optional>

#include "formats/json.h"
#include "formats/masking.h"
#include "sources/cluster/api_client.h"

namespace bulwark::sources::cluster {
namespace {

constexpr std::size_t kMostStatus = std::size_t{1} << 20;
constexpr std::size_t kMostWords = 1000;
constexpr std::size_t kMostSnippet = 200;

ErrorCode code_of(int status) {
  switch (status) {
    case 400:
    case 422: return ErrorCode::malformed;
    case 401:
    case 403: return ErrorCode::denied;
    case 404: return ErrorCode::not_found;
    case 405:
    case 406:
    case 415: return ErrorCode::unsupported;
    case 408:
    case 410:
    case 504: return ErrorCode::timeout;
    case 413: return ErrorCode::limit;
    default: return ErrorCode::unavailable;
  }
}

constexpr std::size_t kMostMasked = std::size_t{64} << 10;

// One line of text that a terminal can show and that gives nothing away.
std::string shown(std::string_view text, std::size_t most) {
  // Before it is cut: half a secret has no shape.
  std::string out = formats::mask_secrets(text.substr(0, kMostMasked));
  const bool whole = out.size() <= most;
  if (!whole) {
    // Not in the middle of a character.
    while (most > 0 && (static_cast<unsigned char>(out[most]) & 0xC0) == 0x80) --most;
    out.resize(most);
  }
  std::replace_if(
      out.begin(), out.end(),
      [](char c) { return static_cast<unsigned char>(c) < ' ' || c == 0x7F; }, ' ');
  return whole ? out : out + "...";
}

// The message of a metav1.Status.
std::optional<std::string> status_message(const ApiResponse& response) {
  if (response.body.size() > kMostStatus || !response.body.starts_with('{')) return std::nullopt;
  const std::string padded = response.body + std::string(formats::kJsonPadding, '\0');
  formats::Pool pool(1, 1);
  formats::Builder builder(pool);
  formats::DocumentOptions options;
  options.resource = false;
  const Result<formats::Document> document = formats::JsonReader().read(
      std::string_view(padded).substr(0, response.body.size()), builder, options);
  if (!document || document->root.text("kind") != "Status") return std::nullopt;
  std::string_view words = document->root.text("message");
  if (words.empty()) words = document->root.text("reason");
  if (words.empty()) return std::nullopt;
  return shown(words, kMostWords);
}

bool is_page(const ApiResponse& response) {
  const std::size_t begin = response.body.find_first_not_of(" \t\r\n");
  return response.content_type.starts_with("text/html") ||
         (begin != std::string::npos && response.body[begin] == '<');
}

std::string message_of(const ApiResponse& response) {
  const int status = response.status;
  if (status == 401) {
    return "the server does not know us (401 Unauthorized): has the token or certificate expired?";
  }
  if (status >= 300 && status < 400) {
    return fmt::format(
        "the server redirects us ({}) to {}: is its URL right, or is a proxy in "
        "between?",
        status, response.location.empty() ? "nowhere" : shown(response.location, 200));
  }
  if (is_page(response))
    return fmt::format("the server answered {} with a web page: is a proxy in between?", status);
  if (std::optional<std::string> words = status_message(response)) return *std::move(words);
  const std::string snippet = shown(response.body, kMostSnippet);
  return fmt::format("the server answered {}{}{}", status, snippet.empty() ? "" : ": ", snippet);
}

}  // namespace

Error api_error(const ApiResponse& response, std::string_view what) {
  return {code_of(response.status), message_of(response), std::string(what)};
}

}  // namespace bulwark::sources::cluster
