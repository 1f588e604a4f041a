// SPDX-License-Identifier: Apache-2.0
// The grammar is distribution's ("reference/reference.go"): names in small letters, parts joined by
// one dot, one or two underscores, or dashes.
#include "sources/container/reference.h"

#include <algorithm>

#include "sources/container/digest.h"

namespace bulwark::sources::container {
namespace {

constexpr std::size_t kLongestName = 255;
constexpr std::size_t kLongestTag = 128;

bool is_small(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }
bool is_letter(char c) { return is_small(c) || (c >= 'A' && c <= 'Z'); }

bool is_separator(std::string_view text) {
  return text == "." || text == "_" || text == "__" ||
         std::all_of(text.begin(), text.end(), [](char c) { return c == '-'; });
}

bool is_name_part(std::string_view text) {
  if (text.empty() || !is_small(text.front()) || !is_small(text.back())) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::size_t begin = i;
    while (!is_small(text[i])) ++i;
    if (i > begin && !is_separator(text.substr(begin, i - begin))) return false;
  }
  return true;
}

bool is_repository(std::string_view text) {
  if (text.empty() || text.size() > kLongestName) return false;
  while (true) {
    const std::size_t slash = text.find('/');
    if (!is_name_part(text.substr(0, slash))) return false;
    if (slash == std::string_view::npos) return true;
    text.remove_prefix(slash + 1);
  }
}

bool is_port(std::string_view text) {
  return !text.empty() && text.size() <= 5 &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool is_registry(std::string_view text) {
  std::string_view host = text;
  const std::size_t bracket = text.find(']');
  const std::size_t colon = text.find(':', bracket == std::string_view::npos ? 0 : bracket);
  if (colon != std::string_view::npos) {
    if (!is_port(text.substr(colon + 1))) return false;
    host = text.substr(0, colon);
  }
  if (host.starts_with('[')) {
    return host.ends_with(']') && std::all_of(host.begin() + 1, host.end() - 1, [](char c) {
             return is_letter(c) || c == ':' || c == '.';
           });
  }
  return !host.empty() && host.front() != '-' && host.front() != '.' &&
         std::all_of(host.begin(), host.end(),
                     [](char c) { return is_letter(c) || c == '.' || c == '-'; });
}

// The first part of a name is a registry when it cannot be a folder of Docker's.
bool names_registry(std::string_view part) {
  return part.contains('.') || part.contains(':') || part == "localhost" ||
         std::any_of(part.begin(), part.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

std::unexpected<Error> broken(std::string_view text, std::string_view why) {
  return fail(ErrorCode::malformed, "'" + std::string(text.substr(0, 300)) +
                                        "' is no image reference: " + std::string(why));
}

}  // namespace

bool is_tag(std::string_view text) {
  return !text.empty() && text.size() <= kLongestTag && text[0] != '.' && text[0] != '-' &&
         std::all_of(text.begin(), text.end(),
                     [](char c) { return is_letter(c) || c == '_' || c == '.' || c == '-'; });
}

std::string Reference::text() const {
  return registry + "/" + repository + (tag.empty() ? "" : ":" + tag) +
         (digest.empty() ? "" : "@" + digest);
}

Result<Reference> parse_reference(std::string_view text) {
  Reference out;
  std::string_view rest = text;
  if (const std::size_t at = rest.find('@'); at != std::string_view::npos) {
    out.digest = rest.substr(at + 1);
    rest = rest.substr(0, at);
    if (!is_digest(out.digest)) return broken(text, "its digest is no sha256 or sha512");
  }
  const std::size_t colon = rest.rfind(':');
  const std::size_t slash = rest.rfind('/');
  if (colon != std::string_view::npos && (slash == std::string_view::npos || colon > slash)) {
    out.tag = rest.substr(colon + 1);
    rest = rest.substr(0, colon);
    if (!is_tag(out.tag)) return broken(text, "its tag holds what no tag may");
  }
  const std::size_t first = rest.find('/');
  if (first != std::string_view::npos && names_registry(rest.substr(0, first))) {
    out.registry = rest.substr(0, first);
    rest.remove_prefix(first + 1);
    if (!is_registry(out.registry)) return broken(text, "its registry is no host");
  }
  if (out.registry.empty() || out.registry == "index.docker.io") out.registry = "docker.io";
  out.repository = rest;
  if (out.registry == "docker.io" && !out.repository.contains('/'))
    out.repository = "library/" + out.repository;
  if (!is_repository(out.repository))
    return broken(text, "its name is none that an image may have");
  if (out.tag.empty() && out.digest.empty()) out.tag = "latest";
  return out;
}

}  // namespace bulwark::sources::container
