// SPDX-License-Identifier: Apache-2.0
// Writing and reading of paths.
#include "formats/path.h"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>

namespace bulwark::formats {
namespace {

bool is_plain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '-';
}

Error bad_path(std::string_view path, std::string_view why) {
  return {ErrorCode::malformed, fmt::format("the path '{}' {}", path, why), {}};
}

// `at` stands behind `["`; leaves it behind `"]`.
bool quoted_key(std::string_view path, std::size_t& at, std::string& key) {
  for (; at < path.size(); ++at) {
    if (path[at] == '"') {
      at += 2;
      return at <= path.size() && path[at - 1] == ']';
    }
    if (path[at] == '\\' && ++at == path.size()) return false;
    key += path[at];
  }
  return false;
}

bool index_step(std::string_view path, std::size_t& at, PathStep& step) {
  std::uint32_t index = 0;
  const auto [end, error] = std::from_chars(path.data() + at, path.data() + path.size(), index);
  if (error != std::errc{} || end == path.data() + path.size() || *end != ']') return false;
  step.index = index;
  at = static_cast<std::size_t>(end - path.data()) + 1;
  return true;
}

}  // namespace

std::string key_step(std::string_view key) {
  if (!key.empty() && std::all_of(key.begin(), key.end(), is_plain)) return std::string(key);
  std::string out = "[\"";
  for (const char c : key) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"]";
}

std::string item_step(std::size_t index) { return fmt::format("[{}]", index); }

std::string join_path(std::string_view head, std::string_view tail) {
  std::string out(head);
  if (!head.empty() && !tail.empty() && tail.front() != '[') out += '.';
  return out.append(tail);
}

Result<std::vector<PathStep>> parse_path(std::string_view path) {
  std::vector<PathStep> steps;
  std::size_t at = 0;
  while (at < path.size()) {
    PathStep step;
    if (path.substr(at).starts_with("[\"")) {
      at += 2;
      if (!quoted_key(path, at, step.key))
        return std::unexpected(bad_path(path, "has an unclosed [\""));
    } else if (path[at] == '[') {
      ++at;
      if (!index_step(path, at, step)) return std::unexpected(bad_path(path, "has a bad index"));
    } else {
      if (path[at] == '.' && at > 0) ++at;
      const std::size_t from = at;
      while (at < path.size() && is_plain(path[at])) ++at;
      if (at == from) return std::unexpected(bad_path(path, "has an empty or unquoted key"));
      step.key = path.substr(from, at - from);
    }
    steps.push_back(std::move(step));
  }
  return steps;
}

}  // namespace bulwark::formats
