// SPDX-License-Identifier: Apache-2.0
// Variables by their prefix.
#include "extractors/config/etcd_environment.h"

#include <optional>

#include "base/text.h"
#include "formats/value_fields.h"

namespace bulwark::extractors::config {
namespace {

constexpr std::string_view kPrefix = "ETCD_";

char flag_character(char c) {
  if (c == '_') return '-';
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

void add(std::string_view name, std::optional<std::string> value,
         std::vector<EnvironmentFlag>& out) {
  if (!name.starts_with(kPrefix)) return;
  std::string flag(name.substr(kPrefix.size()));
  for (char& c : flag) c = flag_character(c);
  out.push_back({std::move(flag), std::move(value)});
}

}  // namespace

std::vector<EnvironmentFlag> etcd_environment(const formats::Value& container) {
  std::vector<EnvironmentFlag> out;
  for (const formats::Value& one : formats::items_of(container, "env")) {
    const bool known = one.find("valueFrom") == nullptr;
    add(one.text("name"), known ? std::optional(std::string(one.text("value"))) : std::nullopt,
        out);
  }
  return out;
}

std::vector<EnvironmentFlag> etcd_environment(std::string_view variables) {
  std::vector<EnvironmentFlag> out;
  for (const std::string& one : split(variables, '\0')) {
    const std::size_t equals = one.find('=');
    if (equals != std::string::npos) add(one.substr(0, equals), one.substr(equals + 1), out);
  }
  return out;
}

}  // namespace bulwark::extractors::config
