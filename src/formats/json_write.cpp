// SPDX-License-Identifier: Apache-2.0
// JSON text from values.
#include "formats/json_write.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>

#include "formats/utf8.h"

namespace bulwark::formats {
namespace {

// What stands in JSON as it is: printable ASCII but for quote and backslash.
bool is_plain(char c) { return c >= 0x20 && c < 0x7F && c != '"' && c != '\\'; }

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

// A number stays one: 1.0 is not 1.
void write_number(std::string& out, double number) {
  if (!std::isfinite(number)) {
    out += "null";
    return;
  }
  const std::string text = fmt::format("{}", number);
  out += text;
  if (text.find_first_of(".e") == std::string::npos) out += ".0";
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
    case Kind::number: write_number(out, value.as_double()); break;
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
    const auto special = std::find_if_not(text.begin(), text.end(), is_plain);
    out.append(text.begin(), special);
    text.remove_prefix(static_cast<std::size_t>(special - text.begin()));
    if (text.empty()) break;
    const auto c = static_cast<unsigned char>(text[0]);
    const std::size_t length = utf8_sequence_length(text);
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
