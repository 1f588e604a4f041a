// SPDX-License-Identifier: Apache-2.0
// Names are paths, whichever of "." and "/" they are written with.
#include "extractors/config/sysctl.h"

#include <algorithm>

#include "base/text.h"

namespace bulwark::extractors::config {
namespace {

// The first separator tells which it is; the other one is a character of a name (a VLAN's).
std::string path_of(std::string_view name) {
  std::string out(name);
  const std::size_t first = out.find_first_of("./");
  if (first == std::string::npos || out[first] == '/') return out;
  for (char& c : out) c = c == '.' ? '/' : (c == '/' ? '.' : c);
  return out;
}

bool fits(std::string_view pattern, std::string_view path) {
  const auto steps = split(pattern, '/');
  const auto names = split(path, '/');
  return std::ranges::equal(steps, names, [](const std::string& step, const std::string& name) {
    return glob_match(step, name);
  });
}

}  // namespace

std::vector<SysctlLine> sysctl_lines(std::string_view file, std::string_view source) {
  std::vector<SysctlLine> out;
  for (const std::string& line : split(file, '\n')) {
    std::string_view text = trim(line);
    if (text.empty() || text[0] == '#' || text[0] == ';') continue;
    const std::size_t equals = text.find('=');
    const bool has_dash = text[0] == '-';  // before an assignment: it may fail
    if (equals == std::string_view::npos && !has_dash) continue;
    const std::string_view name = trim(text.substr(0, equals).substr(has_dash ? 1 : 0));
    SysctlLine one{path_of(name), std::nullopt, std::string(source)};
    if (equals != std::string_view::npos) one.value = trim(text.substr(equals + 1));
    out.push_back(std::move(one));
  }
  return out;
}

const SysctlLine* deciding_line(std::span<const SysctlLine> lines, std::string_view key) {
  const std::string path = path_of(key);
  const SysctlLine* exact = nullptr;
  const SysctlLine* pattern = nullptr;
  for (const SysctlLine& line : lines) {
    if (line.key == path) {
      exact = &line;
    } else if (line.value && line.key.find_first_of("*?") != std::string::npos &&
               fits(line.key, path)) {
      pattern = &line;
    }
  }
  if (exact != nullptr) return exact->value ? exact : nullptr;
  return pattern;
}

}  // namespace bulwark::extractors::config
