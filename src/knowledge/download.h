// SPDX-License-Identifier: Apache-2.0
// Download: what a URL gives, in a file that vanishes with its owner.
#pragma once

#include <cstdint>
#include <stop_token>
#include <string>
#include <string_view>

#include "base/result.h"
#include "io/http.h"

namespace bulwark::knowledge {

/// Movable only.
class Download {
 public:
  static constexpr std::uint64_t kMostBytes = std::uint64_t{8} << 30;

  /// Follows at most five redirects, and none that leaves HTTPS. `unavailable`: the answer is no
  /// success. `limit`: more than `most` bytes.
  static Result<Download> of(const std::string& url, io::HttpOptions options,
                             std::uint64_t most = kMostBytes);

  Download(Download&& other) noexcept;
  Download(const Download&) = delete;
  Download& operator=(const Download&) = delete;
  Download& operator=(Download&&) = delete;
  ~Download();

  const std::string& path() const { return path_; }

 private:
  Download(std::string path, int descriptor) : path_(std::move(path)), descriptor_(descriptor) {}
  static Result<Download> empty();
  Result<std::string> fetch(io::HttpConnection& connection, const std::string& url,
                            std::uint64_t most) const;

  std::string path_;
  int descriptor_;
};

bool is_url(std::string_view text);

/// Where a redirect from `from` leads. `denied`: out of HTTPS, or to no web address.
Result<std::string> redirected(std::string_view from, std::string_view location);

}  // namespace bulwark::knowledge
