// SPDX-License-Identifier: Apache-2.0
// Escaping, widths and line breaks. All texts here are valid UTF-8: the View saw to that.
#include "outputs/text.h"

#include <fmt/core.h>

#include <algorithm>
#include <cstdint>

#include "formats/utf8.h"

namespace bulwark::outputs {
namespace {

struct Character {
  std::uint32_t code = 0;
  std::string_view bytes;
};

Character first_character(std::string_view text) {
  const std::size_t length = std::max<std::size_t>(1, formats::utf8_sequence_length(text));
  const auto lead = static_cast<unsigned char>(text[0]);
  std::uint32_t code = length == 1   ? lead
                       : length == 2 ? lead & 0x1FU
                       : length == 3 ? lead & 0x0FU
                                     : lead & 0x07U;
  for (std::size_t i = 1; i < length; ++i)
    code = (code << 6U) | (static_cast<unsigned char>(text[i]) & 0x3FU);
  return {code, text.substr(0, length)};
}

template <class Each>
void for_characters(std::string_view text, Each each) {
  while (!text.empty()) {
    const Character c = first_character(text);
    each(c);
    text.remove_prefix(c.bytes.size());
  }
}

bool turns_direction(std::uint32_t c) {
  return c == 0x061C || c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E) ||
         (c >= 0x2066 && c <= 0x2069);
}

bool is_hidden(std::uint32_t c) {
  return (c >= 0x200B && c <= 0x200D) || c == 0x2060 || c == 0xFEFF || c == 0x2028 || c == 0x2029 ||
         c == 0x00AD || (c >= 0xE0000 && c <= 0xE007F);
}

std::size_t columns(std::uint32_t c) {
  if ((c >= 0x0300 && c <= 0x036F) || (c >= 0xFE00 && c <= 0xFE0F)) return 0;
  const bool wide = (c >= 0x1100 && c <= 0x115F) || (c >= 0x2E80 && c <= 0xA4CF) ||
                    (c >= 0xAC00 && c <= 0xD7A3) || (c >= 0xF900 && c <= 0xFAFF) ||
                    (c >= 0xFE30 && c <= 0xFE6F) || (c >= 0xFF00 && c <= 0xFF60) ||
                    (c >= 0xFFE0 && c <= 0xFFE6) || (c >= 0x1F300 && c <= 0x1FAFF) ||
                    (c >= 0x20000 && c <= 0x3FFFD);
  return wide ? 2 : 1;
}

}  // namespace

std::string visible(std::string_view text) {
  std::string out;
  for_characters(text, [&](const Character& c) {
    if (c.code == '\n') {
      out += "\\n";
    } else if (c.code == '\t') {
      out += "  ";
    } else if (c.code < 0x20 || (c.code >= 0x7F && c.code < 0xA0)) {
      out += fmt::format("\\x{:02x}", c.code);
    } else if (turns_direction(c.code) || is_hidden(c.code)) {
      out += fmt::format("\\u{:04x}", c.code);
    } else {
      out += c.bytes;
    }
  });
  return out;
}

std::size_t display_width(std::string_view text) {
  std::size_t width = 0;
  for_characters(text, [&](const Character& c) { width += columns(c.code); });
  return width;
}

std::string clip(std::string_view text, std::size_t width) {
  if (display_width(text) <= width) return std::string(text);
  if (width == 0) return {};
  std::string out;
  std::size_t used = 0;
  while (!text.empty()) {
    const Character c = first_character(text);
    if (used + columns(c.code) + 1 > width) break;
    used += columns(c.code);
    out += c.bytes;
    text.remove_prefix(c.bytes.size());
  }
  return out + "…";
}

std::string clip_unfinished(std::string_view text, std::size_t width) {
  return display_width(text) < width ? std::string(text) + "…" : clip(text, width);
}

std::string pad(std::string_view text, std::size_t width) {
  const std::size_t used = display_width(text);
  std::string out(text);
  if (used < width) out.append(width - used, ' ');
  return out;
}

std::vector<std::string> wrap(std::string_view text, std::size_t width) {
  std::vector<std::string> lines;
  std::string line;
  std::size_t used = 0;
  const auto flush = [&] {
    lines.push_back(std::move(line));
    line.clear();
    used = 0;
  };
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    std::string_view word = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (word.empty()) continue;
    if (used > 0 && used + 1 + display_width(word) > width) flush();
    if (used > 0) {
      line += ' ';
      ++used;
    }
    for_characters(word, [&](const Character& c) {
      if (used + columns(c.code) > width) flush();
      line += c.bytes;
      used += columns(c.code);
    });
  }
  if (!line.empty() || lines.empty()) flush();
  return lines;
}

std::string xml_escape(std::string_view text) {
  std::string out;
  for_characters(text, [&](const Character& c) {
    switch (c.code) {
      case '&': out += "&amp;"; return;
      case '<': out += "&lt;"; return;
      case '>': out += "&gt;"; return;
      case '"': out += "&quot;"; return;
      case '\'': out += "&#39;"; return;
      case '\n': out += "&#10;"; return;
      case '\r': out += "&#13;"; return;
      case '\t': out += "&#9;"; return;
      default: break;
    }
    const bool invalid = c.code < 0x20 || (c.code >= 0x7F && c.code < 0xA0) || c.code == 0xFFFE ||
                         c.code == 0xFFFF;
    if (invalid || turns_direction(c.code)) {
      out += "\xEF\xBF\xBD";
    } else {
      out += c.bytes;
    }
  });
  return out;
}

std::string markdown_escape(std::string_view text) {
  std::string out;
  for (const char c : visible(text)) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '@': out += "&#64;"; break;
      case '|': out += "&#124;"; break;
      case ':': out += "&#58;"; break;  // no URL becomes a link by itself
      case '#': out += "&#35;"; break;  // nor a number an issue
      case '\\':
      case '`':
      case '*':
      case '_':
      case '[':
      case ']':
      case '~':
      case '!':
      case '$':
        out += '\\';
        out += c;
        break;
      default: out += c;
    }
  }
  return out;
}

std::string markdown_code(std::string_view text) {
  return "<code>" + markdown_escape(text) + "</code>";
}

std::string json_for_script(std::string_view json) {
  std::string out;
  out.reserve(json.size());
  for (const char c : json) {
    if (c == '<') {
      out += "\\u003c";
    } else if (c == '>') {
      out += "\\u003e";
    } else {
      out += c;
    }
  }
  return out;
}

}  // namespace bulwark::outputs
