// SPDX-License-Identifier: Apache-2.0
#include "knowledge/package_url.h"

#include <cctype>

#include "base/text.h"

namespace bulwark::knowledge {
namespace {

int digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::string decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size() && digit(text[i + 1]) >= 0 &&
        digit(text[i + 2]) >= 0) {
      out += static_cast<char>((digit(text[i + 1]) * 16) + digit(text[i + 2]));
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

}  // namespace

std::string_view PackageUrl::qualifier(std::string_view key) const {
  const auto found = qualifiers.find(key);
  return found == qualifiers.end() ? std::string_view() : std::string_view(found->second);
}

std::optional<PackageUrl> package_url(std::string_view text) {
  constexpr std::string_view kStart = "pkg:";
  if (!text.starts_with(kStart)) return std::nullopt;
  text.remove_prefix(kStart.size());
  text = text.substr(0, text.find('#'));
  PackageUrl out;
  if (const std::size_t at = text.find('?'); at != std::string_view::npos) {
    for (const std::string& one : split(text.substr(at + 1), '&')) {
      const std::size_t equal = one.find('=');
      if (equal != std::string::npos)
        out.qualifiers[one.substr(0, equal)] = decoded(std::string_view(one).substr(equal + 1));
    }
    text = text.substr(0, at);
  }
  while (text.starts_with('/')) text.remove_prefix(1);
  // An @ that is not written as %40 may stand in an npm scope too: the last one counts, behind the
  // last slash.
  const std::size_t version = text.rfind('@');
  const std::size_t slash = text.rfind('/');
  if (version != std::string_view::npos && (slash == std::string_view::npos || version > slash)) {
    out.version = decoded(text.substr(version + 1));
    text = text.substr(0, version);
  }
  const std::size_t first = text.find('/');
  const std::size_t last = text.rfind('/');
  if (first == std::string_view::npos || first == 0) return std::nullopt;
  for (const char c : text.substr(0, first))
    out.type += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  out.name = decoded(text.substr(last + 1));
  if (last > first) out.name_space = decoded(text.substr(first + 1, last - first - 1));
  if (out.name.empty()) return std::nullopt;
  return out;
}

}  // namespace bulwark::knowledge
