// SPDX-License-Identifier: Apache-2.0
// A small tokenizer: brackets, strings, and runs of anything else.
#include "formats/places_json.h"

#include <algorithm>
#include <charconv>
#include <string>

#include "formats/json_error.h"

namespace bulwark::formats {
namespace {

void append_utf8(std::string& out, std::uint32_t code) {
  if (code < 0x80) {
    out += static_cast<char>(code);
  } else if (code < 0x800) {
    out += static_cast<char>(0xC0 | code >> 6);
    out += static_cast<char>(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    out += static_cast<char>(0xE0 | code >> 12);
    out += static_cast<char>(0x80 | (code >> 6 & 0x3F));
    out += static_cast<char>(0x80 | (code & 0x3F));
  } else {
    out += static_cast<char>(0xF0 | code >> 18);
    out += static_cast<char>(0x80 | (code >> 12 & 0x3F));
    out += static_cast<char>(0x80 | (code >> 6 & 0x3F));
    out += static_cast<char>(0x80 | (code & 0x3F));
  }
}

std::uint32_t hex4(std::string_view text) {
  std::uint32_t code = 0;
  const std::string_view digits = text.substr(0, 4);
  std::from_chars(digits.data(), digits.data() + digits.size(), code, 16);
  return code;
}

// What stands between the quotes, without escapes.
std::string unescape(std::string_view raw) {
  std::string out;
  for (std::size_t i = 0; i < raw.size(); ++i) {
    if (raw[i] != '\\' || i + 1 == raw.size()) {
      out += raw[i];
      continue;
    }
    const char c = raw[++i];
    if (c == 'u') {
      std::uint32_t code = hex4(raw.substr(i + 1));
      i += 4;
      if (code >= 0xD800 && code < 0xDC00 &&
          raw.substr(std::min(i + 1, raw.size())).starts_with("\\u")) {
        code = 0x10000 + ((code - 0xD800) << 10) + (hex4(raw.substr(i + 3)) & 0x3FF);
        i += 6;
      }
      append_utf8(out, code);
      continue;
    }
    constexpr std::string_view kLetters = "bfnrt";
    constexpr std::string_view kMeanings = "\b\f\n\r\t";
    const std::size_t known = kLetters.find(c);
    out += known == std::string_view::npos ? c : kMeanings[known];
  }
  return out;
}

class JsonTree {
 public:
  JsonTree(std::string_view text, const Limits& limits, YamlTree& tree)
      : text_(text), limits_(limits), tree_(tree) {}

  Result<void> run() {
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '{' || c == '[') {
        TRY_VOID(open(c));
      } else if (c == '}' || c == ']') {
        TRY_VOID(close());
      } else if (c == '"') {
        TRY_VOID(string());
      } else if (std::string_view(" \t\r\n,:").contains(c)) {
        ++at_;
      } else {
        TRY_VOID(word());
      }
    }
    return tree_.depth() == 0 ? Result<void>() : broken();
  }

 private:
  Result<void> broken() const {
    const TextPlace place = place_of(text_, at_);
    return fail(ErrorCode::malformed, "not valid JSON",
                std::to_string(place.line) + ":" + std::to_string(place.column));
  }

  Result<void> add(YamlNode node, std::size_t begin) {
    node.begin = begin;
    node.end = at_;
    return tree_.put(node, limits_);
  }

  Result<void> open(char c) {
    YamlNode node;
    node.type = c == '{' ? YamlNode::Type::map : YamlNode::Type::list;
    return add(node, at_++);
  }

  Result<void> close() {
    if (tree_.depth() == 0) return broken();
    tree_.close(++at_);
    return {};
  }

  Result<void> string() {
    const std::size_t begin = at_++;
    while (at_ < text_.size() && text_[at_] != '"') at_ += text_[at_] == '\\' ? 2 : 1;
    if (at_ >= text_.size()) return broken();
    const std::string_view raw = text_.substr(begin + 1, at_ - begin - 1);
    ++at_;
    YamlNode node;
    node.text = tree_.keep(raw.contains('\\') ? unescape(raw) : std::string(raw));
    return add(node, begin);
  }

  Result<void> word() {
    const std::size_t begin = at_;
    at_ = std::min(text_.find_first_of(" \t\r\n,:{}[]\"", at_), text_.size());
    YamlNode node;
    node.text = tree_.keep(text_.substr(begin, at_ - begin));
    return add(node, begin);
  }

  std::string_view text_;
  const Limits& limits_;
  YamlTree& tree_;
  std::size_t at_ = 0;
};

}  // namespace

Result<void> parse_json_tree(std::string_view text, const Limits& limits, YamlTree& tree) {
  return JsonTree(text, limits, tree).run();
}

}  // namespace bulwark::formats
