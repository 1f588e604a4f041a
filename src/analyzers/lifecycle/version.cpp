// SPDX-License-Identifier: Apache-2.0
// Numbers with dots between them, then whatever the vendor adds.
#include "analyzers/lifecycle/version.h"

#include <array>
#include <charconv>
#include <utility>

namespace bulwark::analyzers::lifecycle {
namespace {

constexpr std::size_t kLongest = 128;

// Takes a number off the front of `text`.
std::optional<std::uint32_t> take_number(std::string_view& text) {
  std::uint32_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc()) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return number;
}

bool take_dot(std::string_view& text) {
  if (!text.starts_with('.')) return false;
  text.remove_prefix(1);
  return true;
}

}  // namespace

bool Version::is_release() const {
  for (const char* stage : {"-alpha", "-beta", "-rc"}) {
    if (rest.starts_with(stage)) return false;
  }
  return true;
}

std::string_view Version::vendor() const {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 6> kVendors{
      {{"gke", "gke"},
       {"eks", "eks"},
       {"k3s", "k3s"},
       {"rke2", "rke2"},
       {"aliyun", "aliyun"},
       {"IKS", "iks"}}};
  for (const auto& [sign, vendor] : kVendors) {
    if (rest.find(sign) != std::string::npos) return vendor;
  }
  return {};
}

bool Version::is_from(std::uint32_t least_major, std::uint32_t least_minor) const {
  if (major != least_major) return major > least_major;
  if (minor != least_minor) return minor > least_minor;
  return is_release() || patch.value_or(0) > 0;
}

std::optional<Version> parse_version(std::string_view text) {
  if (text.size() > kLongest) return std::nullopt;
  if (text.starts_with('v')) text.remove_prefix(1);
  Version version;
  const auto major = take_number(text);
  if (!major || !take_dot(text)) return std::nullopt;
  const auto minor = take_number(text);
  if (!minor) return std::nullopt;
  version.major = *major;
  version.minor = *minor;
  std::string_view rest = text;
  if (take_dot(rest)) version.patch = take_number(rest);
  version.rest = version.patch ? rest : text;
  return version;
}

}  // namespace bulwark::analyzers::lifecycle
