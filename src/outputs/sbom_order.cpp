// SPDX-License-Identifier: Apache-2.0
#include "outputs/sbom_order.h"

#include <fmt/core.h>
#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>

#include "base/check.h"
#include "model/package_url.h"

namespace bulwark::outputs {
namespace {

std::string uuid_of(std::string_view contents) {
  std::array<std::uint8_t, EVP_MAX_MD_SIZE> sum{};
  unsigned size = 0;
  CHECK(EVP_Digest(contents.data(), contents.size(), sum.data(), &size, EVP_sha256(), nullptr) == 1,
        "SHA-256 is missing");
  sum[6] = static_cast<std::uint8_t>((sum[6] & 0x0FU) | 0x80U);
  sum[8] = static_cast<std::uint8_t>((sum[8] & 0x3FU) | 0x80U);
  std::string out;
  for (std::size_t i = 0; i < 16; ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) out += '-';
    out += fmt::format("{:02x}", static_cast<unsigned>(sum[i]));
  }
  return out;
}

}  // namespace

std::vector<SbomEntry> sbom_entries(const model::Sbom& sbom) {
  std::vector<SbomEntry> out;
  out.reserve(sbom.packages.size());
  for (const model::SbomPackage& one : sbom.packages) out.push_back({&one, {}, {}});
  const auto before = [](const SbomEntry& a, const SbomEntry& b) {
    return *a.package < *b.package;
  };
  std::ranges::sort(out, before);
  const auto rest = std::ranges::unique(
      out, [](const SbomEntry& a, const SbomEntry& b) { return *a.package == *b.package; });
  out.erase(rest.begin(), rest.end());
  std::map<std::string, int> seen;
  for (SbomEntry& one : out) {
    one.url = model::package_url(one.package->package, sbom.subject.distribution);
    const int count = ++seen[one.url];
    one.id = count == 1 ? one.url : fmt::format("{}#{}", one.url, count);
  }
  return out;
}

std::string sbom_identifier(const model::Sbom& sbom, const std::vector<SbomEntry>& entries) {
  const model::SbomSubject& subject = sbom.subject;
  std::string contents;
  const auto add = [&](std::string_view text) {
    contents += fmt::format("{}:{}", text.size(), text);
  };
  for (const std::string_view text :
       {std::string_view(subject.name), std::string_view(subject.digest),
        std::string_view(subject.distribution.id), std::string_view(subject.distribution.version)})
    add(text);
  for (const SbomEntry& one : entries) {
    add(one.id);
    add(one.package->package.license);
    add(one.package->package.path);
    add(one.package->layer ? one.package->layer->digest : "");
  }
  for (const std::string& gap : sbom.gaps) add(gap);
  return "urn:uuid:" + uuid_of(contents);
}

std::string full_name(const model::Package& package) {
  if (package.name_space.empty()) return package.name;
  const char divider = package.type == model::PackageType::maven ? ':' : '/';
  return package.name_space + divider + package.name;
}

}  // namespace bulwark::outputs
