// SPDX-License-Identifier: Apache-2.0
// Beside the shapes that are masked for a reader (secret_shape.h) it finds what looser patterns
// find, such as those of the catalogue: a token in the middle of a word, a URL's password with a
// quote in it.
#include "formats/stand_in_shape.h"

#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <memory>
#include <vector>

#include "base/check.h"
#include "formats/byte_pattern.h"
#include "formats/secret_shape.h"
#include "formats/stand_in.h"

namespace bulwark::formats {
namespace {

constexpr std::size_t kLength = 8;  ///< of what stands for a password
constexpr std::string_view kTelling = "$({<%\\/ ";
constexpr std::string_view kPemDashes = "-----";

constexpr const char* kPrivateKey =
    R"((-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----(?:[0-9A-Za-z+/=\\\s:,.]|-[^-])*))";
constexpr const char* kKeyMark = R"((-----BEGIN [A-Z ]*PRIVATE KEY(?:-----)?|PRIVATE KEY-----))";
constexpr const char*
    kToken = R"((?:^|[^A-Z0-9])((?:AKIA|ASIA)[A-Z0-9]{16})(?:$|[^A-Z0-9])|)"
             R"((gh[pousr]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{22}|glpat-[A-Za-z0-9_-]{20}|)"
             R"(xox[abprs]-[0-9A-Za-z-]{10}|sk_live_[0-9A-Za-z]{16}|AIza[0-9A-Za-z_-]{35}|)"
             R"(eyJ[A-Za-z0-9_-]{8,}[.]eyJ[A-Za-z0-9_-]{8,}[.]))";
constexpr const char* kUrl = R"([a-z][a-z0-9+.-]*://[^/:@ $]*:([^/@ $({<]{4,})@)";

struct Patterns {
  std::unique_ptr<const RE2> private_key;
  std::unique_ptr<const RE2> key_mark;
  std::unique_ptr<const RE2> token;
  std::unique_ptr<const RE2> url;
  std::unique_ptr<const RE2> any;  ///< token or url
};

// Compiled at first use, const from then on; RE2 may be shared by threads.
const Patterns& patterns() {
  static const Patterns kPatterns{
      byte_pattern(kPrivateKey), byte_pattern(kKeyMark), byte_pattern(kToken), byte_pattern(kUrl),
      byte_pattern(std::string(kToken).append("|").append(kUrl).append("|").append(kKeyMark))};
  return kPatterns;
}

re2::StringPiece piece(std::string_view text) { return {text.data(), text.size()}; }
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_alnum(char c) { return (c >= '0' && c <= '9') || is_lower(c) || (c >= 'A' && c <= 'Z'); }

std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80;
  }));
}

void keep_telling(std::string_view secret, std::string& out) {
  for (const char c : kTelling) {
    if (secret.contains(c) && !out.contains(c)) out += c;
  }
}

// Calls `found` with begin and end of the group that took part in each match.
template <class Found>
void each_match(const RE2& pattern, std::string_view text, const Found& found) {
  std::array<re2::StringPiece, 3> groups;
  const int count = pattern.NumberOfCapturingGroups();
  const re2::StringPiece whole = piece(text);
  for (std::size_t from = 0;
       pattern.Match(whole, from, text.size(), RE2::UNANCHORED, groups.data(), count + 1);) {
    const re2::StringPiece& group = groups[1].data() != nullptr ? groups[1] : groups[2];
    const auto begin = static_cast<std::size_t>(group.data() - text.data());
    found(groups[0], begin, begin + group.size());
    from = begin + group.size();
  }
}

template <class Replace>
std::string replaced(const RE2& pattern, std::string_view text, const Replace& replace) {
  std::string out;
  std::size_t copied = 0;
  each_match(pattern, text, [&](re2::StringPiece, std::size_t begin, std::size_t end) {
    out.append(text.substr(copied, begin - copied))
        .append(replace(text.substr(begin, end - begin)));
    copied = end;
  });
  return out.append(text.substr(copied));
}

// The first line of a private key, and where its last one begins.
std::string private_key(std::string_view token) {
  const std::size_t body = token.find(kPemDashes, kPemDashes.size()) + kPemDashes.size();
  const std::size_t last_line = token.rfind('\n');
  std::string out(token.substr(0, body));
  if (last_line == std::string_view::npos || last_line < body) return out;
  const std::string_view indent = token.substr(last_line);
  if (indent.find_first_not_of("\n \t") == std::string_view::npos) out += indent;
  return out;
}

// A JWT's parts stay parts, but short ones.
std::string web_token(std::string_view token) {
  constexpr std::string_view kBegin = "eyJ";
  constexpr std::size_t kLongest = 20;
  std::string out;
  while (true) {
    const std::size_t end = std::min(token.find('.'), token.size());
    std::string_view part = token.substr(0, end);
    if (part.starts_with(kBegin)) {
      out += kBegin;
      part.remove_prefix(kBegin.size());
    }
    out.append(std::min(part.size(), kLongest), 'x');
    if (end == token.size()) return out;
    out += '.';
    token.remove_prefix(end + 1);
  }
}

// Keeps as little of the beginning as the issuer's own pattern needs to know the token again.
std::string issued_token(std::string_view token) {
  constexpr std::size_t kLongestPrefix = 20;
  constexpr std::size_t kLeastHidden = 8;
  for (const char filler : {'x', 'X', '0', 'a'}) {
    for (std::size_t kept = 0; kept <= kLongestPrefix && kept + kLeastHidden <= token.size();
         ++kept) {
      std::string out(token);
      std::replace_if(out.begin() + static_cast<std::ptrdiff_t>(kept), out.end(), is_alnum, filler);
      if (is_token(out)) return out;
    }
  }
  return blank(token);
}

std::string token(std::string_view text) {
  return text.starts_with("eyJ") ? web_token(text) : issued_token(text);
}

std::string shaped(std::string_view secret, SecretShape shape) {
  switch (shape) {
    case SecretShape::base64_key: return "LS0tLS1CRUdJTixxxxxxxx";
    case SecretShape::bootstrap: return "xxxxxx.0000000000000000";
    case SecretShape::part: return only_shapes(secret).value_or(blank(secret));
    case SecretShape::token: break;
  }
  return secret.starts_with(kPemDashes) ? private_key(secret) : token(secret);
}

// Pieces side by side; the bar is part of no token, so that no two grow together.
class Evidence {
 public:
  void add(std::string_view piece) {
    if (out_.contains(piece)) return;
    out_.append(out_.empty() ? "" : "|").append(piece);
  }
  bool empty() const { return out_.empty(); }
  std::string finish(std::string_view secret) && {
    std::string telling = "|";
    for (const char c : kTelling) {
      if (secret.contains(c) && !out_.contains(c)) telling += c;
    }
    if (telling.size() > 1) out_ += telling;
    return std::move(out_);
  }

 private:
  std::string out_;
};

// A lower-case letter beside a token decides for some patterns whether it is one.
std::string with_neighbours(std::string_view text, std::size_t begin, std::size_t end) {
  std::string out = begin > 0 && is_lower(text[begin - 1]) ? "x" : "";
  out += token(text.substr(begin, end - begin));
  return out.append(end < text.size() && is_lower(text[end]) ? "x" : "");
}

}  // namespace

std::string blank(std::string_view secret) {
  const std::size_t length = characters(secret);
  if (length <= 3) return std::string(length, 'x');
  std::string out = "x";
  keep_telling(secret, out);
  out.append(out.size() < kLength ? kLength - out.size() : 1, 'x');
  return out;
}

std::optional<std::string> only_shapes(std::string_view secret) {
  if (!patterns().any->Match(piece(secret), 0, secret.size(), RE2::UNANCHORED, nullptr, 0))
    return std::nullopt;
  Evidence evidence;
  each_match(*patterns().key_mark, secret, [&](re2::StringPiece, std::size_t from, std::size_t to) {
    evidence.add(secret.substr(from, to - from));
  });
  each_match(*patterns().token, secret, [&](re2::StringPiece, std::size_t from, std::size_t to) {
    evidence.add(with_neighbours(secret, from, to));
  });
  std::optional<std::string> whole;
  each_match(*patterns().url, secret, [&](re2::StringPiece url, std::size_t from, std::size_t to) {
    const auto begin = static_cast<std::size_t>(url.data() - secret.data());
    const std::string password = only_shapes(secret.substr(from, to - from))
                                     .value_or(blank(secret.substr(from, to - from)));
    const std::string head = std::string(secret.substr(begin, from - begin)) + password + "@";
    if (begin == 0 && secret.find_first_of(" \n\t,;\"'") == std::string_view::npos)
      whole = head + std::string(secret.substr(to + 1, secret.find('?', to) - to - 1));
    evidence.add(head + (to + 1 < secret.size() && is_alnum(secret[to + 1]) ? "x" : ""));
  });
  if (whole) return whole;
  return std::move(evidence).finish(secret);
}

bool may_have_shape(std::string_view text) {
  return has_shape(text) ||
         patterns().any->Match(piece(text), 0, text.size(), RE2::UNANCHORED, nullptr, 0);
}

std::string stand_in_shapes(std::string_view text) {
  std::string out = replace_shapes(replaced(*patterns().private_key, text, private_key), shaped);
  if (!patterns().any->Match(piece(out), 0, out.size(), RE2::UNANCHORED, nullptr, 0)) return out;
  out = replaced(*patterns().token, out, token);
  return replaced(*patterns().url, out, [](std::string_view password) {
    return only_shapes(password).value_or(blank(password));
  });
}

}  // namespace bulwark::formats
