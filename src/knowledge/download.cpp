// SPDX-License-Identifier: Apache-2.0
#include "knowledge/download.h"

#include <fmt/core.h>
#include <stdlib.h>  // NOLINT(modernize-deprecated-headers): mkstemp is POSIX
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <utility>

#include "io/file.h"

namespace bulwark::knowledge {
namespace {

constexpr int kMostRedirects = 5;

bool write_all(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t done = ::write(descriptor, bytes.data(), bytes.size());
    if (done < 0 && errno == EINTR) continue;
    if (done <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(done));
  }
  return true;
}

}  // namespace

bool is_url(std::string_view text) {
  return text.starts_with("https://") || text.starts_with("http://");
}

Result<std::string> redirected(std::string_view from, std::string_view location) {
  std::string to(location);
  const std::size_t host = from.find("://") + 3;
  if (location.starts_with("//")) {
    to = fmt::format("{}{}", from.substr(0, host - 2), location);
  } else if (location.starts_with('/')) {
    to = fmt::format("{}{}", from.substr(0, from.find('/', host)), location);
  }
  if (!is_url(to) || (from.starts_with("https:") && !to.starts_with("https:")))
    return fail(ErrorCode::denied,
                fmt::format("it leads to '{}', which is not followed", location));
  return to;
}

Result<Download> Download::empty() {
  std::error_code error;
  const std::filesystem::path folder = std::filesystem::temp_directory_path(error);
  if (error) return fail(ErrorCode::not_found, "there is no folder for temporary files");
  std::string path = (folder / "bulwark-feed-XXXXXX").string();
  const int descriptor = ::mkstemp(path.data());
  if (descriptor < 0) return std::unexpected(io::system_error(errno).context(path));
  return Download(std::move(path), descriptor);
}

// Empty when all is there, else where a redirect leads.
Result<std::string> Download::fetch(io::HttpConnection& connection, const std::string& url,
                                    std::uint64_t most) const {
  std::uint64_t size = 0;
  bool full = false, unwritten = false;
  io::HttpRequest request;
  request.url = url;
  request.take = [&](std::string_view /*type*/, std::string_view block) {
    size += block.size();
    full = size > most;
    unwritten = !full && !write_all(descriptor_, block);
    return !full && !unwritten;
  };
  const auto response = connection.send(request);
  if (full) return fail(ErrorCode::limit, fmt::format("it is larger than {} bytes", most));
  if (unwritten) return fail(ErrorCode::unavailable, fmt::format("no room for it in {}", path_));
  if (!response) return std::unexpected(response.error());
  constexpr int kRedirect = 300, kError = 400, kSuccess = 200;
  if (response->status >= kRedirect && response->status < kError && !response->location.empty())
    return redirected(url, response->location);
  if (response->status < kSuccess || response->status >= kRedirect)
    return fail(ErrorCode::unavailable, fmt::format("the server answers {}", response->status));
  return std::string();
}

Result<Download> Download::of(const std::string& url, io::HttpOptions options, std::uint64_t most) {
  options.total_timeout = std::chrono::hours(2);
  // What is packed arrives as it is: nothing is unpacked on the way.
  options.compressed = false;
  io::HttpConnection connection = TRY(io::HttpConnection::open(std::move(options)));
  Download out = TRY(empty());
  std::string next = url;
  for (int i = 0; i <= kMostRedirects; ++i) {
    next = TRY(out.fetch(connection, next, most));
    if (next.empty()) return out;
  }
  return fail(ErrorCode::unavailable, fmt::format("more than {} redirects", kMostRedirects));
}

Download::Download(Download&& other) noexcept
    : path_(std::exchange(other.path_, {})), descriptor_(std::exchange(other.descriptor_, -1)) {}

Download::~Download() {
  if (descriptor_ < 0) return;
  ::close(descriptor_);
  ::unlink(path_.c_str());
}

}  // namespace bulwark::knowledge
