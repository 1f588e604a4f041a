// SPDX-License-Identifier: Apache-2.0
#include "sources/container/kubelet_credentials.h"

#include <algorithm>
#include <cstddef>
#include <functional>

namespace bulwark::sources::container {
namespace {

struct Place {
  std::string_view host, port, path;  // the path with its slash
};

Place place_of(std::string_view text) {
  Place out;
  const std::size_t slash = std::min(text.find('/'), text.size());
  out.path = text.substr(slash);
  text = text.substr(0, slash);
  const std::size_t colon = std::min(text.rfind(':'), text.size());
  out.host = text.substr(0, colon);
  out.port = text.substr(std::min(colon + 1, text.size()));
  return out;
}

std::string_view take_part(std::string_view& host) {
  const std::size_t dot = std::min(host.find('.'), host.size());
  const std::string_view out = host.substr(0, dot);
  host.remove_prefix(std::min(dot + 1, host.size()));
  return out;
}

// One character of a pattern that is no '*': itself, any, or one of a set. Takes it off.
bool takes(std::string_view& pattern, char c) {
  const char first = pattern.front();
  pattern.remove_prefix(1);
  if (first == '?') return true;
  if (first == '\\' && !pattern.empty()) {
    const char escaped = pattern.front();
    pattern.remove_prefix(1);
    return escaped == c;
  }
  if (first != '[') return first == c;
  const std::size_t end = pattern.find(']', 1);
  if (end == std::string_view::npos) return false;
  std::string_view set = pattern.substr(0, end);
  pattern.remove_prefix(end + 1);
  const bool negated = set.starts_with('^');
  if (negated) set.remove_prefix(1);
  bool found = false;
  for (std::size_t i = 0; i < set.size(); ++i) {
    const bool range = i + 2 < set.size() && set[i + 1] == '-';
    found = found || (range ? set[i] <= c && c <= set[i + 2] : set[i] == c);
    if (range) i += 2;
  }
  return found != negated;
}

// As Go's path/filepath.Match, of texts without a slash.
bool part_fits(std::string_view pattern, std::string_view text) {
  std::string_view after_star, rest;
  bool star = false;
  while (!text.empty() || !pattern.empty()) {
    if (pattern.starts_with('*')) {
      pattern.remove_prefix(1);
      after_star = pattern;
      rest = text;
      star = true;
      continue;
    }
    if (!pattern.empty() && !text.empty() && takes(pattern, text.front())) {
      text.remove_prefix(1);
      continue;
    }
    if (!star || rest.empty()) return false;
    rest.remove_prefix(1);
    text = rest;
    pattern = after_star;
  }
  return true;
}

}  // namespace

bool kubelet_entry_fits(std::string_view entry, std::string_view registry,
                        std::string_view repository) {
  const Place wanted = place_of(entry);
  Place is = place_of(registry);
  const std::string path = "/" + std::string(repository);
  std::string_view patterns = wanted.host;
  if (wanted.port != is.port || !path.starts_with(wanted.path)) return false;
  if (std::ranges::count(patterns, '.') != std::ranges::count(is.host, '.')) return false;
  while (!patterns.empty() || !is.host.empty())
    if (!part_fits(take_part(patterns), take_part(is.host))) return false;
  return true;
}

std::vector<RegistryCredential> kubelet_credentials(
    const std::vector<std::map<std::string, RegistryCredential>>& secrets,
    std::string_view registry, std::string_view repository) {
  std::multimap<std::string, RegistryCredential, std::greater<>> fitting;
  for (const auto& secret : secrets)
    for (const auto& [entry, credential] : secret)
      if (kubelet_entry_fits(entry, registry, repository)) fitting.emplace(entry, credential);
  std::vector<RegistryCredential> out;
  for (const auto& [entry, credential] : fitting)
    if (std::ranges::find(out, credential) == out.end()) out.push_back(credential);
  return out;
}

}  // namespace bulwark::sources::container
