// SPDX-License-Identifier: Apache-2.0
// JSON Pointers: split at `/`, then `~1` and `~0`; and indices as Go reads numbers.
#include "admission/json_patch_pointer.h"

#include <algorithm>
#include <charconv>

#include "formats/json_write.h"

namespace bulwark::admission {
namespace {

std::string unescape(std::string_view token) {
  std::string out;
  for (std::size_t i = 0; i < token.size(); ++i) {
    const std::string_view pair = token.substr(i, 2);
    if (pair == "~1" || pair == "~0") {
      out += pair == "~1" ? '/' : '~';
      ++i;
    } else {
      out += token[i];
    }
  }
  return out;
}

}  // namespace

PatchPointer parse_patch_pointer(std::string_view path) {
  PatchPointer out;
  std::size_t slash = path.find('/');
  if (slash == std::string_view::npos) {
    out.whole_document = true;
    return out;
  }
  std::string_view rest = path.substr(slash + 1);
  while ((slash = rest.find('/')) != std::string_view::npos) {
    out.container.push_back(unescape(rest.substr(0, slash)));
    rest = rest.substr(slash + 1);
  }
  out.key = unescape(rest);
  return out;
}

bool decodable(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    const bool escaped = c == '\n' || c == '\t' || c == '\r' || c == '\b' || c == '\f';
    return (static_cast<unsigned char>(c) >= 0x20 && c != 0x7F) || escaped;
  });
}

Result<std::int64_t> parse_index(std::string_view key) {
  const bool plus = key.starts_with('+');
  const std::string_view digits = plus ? key.substr(1) : key;
  std::int64_t out = 0;
  const char* end = digits.data() + digits.size();
  const auto [stopped, error] = std::from_chars(digits.data(), end, out);
  if (error == std::errc{} && stopped == end && !(plus && digits.starts_with('-'))) return out;
  std::string text = "strconv.Atoi: parsing ";
  formats::write_json_string(text, key);
  const bool all_read = error == std::errc::result_out_of_range && stopped == end;
  text += all_read ? ": value out of range" : ": invalid syntax";
  return fail(ErrorCode::malformed, std::move(text));
}

}  // namespace bulwark::admission
