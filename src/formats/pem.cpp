// SPDX-License-Identifier: Apache-2.0
// Line by line; a block that is not ended ends where the next one begins.
#include "formats/pem.h"

#include <fmt/core.h>

#include <algorithm>
#include <cstring>
#include <optional>

#include "base/text.h"
#include "formats/base64.h"

namespace bulwark::formats {
namespace {

constexpr std::string_view kBegin = "-----BEGIN ", kEnd = "-----END ", kDashes = "-----";
constexpr std::size_t kLongestLabel = 64;

std::optional<std::string_view> label_of(std::string_view line, std::string_view start) {
  line = trim(line);
  if (!line.starts_with(start) || !line.ends_with(kDashes)) return std::nullopt;
  line.remove_prefix(start.size());
  if (line.size() < kDashes.size()) return std::nullopt;
  line.remove_suffix(kDashes.size());
  if (line.size() > kLongestLabel) return std::nullopt;
  return line;
}

class Reader {
 public:
  Reader(std::string_view text, std::size_t most) : text_(text), most_(most) {}

  Result<std::vector<PemBlock>> read() {
    for (std::size_t at = 0; at < text_.size();) {
      const std::size_t end = std::min(text_.find('\n', at), text_.size());
      take(text_.substr(at, end - at), at, std::min(end + 1, text_.size()));
      if (out_.size() > most_)
        return fail(ErrorCode::limit, fmt::format("holds more than {} blocks", most_));
      at = end + 1;
    }
    if (open_) give_up("has no end");
    return std::move(out_);
  }

 private:
  void take(std::string_view line, std::size_t start, std::size_t next) {
    if (const auto label = label_of(line, kBegin)) {
      if (open_) give_up("has no end");
      out_.push_back({std::string(*label), {}, false, {}});
      open_ = true;
      headers_ = true;
      body_ = next;
      return;
    }
    if (!open_) return;
    if (const auto label = label_of(line, kEnd)) return close(*label, start);
    if (headers_) take_header(trim(line), next);
  }

  // "Proc-Type: 4,ENCRYPTED" and others before the first line without a colon.
  void take_header(std::string_view line, std::size_t next) {
    headers_ = line.contains(':');
    if (!headers_ && !line.empty()) return;
    body_ = next;
    if (line.starts_with("Proc-Type:") && line.ends_with("ENCRYPTED")) out_.back().encrypted = true;
  }

  void close(std::string_view label, std::size_t start) {
    if (label != out_.back().label) return give_up(fmt::format("ends as {}", label));
    open_ = false;
    std::string digits(text_.substr(body_, start - body_));
    std::erase_if(digits, [](char c) { return c == ' ' || c == '\t'; });
    auto bytes = decode_base64(digits);
    wipe(digits);
    if (!bytes || bytes->empty()) return give_up(bytes ? "is empty" : "is no base64");
    out_.back().bytes = *std::move(bytes);
  }

  void give_up(std::string reason) {
    open_ = false;
    out_.back().trouble = std::move(reason);
  }

  std::string_view text_;
  std::size_t most_;
  std::vector<PemBlock> out_;
  bool open_ = false;
  bool headers_ = false;  ///< what follows may be one
  std::size_t body_ = 0;
};

}  // namespace

Result<std::vector<PemBlock>> read_pem(std::string_view text, std::size_t most) {
  return Reader(text, most).read();
}

void wipe(std::string& secret) {
  secret.resize(secret.capacity());
  ::explicit_bzero(secret.data(), secret.size());
  secret.clear();
}

}  // namespace bulwark::formats
