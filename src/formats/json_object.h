// SPDX-License-Identifier: Apache-2.0
// JSON written key by key into a string.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "formats/json_write.h"

namespace bulwark::formats {

/// A text as JSON: quoted, valid UTF-8.
inline std::string json_quote(std::string_view text) {
  std::string out;
  write_json_string(out, text);
  return out;
}

/// `JsonObject().text("a", x).number("b", 1).raw("c", "[1]").take()`
class JsonObject {
 public:
  JsonObject& text(std::string_view key, std::string_view value) & {
    begin(key);
    write_json_string(out_, value);
    return *this;
  }
  /// Nothing at all for an empty text.
  JsonObject& text_if_any(std::string_view key, std::string_view value) & {
    return value.empty() ? *this : text(key, value);
  }
  JsonObject& number(std::string_view key, std::uint64_t value) & {
    return raw(key, std::to_string(value));
  }
  /// `value` is JSON already.
  JsonObject& raw(std::string_view key, std::string_view value) & {
    begin(key);
    out_ += value;
    return *this;
  }
  /// `members` are JSON without the braces: `"a":1,"b":2`.
  JsonObject& members(std::string_view members) & {
    out_ += out_.empty() ? '{' : ',';
    out_ += members;
    return *this;
  }
  JsonObject&& text(std::string_view key, std::string_view value) && {
    return std::move(text(key, value));
  }
  JsonObject&& number(std::string_view key, std::uint64_t value) && {
    return std::move(number(key, value));
  }
  JsonObject&& raw(std::string_view key, std::string_view value) && {
    return std::move(raw(key, value));
  }

  std::string take() && { return out_.empty() ? "{}" : std::move(out_) + "}"; }
  /// What members() takes.
  std::string take_members() && {
    if (!out_.empty()) out_.erase(0, 1);
    return std::move(out_);
  }

 private:
  void begin(std::string_view key) {
    out_ += out_.empty() ? '{' : ',';
    write_json_string(out_, key);
    out_ += ':';
  }

  std::string out_;
};

/// A list of what is JSON already.
inline std::string json_array(std::span<const std::string> items) {
  std::string out = "[";
  for (const std::string& one : items) {
    if (out.size() > 1) out += ',';
    out += one;
  }
  return out + "]";
}

/// `["a","b"]`
template <class List>
std::string json_list(const List& texts) {
  std::string out = "[";
  for (const auto& text : texts) {
    if (out.size() > 1) out += ',';
    write_json_string(out, text);
  }
  return out + "]";
}

}  // namespace bulwark::formats
