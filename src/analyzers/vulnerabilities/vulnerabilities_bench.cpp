// SPDX-License-Identifier: Apache-2.0
// Measures a database of a full set of feeds' size, and the matching of 100 SBOMs of 300 packages.
// Advisories are generated: 60,000 CVEs of Debian with releases of their own, 60,000 of Alpine and
// of Red Hat, 180,000 of languages.
#include <fmt/core.h>
#include <sys/resource.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <string>
#include <vector>

#include "analyzers/vulnerabilities/match.h"
#include "formats/measure.h"
#include "io/sink.h"
#include "knowledge/database.h"

namespace bulwark::analyzers::vulnerabilities {
namespace {

namespace measure = formats::measure;
using model::Package;
using model::PackageType;
using Kind = model::VersionEvent::Kind;

struct Source {
  std::string_view ecosystem;
  PackageType type;
  std::size_t advisories, packages, releases;
};

constexpr Source kSources[] = {
    {"Debian:", PackageType::deb, 60'000, 4'000, 6},
    {"Alpine:v3.", PackageType::apk, 30'000, 2'500, 12},
    {"Red Hat:", PackageType::rpm, 30'000, 6'000, 4},
    {"Go", PackageType::golang, 10'000, 5'000, 0},
    {"npm", PackageType::npm, 90'000, 60'000, 0},
    {"PyPI", PackageType::pypi, 30'000, 12'000, 0},
    {"Maven", PackageType::maven, 20'000, 8'000, 0},
    {"RubyGems", PackageType::gem, 10'000, 3'000, 0},
    {"Packagist", PackageType::composer, 10'000, 4'000, 0},
    {"NuGet", PackageType::nuget, 10'000, 2'000, 0},
};

// Most advisories are about few packages: the kernel's share of Debian's is a tenth.
std::size_t pick(std::mt19937& random, std::size_t count) {
  if (random() % 10 == 0) return 0;
  const double share = static_cast<double>(random() % 1'000'000) / 1e6;
  return static_cast<std::size_t>(share * share * static_cast<double>(count));
}

std::string package_name(const Source& source, std::size_t number) {
  const std::string stem = fmt::format("package-{}", number);
  return source.type == PackageType::maven ? "org.example:" + stem
         : source.type == PackageType::golang || source.type == PackageType::composer
             ? "example.org/" + stem
             : stem;
}

std::string version(std::mt19937& random, const Source& source) {
  const std::string out = fmt::format("{}.{}.{}", random() % 6, random() % 30, random() % 20);
  if (source.type == PackageType::deb) return fmt::format("{}-{}+deb{}u1", out, random() % 5, 12);
  if (source.type == PackageType::apk) return fmt::format("{}-r{}", out, random() % 8);
  if (source.type == PackageType::rpm) return fmt::format("{}-{}.el9_{}", out, random() % 90, 4);
  return out;
}

model::Advisory advisory(std::mt19937& random, const Source& source, std::size_t number) {
  model::Advisory out;
  out.id = fmt::format("CVE-{}-{}", 2005 + (number % 22), 1000 + random() % 90'000);
  out.summary = fmt::format("A fault of number {} lets somebody do something that is not theirs",
                            number);
  out.cvss_vector = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N";
  out.urls = {fmt::format("https://security.example.org/{}", out.id)};
  out.modified = "2026-11-01";
  const std::string name = package_name(source, pick(random, source.packages));
  for (std::size_t release = 0; release < std::max<std::size_t>(1, source.releases); ++release) {
    model::AffectedPackage one;
    one.ecosystem = source.ecosystem;
    if (source.releases > 0) one.ecosystem += std::to_string(8 + release);
    one.package = name;
    one.names = source.type == PackageType::rpm ? model::PackageNames::binary
                : source.releases > 0           ? model::PackageNames::source
                                                : model::PackageNames::any;
    one.state = model::AdvisoryState::fixed;
    one.ranges = {{{Kind::introduced, "0"}, {Kind::fixed, version(random, source)}}};
    out.affected.push_back(std::move(one));
  }
  return out;
}

std::size_t peak_megabytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<std::size_t>(usage.ru_maxrss) / 1024;
}

void build(const std::string& path) {
  std::mt19937 random(42);
  knowledge::DatabaseBuilder builder;
  for (const Source& source : kSources) {
    builder.begin_feed(std::string(source.ecosystem), "osv");
    for (std::size_t i = 0; i < source.advisories; ++i) {
      if (!builder.add(advisory(random, source, i))) std::abort();
    }
  }
  builder.begin_feed("epss", "epss");
  for (std::size_t i = 0; i < 270'000; ++i) {
    const std::string cve = fmt::format("CVE-{}-{}", 2005 + (i % 22), 1000 + i / 3);
    if (!builder.add(model::Exploitation{cve, 0.01, 0.5, "", false})) std::abort();
  }
  auto sink = io::FileSink::create(path);
  if (!sink || !std::move(builder).write(**sink, {})) std::abort();
}

std::vector<std::vector<Package>> boms() {
  std::mt19937 random(7);
  std::vector<std::vector<Package>> out(100);
  for (std::size_t i = 0; i < out.size(); ++i) {
    for (std::size_t k = 0; k < 300; ++k) {
      const bool system = k < 200;
      const Source& source = kSources[system ? 0 : 3 + (random() % 7)];
      Package one;
      one.type = source.type;
      // Images share most of their base: half of the system's packages are the same everywhere.
      std::mt19937 own(static_cast<unsigned>(system && k < 100 ? k : (i * 1000) + k));
      // One of them is the kernel's, which a tenth of the distribution's advisories are about.
      one.name = package_name(source, k == 0 ? 0 : 1 + (own() % (source.packages - 1)));
      one.version = version(own, source);
      out[i].push_back(std::move(one));
    }
  }
  return out;
}

}  // namespace
}  // namespace bulwark::analyzers::vulnerabilities

int main(int argc, char** argv) {
  using namespace bulwark;
  using namespace bulwark::analyzers::vulnerabilities;
  if (argc != 2) {
    std::fprintf(stderr, "usage: %s FILE  (the database is written there)\n", argv[0]);
    return 2;
  }
  const double built = measure::seconds([&] { build(argv[1]); });
  fmt::print("build   {:.2f} s, peak {} MB\n", built, peak_megabytes());
  double opened = 1e9, matched = 1e9, checked = 1e9;
  std::size_t rows = 0;
  const auto images = boms();
  const model::Distribution bookworm{"debian", "12", "bookworm", "", {}};
  for (int i = 0; i < 5; ++i) {
    opened = std::min(opened, measure::seconds([&] {
                        if (!knowledge::Database::open(argv[1])) std::abort();
                      }));
    matched = std::min(matched, measure::seconds([&] {
                         rows = 0;
                         const auto database = knowledge::Database::open(argv[1]);
                         Matcher matcher(*database);
                         for (const auto& image : images) {
                           const auto result = matcher.match(bookworm, image);
                           if (!result) std::abort();
                           rows += result->rows.size();
                         }
                       }));
    checked = std::min(checked, measure::seconds([&] {
                         const auto database = knowledge::Database::open(argv[1]);
                         if (!database->file().check_all()) std::abort();
                       }));
  }
  const auto facts = knowledge::Database::open(argv[1])->facts();
  fmt::print("holds   {} advisories, {} entries, {} words on attacks, {:.1f} MB\n",
             facts->advisories, facts->entries, facts->exploitations,
             static_cast<double>(facts->bytes) / 1e6);
  fmt::print("open    {:.3f} ms\n", opened * 1e3);
  fmt::print("verify  {:.0f} ms (every block)\n", checked * 1e3);
  fmt::print("match   {:.0f} ms for {} SBOMs of 300 packages, {} rows\n", matched * 1e3,
             images.size(), rows);
  return 0;
}
