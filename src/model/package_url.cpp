// SPDX-License-Identifier: Apache-2.0
// scheme:type/namespace/name@version?qualifiers#subpath; every part is percent-encoded.
#include "model/package_url.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <map>
#include <utility>
#include <vector>

#include "base/text.h"

namespace bulwark::model {
namespace {

struct TypeName {
  PackageType type;
  std::string_view name;
};

constexpr std::array kTypes{
    TypeName{PackageType::deb, "deb"},     TypeName{PackageType::apk, "apk"},
    TypeName{PackageType::rpm, "rpm"},     TypeName{PackageType::golang, "golang"},
    TypeName{PackageType::cargo, "cargo"}, TypeName{PackageType::npm, "npm"},
    TypeName{PackageType::pypi, "pypi"},   TypeName{PackageType::maven, "maven"},
    TypeName{PackageType::gem, "gem"},     TypeName{PackageType::composer, "composer"},
    TypeName{PackageType::nuget, "nuget"}, TypeName{PackageType::generic, "generic"},
};

bool is_distribution_type(PackageType type) {
  return type == PackageType::deb || type == PackageType::apk || type == PackageType::rpm;
}

std::string lowered(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

// A colon stays as it is, as the specification says; a slash only where it divides.
std::string encoded(std::string_view text, std::string_view plain = "-._~:") {
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if ((std::isalnum(byte) != 0 && byte < 0x80) || plain.contains(c)) {
      out += c;
    } else {
      out += fmt::format("%{:02X}", static_cast<unsigned>(byte));
    }
  }
  return out;
}

std::optional<std::string> decoded(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '%') {
      out += text[at];
      continue;
    }
    unsigned byte = 0;
    const char* const digits = text.data() + at + 1;
    if (text.size() - at < 3 || std::from_chars(digits, digits + 2, byte, 16).ptr != digits + 2)
      return std::nullopt;
    out += static_cast<char>(byte);
    at += 2;
  }
  return out;
}

// What the specification's types say of names: Python's are lower case with dashes.
std::string normal_name(const Package& package) {
  switch (package.type) {
    case PackageType::deb:
    case PackageType::apk:
    case PackageType::composer: return lowered(package.name);
    case PackageType::pypi: {
      std::string out = lowered(package.name);
      std::ranges::replace(out, '_', '-');
      return out;
    }
    default: return package.name;
  }
}

std::string name_space_of(const Package& package, const Distribution& distribution) {
  if (package.name_space.empty())
    return is_distribution_type(package.type) ? lowered(distribution.id) : std::string();
  const bool lower = is_distribution_type(package.type) || package.type == PackageType::composer;
  return lower ? lowered(package.name_space) : package.name_space;
}

std::string distribution_name(const Distribution& distribution) {
  const std::string& release = distribution.version.empty() ? distribution.codename
                                                            : distribution.version;
  if (distribution.id.empty() || release.empty()) return distribution.id;
  return fmt::format("{}-{}", distribution.id, release);
}

using Qualifiers = std::map<std::string, std::string, std::less<>>;

Qualifiers qualifiers_of(const Package& package, const Distribution& distribution,
                         std::string& version) {
  Qualifiers out;
  out["arch"] = package.architecture;
  if (!is_distribution_type(package.type)) {
    if (package.type == PackageType::gem) out = {{"platform", package.architecture}};
    return out;
  }
  out["distro"] = distribution_name(distribution);
  if (!package.source_name.empty())
    out["upstream"] = package.source_version.empty()
                          ? package.source_name
                          : fmt::format("{}@{}", package.source_name, package.source_version);
  if (package.type != PackageType::rpm) return out;
  out["modularitylabel"] = package.module;
  if (const std::size_t colon = version.find(':'); colon != std::string::npos) {
    out["epoch"] = version.substr(0, colon);
    version.erase(0, colon + 1);
  }
  return out;
}

void set_qualifier(const std::string& key, std::string value, PackageFromUrl& out) {
  Package& package = out.package;
  if (key == "arch" || key == "platform")
    package.architecture = std::move(value);
  else if (key == "distro")
    out.distribution = std::move(value);
  else if (key == "modularitylabel")
    package.module = std::move(value);
  else if (key == "epoch" && value != "0")
    package.version = value + ":" + package.version;
  else if (key == "upstream") {
    const std::size_t at = value.find('@');
    package.source_name = value.substr(0, at);
    if (at != std::string::npos) package.source_version = value.substr(at + 1);
  }
}

// False where a part is no percent-encoding.
bool read_qualifiers(std::string_view text, PackageFromUrl& out) {
  for (const std::string& pair : split(text, '&')) {
    const std::size_t equals = pair.find('=');
    if (equals == std::string::npos) continue;
    auto value = decoded(std::string_view(pair).substr(equals + 1));
    if (!value) return false;
    if (!value->empty()) set_qualifier(lowered(pair.substr(0, equals)), *std::move(value), out);
  }
  return true;
}

}  // namespace

std::string_view package_url_type(PackageType type) {
  return std::ranges::find(kTypes, type, &TypeName::type)->name;
}

std::optional<PackageType> package_type_of(std::string_view name) {
  const auto* const found = std::ranges::find(kTypes, name, &TypeName::name);
  return found == kTypes.end() ? std::nullopt : std::optional(found->type);
}

std::string package_url(const Package& package, const Distribution& distribution) {
  if (package.name.empty()) return {};
  std::string version = package.version;
  const Qualifiers qualifiers = qualifiers_of(package, distribution, version);
  std::string out = fmt::format("pkg:{}/", package_url_type(package.type));
  for (const std::string& part : split(name_space_of(package, distribution), '/'))
    if (!part.empty()) out += encoded(part) + "/";
  out += encoded(normal_name(package));
  if (!version.empty()) out += "@" + encoded(version);
  char divider = '?';
  for (const auto& [key, value] : qualifiers) {
    if (value.empty()) continue;
    out += fmt::format("{}{}={}", std::exchange(divider, '&'), key, encoded(value, "-._~:/"));
  }
  return out;
}

std::optional<PackageFromUrl> package_from_url(std::string_view url) {
  constexpr std::string_view kScheme = "pkg:";
  if (!url.starts_with(kScheme)) return std::nullopt;
  url = url.substr(kScheme.size(), url.find('#') - std::min(url.find('#'), kScheme.size()));
  while (url.starts_with('/')) url.remove_prefix(1);
  const std::size_t question = std::min(url.find('?'), url.size());
  std::string_view path = url.substr(0, question);
  PackageFromUrl out;
  // The version's sign is the last one, behind the name: a scope ("@angular") may stand unencoded.
  const std::size_t at = path.rfind('@');
  if (at != std::string_view::npos && at > path.rfind('/') + 1) {
    auto version = decoded(path.substr(at + 1));
    if (!version) return std::nullopt;
    out.package.version = *std::move(version);
    path = path.substr(0, at);
  }
  std::vector<std::string> parts;
  for (const std::string& part : split(path, '/')) {
    auto text = decoded(part);
    if (!text) return std::nullopt;
    if (!text->empty()) parts.push_back(*std::move(text));
  }
  if (parts.size() < 2) return std::nullopt;
  const auto type = package_type_of(lowered(parts.front()));
  out.package.type = type.value_or(PackageType::generic);
  out.package.name = std::move(parts.back());
  parts.pop_back();
  if (type) parts.erase(parts.begin());
  out.package.name_space = join(parts, "/");
  if (question < url.size() && !read_qualifiers(url.substr(question + 1), out)) return std::nullopt;
  return out;
}

}  // namespace bulwark::model
