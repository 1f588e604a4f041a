// SPDX-License-Identifier: Apache-2.0
// JSON text from values.
#include "formats/json_write.h"

#include <fmt/core.h>

#include <cmath>

namespace bulwark::formats {
namespace {

// Length of the well-formed UTF-8 sequence at the start of `text` (Unicode table 3-7), or 0.
std::size_t sequence_length(std::string_view text) {
  const auto at = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = at(0);
  if (lead < 0x80) return 1;
  const std::size_t length = lead < 0xC2   ? 0
                             : lead < 0xE0 ? 2
                             : lead < 0xF0 ? 3
                             : lead < 0xF5 ? 4
                                           : 0;
  if (length == 0 || text.size() < length) return 0;
  const unsigned char low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
  const unsigned char high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
  if (at(1) < low || at(1) > high) return 0;
  for (std::size_t i = 2; i < length; ++i) {
    if ((at(i) & 0xC0) != 0x80) return 0;
  }
  return length;
}

void write_control(std::string& out, char c) {
  switch (c) {
    case '\n': out += "\\n"; break;
    case '\r': out += "\\r"; break;
    case '\t': out += "\\t"; break;
    case '"': out += "\\\""; break;
    case '\\': out += "\\\\"; break;
    default: out += fmt::format("\\u{:04x}", static_cast<unsigned>(static_cast<unsigned char>(c)));
  }
}

void write(std::string& out, const Value& value);

void write_list(std::string& out, const Value& value) {
  out += '[';
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (i > 0) out += ',';
    write(out, value.items()[i]);
  }
  out += ']';
}

void write_map(std::string& out, const Value& value) {
  out += '{';
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (i > 0) out += ',';
    write_json_string(out, value.shape()->keys[i]);
    out += ':';
    write(out, value.values()[i]);
  }
  out += '}';
}

// Depth is bounded by the reader that made the value.
void write(std::string& out, const Value& value) {
  switch (value.kind()) {
    case Kind::boolean: out += value.as_bool() ? "true" : "false"; break;
    case Kind::integer: out += fmt::format("{}", value.as_int()); break;
    case Kind::unsigned_integer: out += fmt::format("{}", value.as_uint()); break;
    case Kind::number:
      out += std::isfinite(value.as_double()) ? fmt::format("{}", value.as_double()) : "null";
      break;
    case Kind::string: write_json_string(out, value.as_string()); break;
    case Kind::list: write_list(out, value); break;
    case Kind::map: write_map(out, value); break;
    default: out += "null";
  }
}

}  // namespace

void write_json_string(std::string& out, std::string_view text) {
  out += '"';
  while (!text.empty()) {
    const auto c = static_cast<unsigned char>(text[0]);
    const std::size_t length = sequence_length(text);
    if (length == 0) {
      out += "\xEF\xBF\xBD";
      text.remove_prefix(1);
      continue;
    }
    if (c < 0x20 || c == 0x7F || c == '"' || c == '\\') {
      write_control(out, text[0]);
    } else {
      out += text.substr(0, length);
    }
    text.remove_prefix(length);
  }
  out += '"';
}

std::string json_text(const Value& value) {
  std::string out;
  write(out, value);
  return out;
}

}  // namespace bulwark::formats
