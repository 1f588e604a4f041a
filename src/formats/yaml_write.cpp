// SPDX-License-Identifier: Apache-2.0
// Writes values as YAML: every text in the plainest style that cannot be misread.
#include "formats/yaml_write.h"

#include <fmt/core.h>

#include <algorithm>
#include <string_view>

#include "formats/json_write.h"
#include "formats/yaml_scalar.h"

namespace bulwark::formats {
namespace {

constexpr std::size_t kWidth = 100;        ///< where lines are folded
constexpr std::size_t kLongestKey = 1000;  ///< a longer one must be announced by "? "
constexpr std::size_t kStep = 2;

bool is_letter_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool is_plain(std::string_view text) {
  if (text.empty() || text.size() > kWidth || text.back() == ' ') return false;
  const char first = text.front();
  // A digit may begin a date, a time or a number of some dialect.
  if ((first >= '0' && first <= '9') || !(is_letter_or_digit(first) || first == '/')) return false;
  const bool harmless = std::all_of(text.begin(), text.end(), [](char c) {
    return is_letter_or_digit(c) || std::string_view(" /._-+=()@,").contains(c);
  });
  return harmless && resolve_plain(text).type == ScalarType::string;
}

// What a reader of YAML takes for a line break or refuses as unprintable, though JSON does not.
void write_quoted(std::string& out, std::string_view text) {
  std::string json;
  write_json_string(json, text);
  for (std::size_t i = 0; i < json.size(); ++i) {
    const auto byte = [&](std::size_t at) {
      return at < json.size() ? static_cast<unsigned char>(json[at]) : 0U;
    };
    if (byte(i) == 0x7F) {
      out += "\\u007f";
    } else if (byte(i) == 0xC2 && byte(i + 1) < 0xA0) {
      out += fmt::format("\\u{:04x}", byte(++i));
    } else if (byte(i) == 0xE2 && byte(i + 1) == 0x80 && (byte(i + 2) & 0xFEU) == 0xA8) {
      out += byte(i + 2) == 0xA8 ? "\\u2028" : "\\u2029";
      i += 2;
    } else if (byte(i) == 0xEF && byte(i + 1) == 0xBB && byte(i + 2) == 0xBF) {
      out += "\\ufeff";
      i += 2;
    } else if (byte(i) == 0xEF && byte(i + 1) == 0xBF && byte(i + 2) >= 0xBE) {
      out += byte(i + 2) == 0xBE ? "\\ufffe" : "\\uffff";
      i += 2;
    } else {
      out += json[i];
    }
  }
}

bool is_ascii_text(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

bool can_be_folded(std::string_view text, std::size_t indent) {
  return text.size() + indent > kWidth && text.contains(' ') && !text.starts_with(' ') &&
         !text.ends_with(' ') && !text.contains("  ") && is_ascii_text(text);
}

// Lines that hold spaces only, or begin the text with one, have rules of their own: not here.
bool can_keep_lines(std::string_view text) {
  if (!text.contains('\n') || text.starts_with(' ') || text.starts_with('\n') ||
      text.ends_with("\n\n")) {
    return false;
  }
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const std::string_view line = text.substr(begin, end - begin);
    if (!is_ascii_text(line) || line.ends_with(' ')) return false;
    begin = end + 1;
  }
  return true;
}

class Writer {
 public:
  explicit Writer(std::string& out) : out_(out) {}

  /// Everything of a value behind its key, its dash or at the start of the document.
  void value(const Value& value, std::size_t indent, bool behind_key) {
    if (value.is_map() && value.size() > 0) {
      if (behind_key) out_ += '\n';
      map(value, indent, behind_key);
    } else if (value.is_list() && value.size() > 0) {
      if (behind_key) out_ += '\n';
      list(value, indent, behind_key);
    } else {
      if (behind_key) out_ += ' ';
      scalar(value, indent);
      out_ += '\n';
    }
  }

 private:
  // `indented`: its first line needs its indentation too; else it continues a line.
  void map(const Value& value, std::size_t indent, bool indented) {
    for (std::size_t i = 0; i < value.size(); ++i) {
      if (i > 0 || indented) out_.append(indent, ' ');
      const std::string_view key = value.shape()->keys[i];
      if (key.size() > kLongestKey) {
        out_ += "? ";
        write_quoted(out_, key);
        out_ += '\n';
        out_.append(indent, ' ');
      } else if (is_plain(key)) {
        out_ += key;
      } else {
        write_quoted(out_, key);
      }
      out_ += ':';
      const Value& entry = value.values()[i];
      this->value(entry, entry.is_list() ? indent : indent + kStep, true);
    }
  }

  void list(const Value& value, std::size_t indent, bool indented) {
    for (std::size_t i = 0; i < value.size(); ++i) {
      if (i > 0 || indented) out_.append(indent, ' ');
      out_ += "- ";
      this->value(value.items()[i], indent + kStep, false);
    }
  }

  void scalar(const Value& value, std::size_t indent) {
    if (!value.is_string()) {
      out_ += json_text(value);
      return;
    }
    const std::string_view text = value.as_string();
    // The document itself has no indentation, its lines must.
    const std::size_t inner = std::max(indent, kStep);
    if (can_be_folded(text, inner)) {
      fold(text, inner);
    } else if (can_keep_lines(text)) {
      keep_lines(text, inner);
    } else if (is_plain(text)) {
      out_ += text;
    } else {
      write_quoted(out_, text);
    }
  }

  void fold(std::string_view text, std::size_t indent) {
    out_ += ">-";
    const std::size_t width = indent < kWidth / 2 ? kWidth - indent : kWidth / 2;
    while (!text.empty()) {
      std::size_t end = text.size();
      if (end > width) {
        end = text.rfind(' ', width);
        if (end == std::string_view::npos) end = std::min(text.find(' '), text.size());
      }
      line(text.substr(0, end), indent);
      text.remove_prefix(std::min(end + 1, text.size()));
    }
  }

  void keep_lines(std::string_view text, std::size_t indent) {
    const bool ends_line = text.ends_with('\n');
    out_ += ends_line ? "|" : "|-";
    if (ends_line) text.remove_suffix(1);
    for (std::size_t begin = 0; begin <= text.size();) {
      const std::size_t end = std::min(text.find('\n', begin), text.size());
      line(text.substr(begin, end - begin), indent);
      begin = end + 1;
    }
  }

  void line(std::string_view text, std::size_t indent) {
    out_ += '\n';
    if (text.empty()) return;
    out_.append(indent, ' ');
    out_ += text;
  }

  std::string& out_;
};

}  // namespace

std::string yaml_text(const Value& value) {
  std::string out;
  Writer(out).value(value, 0, false);
  return out;
}

}  // namespace bulwark::formats
