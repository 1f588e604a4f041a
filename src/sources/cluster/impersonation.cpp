// SPDX-License-Identifier: Apache-2.0
// Keys of extras become part of a header's name, so that most of their characters are escaped.
#include "sources/cluster/impersonation.h"

#include <fmt/core.h>

#include <string_view>

namespace bulwark::sources::cluster {
namespace {

// What may stand in a header's name (RFC 9110, token); the percent sign begins an escape.
bool is_plain(char c) {
  constexpr std::string_view kMarks = "!#$&'*+-.^_`|~";
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         kMarks.find(c) != std::string_view::npos;
}

std::string escaped(std::string_view key) {
  std::string out;
  for (const char c : key) {
    if (is_plain(c)) {
      out += c;
    } else {
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return out;
}

}  // namespace

std::vector<std::string> impersonation_headers(const Impersonation& as) {
  std::vector<std::string> out;
  if (as.user.empty()) return out;
  out.push_back("Impersonate-User: " + as.user);
  if (!as.uid.empty()) out.push_back("Impersonate-Uid: " + as.uid);
  for (const std::string& group : as.groups) out.push_back("Impersonate-Group: " + group);
  for (const auto& [key, values] : as.extra) {
    for (const std::string& value : values)
      out.push_back(fmt::format("Impersonate-Extra-{}: {}", escaped(key), value));
  }
  return out;
}

}  // namespace bulwark::sources::cluster
