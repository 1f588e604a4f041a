// SPDX-License-Identifier: Apache-2.0
// Everything below `keys`, but for names, and every `secret`.
#include "model/encryption_keys.h"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <iterator>
#include <span>
#include <vector>

namespace bulwark::model {
namespace {

using formats::Pool;
using formats::Value;

constexpr std::string_view kMask = "***";
constexpr std::string_view kBefore = "*** (";
constexpr std::string_view kAfter = " bytes)";

bool is_base64_digit(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' ||
         c == '/';
}

std::optional<std::size_t> bytes_of_base64(std::string_view text) {
  std::string digits;
  std::ranges::copy_if(text, std::back_inserter(digits),
                       [](char c) { return c != '\n' && c != '\r'; });
  if (digits.empty() || digits.size() % 4 != 0) return std::nullopt;
  std::size_t padding = 0;
  for (; padding < 2 && digits.ends_with('='); ++padding) digits.pop_back();
  if (!std::ranges::all_of(digits, is_base64_digit)) return std::nullopt;
  return (digits.size() + padding) / 4 * 3 - padding;
}

std::optional<std::size_t> bytes_of_mask(std::string_view text) {
  if (!text.starts_with(kBefore) || !text.ends_with(kAfter)) return std::nullopt;
  text.remove_prefix(kBefore.size());
  if (text.size() <= kAfter.size()) return std::nullopt;
  text.remove_suffix(kAfter.size());
  std::size_t out = 0;
  const auto end = std::from_chars(text.data(), text.data() + text.size(), out);
  if (end.ec != std::errc() || end.ptr != text.data() + text.size()) return std::nullopt;
  return out;
}

class Walk {
 public:
  explicit Walk(Pool& pool) : pool_(pool) {}

  // Readers bound how deep values are.
  Value look(const Value& value, bool in_keys) {
    if (!value.is_list() && !value.is_map()) return in_keys ? masked(value) : value;
    std::vector<Value> parts;
    if (value.is_list()) {
      for (const Value& item : value.items()) parts.push_back(look(item, in_keys));
      return same(parts, value.items()) ? value : pool_.list(parts);
    }
    for (std::size_t i = 0; i < value.size(); ++i) {
      const std::string_view key = value.shape()->keys[i];
      const Value& one = value.values()[i];
      const bool is_name = key == "name" && one.is_string();
      parts.push_back(is_name ? one : look(one, in_keys || key == "keys" || key == "secret"));
    }
    return same(parts, value.values()) ? value : pool_.map(value.shape(), parts);
  }

 private:
  static bool same(std::span<const Value> a, std::span<const Value> b) {
    return std::ranges::equal(a, b, [](const Value& x, const Value& y) { return x.identical(y); });
  }

  Value masked(const Value& value) {
    if (value.is_null()) return value;
    const std::string_view text = value.is_string() ? value.as_string() : std::string_view();
    const auto bytes = encryption_key_bytes(text);
    return pool_.string(bytes ? fmt::format("{}{}{}", kBefore, *bytes, kAfter)
                              : std::string(kMask));
  }

  Pool& pool_;
};

}  // namespace

bool is_encryption_configuration(std::string_view kind) {
  return kind == "EncryptionConfiguration" || kind == "EncryptionConfig";
}

Value without_encryption_keys(const Value& root, Pool& pool) {
  if (!root.is_map() || !is_encryption_configuration(root.text("kind"))) return root;
  Walk walk(pool);
  std::vector<Value> parts(root.values().begin(), root.values().end());
  bool changed = false;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const std::string_view key = root.shape()->keys[i];
    if (key == "metadata") continue;
    const Value clean = walk.look(parts[i], key == "keys" || key == "secret");
    changed |= !clean.identical(parts[i]);
    parts[i] = clean;
  }
  return changed ? pool.unique_map(root.shape(), parts) : root;
}

std::optional<std::size_t> encryption_key_bytes(std::string_view text) {
  const auto of_mask = bytes_of_mask(text);
  return of_mask ? of_mask : bytes_of_base64(text);
}

}  // namespace bulwark::model
