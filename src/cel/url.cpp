// SPDX-License-Identifier: Apache-2.0
// What a URL answers. url_parse.cpp reads it.
#include "cel/url.h"

#include <algorithm>

#include "cel/percent.h"

namespace bulwark::cel {
namespace {

/// Where the port's colon stands; the size of `host` when there is none.
std::size_t port_colon(std::string_view host) {
  const std::size_t colon = host.rfind(':');
  if (colon == std::string_view::npos) return host.size();
  const std::string_view digits = host.substr(colon + 1);
  return std::ranges::all_of(digits, [](char c) { return c >= '0' && c <= '9'; }) ? colon
                                                                                  : host.size();
}

}  // namespace

std::string_view Url::hostname() const {
  std::string_view out = host.substr(0, port_colon(host));
  if (out.starts_with('[') && out.ends_with(']')) out = out.substr(1, out.size() - 2);
  return out;
}

std::string_view Url::port() const {
  return host.substr(std::min(port_colon(host) + 1, host.size()));
}

std::vector<std::pair<std::string, std::string>> Url::parameters() const {
  constexpr std::ptrdiff_t kMostParameters = 10'000;  // beyond them Go reads none
  std::vector<std::pair<std::string, std::string>> out;
  if (std::ranges::count(query, '&') >= kMostParameters) return out;
  std::string_view rest = query;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('&'), rest.size());
    const std::string_view pair = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (pair.empty() || pair.find(';') != std::string_view::npos) continue;
    const std::size_t equals = std::min(pair.find('='), pair.size());
    auto key = percent_decode(pair.substr(0, equals), UrlPart::query);
    auto value = percent_decode(pair.substr(std::min(equals + 1, pair.size())), UrlPart::query);
    if (key && value) out.emplace_back(*std::move(key), *std::move(value));
  }
  return out;
}

Url Url::kept(Arena& arena) const {
  Url out;
  out.scheme = arena.copy(scheme);
  out.host = arena.copy(host);
  out.escaped_path = arena.copy(escaped_path);
  out.query = arena.copy(query);
  out.whole = arena.copy(whole);
  return out;
}

}  // namespace bulwark::cel
