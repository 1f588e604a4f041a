// SPDX-License-Identifier: Apache-2.0
// Credentials of the right shape for tests, made of a fixed seed when the test runs, so that no
// text that looks like one lies in the repository.
#pragma once

#include <algorithm>
#include <cctype>
#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "extractors/secret/secret_rule.h"
#include "formats/base64.h"

namespace bulwark::extractors::secret {

/// Writes texts that an expression matches: the part of RE2's language that rules use.
class TextOf {
 public:
  TextOf(std::string_view expression, std::mt19937& random) : text_(expression), random_(random) {}
  std::string make() { return alternatives(); }

 private:
  std::size_t below(std::size_t count) { return random_() % count; }

  std::string alternatives() {
    std::vector<std::string> all(1);
    while (at_ < text_.size() && text_[at_] != ')') {
      if (text_[at_] == '|') {
        ++at_;
        all.emplace_back();
        continue;
      }
      all.back() += repeated();
    }
    return all[below(all.size())];
  }

  std::string repeated() {
    const std::size_t begin = at_;
    std::string once = atom();
    const std::size_t end = at_;
    std::size_t low = 1, high = 1;
    if (!quantifier(low, high)) return once;
    const std::size_t after = at_;
    std::string out;
    for (std::size_t n = low + below(high - low + 1); n-- > 0;) {
      at_ = begin;
      out += atom();
    }
    at_ = std::max(after, end);
    return out;
  }

  bool quantifier(std::size_t& low, std::size_t& high) {
    constexpr std::size_t kMore = 6;
    if (at_ >= text_.size()) return false;
    const char c = text_[at_];
    if (c == '?') low = 0, high = 1;
    if (c == '*') low = 0, high = kMore;
    if (c == '+') low = 1, high = kMore;
    if (c == '{') {
      const std::size_t close = text_.find('}', at_);
      const std::string inside(text_.substr(at_ + 1, close - at_ - 1));
      low = std::stoul(inside);
      const std::size_t comma = inside.find(',');
      high = comma == std::string::npos ? low
             : comma + 1 == inside.size()
                 ? low + kMore
                 : std::min(std::stoul(inside.substr(comma + 1)), low + kMore);
      at_ = close;
    }
    if (c != '?' && c != '*' && c != '+' && c != '{') return false;
    ++at_;
    if (at_ < text_.size() && text_[at_] == '?') ++at_;  // lazy
    return true;
  }

  std::string atom() {
    const char c = text_[at_++];
    if (c == '(') return group();
    if (c == '[') return pick(set());
    if (c == '\\') return pick(escape(text_[at_++]));
    if (c == '.') return "x";
    if (c == '$' || c == '^') return {};
    return std::string(1, c);
  }

  std::string group() {
    if (text_.substr(at_).starts_with("?i)")) {
      at_ += 3;
      return {};
    }
    if (text_.substr(at_).starts_with("?:")) at_ += 2;
    if (text_.substr(at_).starts_with("?s:")) at_ += 3;
    if (text_.substr(at_).starts_with("?P<")) at_ = text_.find('>', at_) + 1;
    std::string out = alternatives();
    ++at_;
    return out;
  }

  static std::string escape(char c) {
    if (c == 's') return " ";
    if (c == 'n') return "\n";
    if (c == 'r') return "\r";
    if (c == 't') return "\t";
    if (c == 'd') return "0123456789";
    if (c == 'w') return range('a', 'z') + range('A', 'Z') + range('0', '9') + "_";
    return std::string(1, c);
  }

  static std::string range(char from, char to) {
    std::string out;
    for (int c = from; c <= to; ++c) out += static_cast<char>(c);
    return out;
  }

  std::string set() {
    const bool negated = text_[at_] == '^';
    if (negated) ++at_;
    std::string out;
    while (text_[at_] != ']') {
      if (text_[at_] == '\\') {
        out += escape(text_[at_ + 1]);
        at_ += 2;
      } else if (text_[at_ + 1] == '-' && text_[at_ + 2] != ']') {
        out += range(text_[at_], text_[at_ + 2]);
        at_ += 3;
      } else {
        out += text_[at_++];
      }
    }
    ++at_;
    if (!negated) return out;
    std::string rest;
    for (char c = ' '; c < '\x7F'; ++c)
      if (!out.contains(c)) rest += c;
    return rest;
  }

  std::string pick(const std::string& from) { return std::string(1, from[below(from.size())]); }

  std::string_view text_;
  std::mt19937& random_;
  std::size_t at_ = 0;
};

/// A text with one credential of a rule in it.
struct Sample {
  std::string before, secret, after;
  std::string text() const { return before + secret + after; }
};

class Samples {
 public:
  explicit Samples(std::uint32_t seed) : random_(seed) {}

  std::string characters(std::size_t count, std::string_view from) {
    std::string out;
    for (std::size_t i = 0; i < count; ++i) out += from[random_() % from.size()];
    return out;
  }
  std::string bytes(std::size_t count) {
    std::string out;
    for (std::size_t i = 0; i < count; ++i) out += static_cast<char>(random_() % 256);
    return out;
  }
  std::string matching(std::string_view expression) { return TextOf(expression, random_).make(); }

  static std::string url_base64(std::string_view bytes) {
    std::string out = formats::encode_base64(bytes);
    out.erase(std::min(out.find('='), out.size()));
    std::ranges::replace(out, '+', '-');
    std::ranges::replace(out, '/', '_');
    return out;
  }

  /// Of PKCS #8's outermost shape: a SEQUENCE of so many bytes.
  std::string pem(std::string_view label = "PRIVATE KEY", std::string_view line_end = "\n") {
    std::string der = bytes(300);
    der[0] = '\x30';
    der[1] = '\x82';
    der[2] = '\x01';
    der[3] = '\x28';
    const std::string body = formats::encode_base64(der);
    std::string out = "-----BEGIN " + std::string(label) + "-----" + std::string(line_end);
    for (std::size_t i = 0; i < body.size(); i += 64)
      out += body.substr(i, 64) + std::string(line_end);
    return out + "-----END " + std::string(label) + "-----";
  }

  std::string token(std::string_view payload) {
    return url_base64(R"({"alg":"RS256","kid":"a"})") + "." + url_base64(payload) + "." +
           url_base64(bytes(64));
  }

 private:
  std::mt19937 random_;
};

}  // namespace bulwark::extractors::secret
