// SPDX-License-Identifier: Apache-2.0
#include "knowledge/json_items.h"

#include <fmt/core.h>

#include <span>

namespace bulwark::knowledge {
namespace {

constexpr std::size_t kBlock = std::size_t{64} << 10;
constexpr std::size_t kPoolText = std::size_t{8} << 20;  // of JSON, until the pool is made anew

bool is_space(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }

}  // namespace

void JsonTexts::renew() {
  builder_ = nullptr;
  pool_ = std::make_unique<formats::Pool>(1, 1);
  builder_ = std::make_unique<formats::Builder>(*pool_);
  in_pool_ = 0;
}

Result<formats::Value> JsonTexts::read(std::string_view text) {
  if (in_pool_ > kPoolText) renew();
  in_pool_ += text.size();
  padded_.assign(text);
  padded_.append(formats::kJsonPadding, '\0');
  formats::DocumentOptions options;
  options.resource = false;
  options.limits.bytes = text.size();
  const formats::Document document = TRY(
      reader_.read(std::string_view(padded_).substr(0, text.size()), *builder_, options));
  return document.root;
}

Error JsonItems::malformed(std::string_view what) const {
  return {ErrorCode::malformed, fmt::format("JSON, at byte {}: {}", dropped_ + at_, what), {}};
}

// False at the end of the stream.
Result<bool> JsonItems::fill() {
  const std::size_t had = buffer_.size();
  if (had - at_ > most_ + kBlock)
    return fail(ErrorCode::limit,
                fmt::format("JSON, at byte {}: an item of more than {} bytes", dropped_, most_));
  buffer_.resize(had + kBlock);
  const std::size_t got = TRY(bytes_.read(std::span(buffer_).subspan(had)));
  buffer_.resize(had + got);
  return got > 0;
}

Result<bool> JsonItems::has(std::size_t at) {
  while (at >= buffer_.size()) {
    if (!TRY(fill())) return false;
  }
  return true;
}

Result<int> JsonItems::look() {
  while (TRY(has(at_))) {
    if (!is_space(buffer_[at_])) return static_cast<unsigned char>(buffer_[at_]);
    ++at_;
  }
  return -1;
}

Result<void> JsonItems::begin() {
  const int c = TRY(look());
  if (c != '{' && c != '[') return std::unexpected(malformed("an object or a list must be here"));
  close_ = c == '{' ? '}' : ']';
  ++at_;
  return {};
}

// The place behind the string that begins at `from`.
Result<std::size_t> JsonItems::scan_string(std::size_t from) {
  for (std::size_t i = from + 1; TRY(has(i)); ++i) {
    if (buffer_[i] == '"') return i + 1;
    if (buffer_[i] == '\\') ++i;
  }
  return std::unexpected(malformed("a string does not end"));
}

// The place behind the value that begins at `from`.
Result<std::size_t> JsonItems::scan_value(std::size_t from) {
  std::size_t depth = 0;
  std::size_t i = from;
  while (TRY(has(i))) {
    const char c = buffer_[i];
    if (c == '"') {
      i = TRY(scan_string(i));
      if (depth == 0) return i;
      continue;
    }
    const bool closes = c == '}' || c == ']';
    if (depth == 0 && i > from && (closes || c == ',' || is_space(c))) return i;
    if (c == '{' || c == '[') ++depth;
    ++i;
    if (closes && depth == 0) return std::unexpected(malformed("a bracket closes nothing"));
    if (closes && --depth == 0) return i;
  }
  return std::unexpected(malformed("it ends within a value"));
}

Result<std::string> JsonItems::key() {
  if (TRY(look()) != '"') return std::unexpected(malformed("a key must be here"));
  const std::size_t end = TRY(scan_string(at_));
  std::string out = buffer_.substr(at_ + 1, end - at_ - 2);
  at_ = end;
  if (TRY(look()) != ':') return std::unexpected(malformed("a colon must be here"));
  ++at_;
  return out;
}

Result<std::optional<JsonItem>> JsonItems::next() {
  if (ended_) return std::nullopt;
  dropped_ += at_;
  buffer_.erase(0, at_);
  at_ = 0;
  if (close_ == 0) TRY_VOID(begin());
  int c = TRY(look());
  if (c == close_) {
    ended_ = true;
    ++at_;
    if (TRY(look()) != -1) return std::unexpected(malformed("something follows the end"));
    return std::nullopt;
  }
  if (!first_) {
    if (c != ',') return std::unexpected(malformed("a comma must be here"));
    ++at_;
  }
  first_ = false;
  JsonItem out;
  if (close_ == '}') out.key = TRY(key());
  c = TRY(look());
  if (c == -1 || c == ',' || c == close_) return std::unexpected(malformed("a value must be here"));
  const std::size_t end = TRY(scan_value(at_));
  out.text = std::string_view(buffer_).substr(at_, end - at_);
  at_ = end;
  if (out.text.size() > most_)
    return fail(ErrorCode::limit, fmt::format("an item of more than {} bytes", most_));
  return out;
}

}  // namespace bulwark::knowledge
