// SPDX-License-Identifier: Apache-2.0
// Versions of dpkg: [epoch:]upstream[-revision], as deb-version(7) orders them.
#include "formats/versions/characters.h"
#include "formats/versions/schemes.h"

namespace bulwark::formats::versions {
namespace {

struct Version {
  std::string_view epoch, upstream, revision;
};

std::optional<Version> parse(std::string_view text) {
  Version out;
  if (text.find_first_of(" \t\n\r\v\f") != std::string_view::npos) return std::nullopt;
  if (const std::size_t colon = text.find(':'); colon != std::string_view::npos) {
    out.epoch = text.substr(0, colon);
    if (!all_digits(out.epoch)) return std::nullopt;
    text.remove_prefix(colon + 1);
  }
  const std::size_t dash = text.rfind('-');
  out.upstream = text.substr(0, dash);
  if (dash != std::string_view::npos) out.revision = text.substr(dash + 1);
  if (out.upstream.empty()) return std::nullopt;
  return out;
}

// "~" before the end, the end (or a digit) before letters, letters before the rest.
int weight(std::string_view rest) {
  if (rest.empty() || is_digit(rest.front())) return 0;
  if (rest.front() == '~') return -1;
  const int c = static_cast<unsigned char>(rest.front());
  return is_letter(rest.front()) ? c : c + 256;
}

bool at_text(std::string_view rest) { return !rest.empty() && !is_digit(rest.front()); }

std::weak_ordering compare_parts(std::string_view a, std::string_view b) {
  while (!a.empty() || !b.empty()) {
    while (at_text(a) || at_text(b)) {
      const int x = weight(a), y = weight(b);
      if (x != y) return x <=> y;
      a.remove_prefix(1);
      b.remove_prefix(1);
    }
    const std::string_view x = take_digits(a), y = take_digits(b);
    if (const auto order = compare_numbers(x, y); order != 0) return order;
  }
  return std::weak_ordering::equivalent;
}

}  // namespace

Order compare_debian(std::string_view a, std::string_view b) {
  const auto x = parse(a), y = parse(b);
  if (!x || !y) return std::nullopt;
  if (const auto order = compare_numbers(x->epoch, y->epoch); order != 0) return order;
  if (const auto order = compare_parts(x->upstream, y->upstream); order != 0) return order;
  return compare_parts(x->revision, y->revision);
}

}  // namespace bulwark::formats::versions
