// SPDX-License-Identifier: Apache-2.0
#include "knowledge/ecosystem.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

#include "base/text.h"

namespace bulwark::knowledge {
namespace {

using formats::VersionScheme;
using model::PackageNames;
using model::PackageType;

struct Known {
  std::string_view name;  // without the release
  VersionScheme scheme;
  bool distribution;
  PackageNames names;
};

constexpr std::array kKnown{
    Known{"Debian", VersionScheme::debian, true, PackageNames::source},
    Known{"Ubuntu", VersionScheme::debian, true, PackageNames::source},
    Known{"Alpine", VersionScheme::alpine, true, PackageNames::source},
    Known{"Wolfi", VersionScheme::alpine, true, PackageNames::any},
    Known{"Chainguard", VersionScheme::alpine, true, PackageNames::any},
    Known{"Red Hat", VersionScheme::redhat, true, PackageNames::binary},
    Known{"AlmaLinux", VersionScheme::redhat, true, PackageNames::binary},
    Known{"Rocky Linux", VersionScheme::redhat, true, PackageNames::any},
    Known{"Oracle Linux", VersionScheme::redhat, true, PackageNames::binary},
    Known{"Amazon Linux", VersionScheme::redhat, true, PackageNames::binary},
    Known{"SUSE", VersionScheme::redhat, true, PackageNames::any},
    Known{"openSUSE", VersionScheme::redhat, true, PackageNames::any},
    Known{"Go", VersionScheme::go, false, PackageNames::any},
    Known{"npm", VersionScheme::semver, false, PackageNames::any},
    Known{"crates.io", VersionScheme::semver, false, PackageNames::any},
    Known{"PyPI", VersionScheme::pypi, false, PackageNames::any},
    Known{"Maven", VersionScheme::maven, false, PackageNames::any},
    Known{"RubyGems", VersionScheme::rubygems, false, PackageNames::any},
    Known{"Packagist", VersionScheme::packagist, false, PackageNames::any},
    Known{"NuGet", VersionScheme::nuget, false, PackageNames::any},
    Known{"kubernetes", VersionScheme::semver, false, PackageNames::any},
};

const Known* known(std::string_view ecosystem) {
  const std::string_view stem = ecosystem.substr(0, ecosystem.find(':'));
  const auto* found = std::find_if(kKnown.begin(), kKnown.end(),
                                   [&](const Known& one) { return one.name == stem; });
  return found == kKnown.end() ? nullptr : found;
}

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return out;
}

// PEP 503: runs of - _ . are one -, in lower case.
std::string normalized_python(std::string_view name) {
  std::string out;
  for (const char c : lower(name)) {
    const bool joint = c == '-' || c == '_' || c == '.';
    if (!joint) out += c;
    if (joint && (out.empty() || out.back() != '-')) out += '-';
  }
  return out;
}

// Of a CPE behind its vendor: "enterprise_linux:8::baseos", "rhel_eus:8.6::baseos".
std::string red_hat_product(std::string_view product) {
  const std::vector<std::string> parts = split(product, ':');
  if (parts.size() < 2) return {};
  const std::string& version = parts[1];
  if (version.empty() || std::isdigit(static_cast<unsigned char>(version[0])) == 0) return {};
  if (parts[0] == "enterprise_linux") return "Red Hat:" + version.substr(0, version.find('.'));
  constexpr std::string_view kStream = "rhel_";
  constexpr std::array<std::string_view, 6> kStreams{"eus", "aus", "tus",
                                                     "e4s", "els", "eus_long_life"};
  if (!parts[0].starts_with(kStream)) return {};
  const std::string stream = parts[0].substr(kStream.size());
  if (std::find(kStreams.begin(), kStreams.end(), stream) == kStreams.end()) return {};
  return "Red Hat:" + version + ":" + stream;
}

constexpr std::array<std::pair<PackageType, std::string_view>, 8> kLanguages{{
    {PackageType::golang, "Go"},
    {PackageType::cargo, "crates.io"},
    {PackageType::npm, "npm"},
    {PackageType::pypi, "PyPI"},
    {PackageType::maven, "Maven"},
    {PackageType::gem, "RubyGems"},
    {PackageType::composer, "Packagist"},
    {PackageType::nuget, "NuGet"},
}};

std::string_view major(std::string_view version) { return version.substr(0, version.find('.')); }

// "3.19" of "3.19.1".
std::string_view two_parts(std::string_view version) {
  const std::size_t first = version.find('.');
  if (first == std::string_view::npos) return {};
  return version.substr(0, version.find('.', first + 1));
}

}  // namespace

std::string canonical_ecosystem(std::string_view ecosystem) {
  constexpr std::string_view kRedHat = "Red Hat:";
  constexpr std::string_view kLongTerm = ":LTS";
  if (ecosystem.starts_with("Ubuntu:") && ecosystem.ends_with(kLongTerm))
    ecosystem.remove_suffix(kLongTerm.size());
  if (ecosystem.starts_with(kRedHat)) {
    std::string product = red_hat_product(ecosystem.substr(kRedHat.size()));
    if (!product.empty()) return product;
  }
  return std::string(ecosystem);
}

std::string canonical_package(std::string_view ecosystem, std::string_view package) {
  if (ecosystem == "PyPI") return normalized_python(package);
  if (ecosystem == "NuGet" || ecosystem == "Packagist") return lower(package);
  return std::string(package);
}

std::optional<VersionScheme> scheme_of(std::string_view ecosystem) {
  const Known* one = known(ecosystem);
  if (one == nullptr) return std::nullopt;
  return one->scheme;
}

bool is_distribution(std::string_view ecosystem) {
  const Known* one = known(ecosystem);
  return one != nullptr && one->distribution;
}

PackageNames names_in(std::string_view ecosystem) {
  const Known* one = known(ecosystem);
  return one == nullptr ? PackageNames::any : one->names;
}

std::string red_hat_ecosystem(std::string_view cpe) {
  constexpr std::string_view kVendor = ":redhat:";
  const std::size_t at = cpe.find(kVendor);
  return at == std::string_view::npos ? std::string()
                                      : red_hat_product(cpe.substr(at + kVendor.size()));
}

std::string debian_ecosystem(std::string_view codename) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 10> kReleases{{
      {"wheezy", "7"},
      {"jessie", "8"},
      {"stretch", "9"},
      {"buster", "10"},
      {"bullseye", "11"},
      {"bookworm", "12"},
      {"trixie", "13"},
      {"forky", "14"},
      {"duke", "15"},
      {"sid", "unstable"},
  }};
  for (const auto& [name, number] : kReleases) {
    if (name == codename) return "Debian:" + std::string(number);
  }
  return "Debian:" + std::string(codename);
}

std::string_view ecosystem_of(PackageType type) {
  for (const auto& [one, name] : kLanguages) {
    if (one == type) return name;
  }
  return {};
}

std::string ecosystem_of(const model::Distribution& distribution) {
  const std::string& id = distribution.id;
  const std::string& version = distribution.version;
  const auto with = [](std::string_view name, std::string_view release) {
    return release.empty() ? std::string() : std::string(name) + ":" + std::string(release);
  };
  if (id == "debian") {
    // Testing and unstable have no VERSION_ID.
    if (!version.empty()) return with("Debian", major(version));
    return distribution.codename.empty() ? std::string() : debian_ecosystem(distribution.codename);
  }
  if (id == "ubuntu") return with("Ubuntu", version);
  if (id == "alpine") {
    if (version.empty()) return {};
    const std::string_view branch = two_parts(version);
    if (branch.empty() || version.contains("_alpha")) return "Alpine:edge";
    return "Alpine:v" + std::string(branch);
  }
  if (id == "wolfi") return "Wolfi";
  if (id == "chainguard") return "Chainguard";
  if (id == "rhel" || id == "centos") return with("Red Hat", major(version));
  if (id == "almalinux") return with("AlmaLinux", major(version));
  if (id == "rocky") return with("Rocky Linux", major(version));
  if (id == "ol") return with("Oracle Linux", major(version));
  if (id == "amzn") return with("Amazon Linux", version);
  return {};
}

std::string name_within(const model::Package& package) {
  const std::string& space = package.name_space;
  if (space.empty()) return package.name;
  switch (package.type) {
    case PackageType::npm:
    case PackageType::golang:
    case PackageType::composer: return space + "/" + package.name;
    case PackageType::maven: return space + ":" + package.name;
    default: return package.name;
  }
}

}  // namespace bulwark::knowledge
