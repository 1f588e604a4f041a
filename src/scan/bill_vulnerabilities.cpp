// SPDX-License-Identifier: Apache-2.0
// Matching, then the words of others, then what to do.
#include "scan/bill_vulnerabilities.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <span>
#include <string_view>
#include <utility>

#include "analyzers/vulnerabilities/vex.h"
#include "base/day.h"
#include "formats/json.h"
#include "io/read_file.h"

namespace bulwark::scan {
namespace {

namespace vulnerabilities = analyzers::vulnerabilities;
using model::Vulnerability;

constexpr std::size_t kLargestVex = std::size_t{64} << 20;

Result<vulnerabilities::VexDocument> read_vex_file(const std::string& path) {
  std::string text = TRY(io::read_file(path, kLargestVex));
  const std::size_t size = text.size();
  text.resize(size + formats::kJsonPadding);
  formats::Pool pool(1, 0);
  formats::Builder builder(pool);
  formats::DocumentOptions options;
  options.resource = false;
  const auto document = formats::JsonReader().read({text.data(), size}, builder, options);
  if (!document) return std::unexpected(document.error());
  return vulnerabilities::read_vex(document->root);
}

// Folders that Debian's policies leave to its packages alone: pip and npm install elsewhere.
bool is_in_debians_folder(const model::Package& package) {
  constexpr std::array<std::string_view, 4> kFolders{
      "usr/lib/python3/dist-packages/", "usr/share/nodejs/", "usr/share/rubygems-integration/",
      "usr/share/java/"};
  return std::ranges::any_of(
      kFolders, [&](std::string_view folder) { return package.path.starts_with(folder); });
}

bool is_debian(const model::Distribution& distribution) {
  return distribution.id == "debian" || distribution.id == "ubuntu" ||
         std::ranges::find(distribution.like, "debian") != distribution.like.end();
}

// "pkg:oci/app@sha256:...": how VEX documents name an image.
std::vector<std::string> subjects_of(const model::SbomSubject& subject) {
  if (subject.digest.empty()) return {};
  std::string name = subject.name.substr(0, subject.name.find('@'));
  name = name.substr(name.rfind('/') + 1);
  name = name.substr(0, name.find(':'));
  return {fmt::format("pkg:oci/{}@{}", name, subject.digest)};
}

Result<void> apply_files(const model::Sbom& bill, const BillOptions& options, VulnerableBill& out) {
  for (const std::string& file : options.vex_files) {
    auto document = read_vex_file(file);
    if (!document) return std::unexpected(std::move(document.error()).context(file));
    for (const std::string& problem : document->problems)
      out.vex_doubts.push_back(fmt::format("{}: {}", file, problem));
    vulnerabilities::apply_vex(document->statements, subjects_of(bill.subject), out.packages,
                               out.match.rows);
  }
  return {};
}

Result<void> find_upgrades(const model::Distribution& distribution,
                           vulnerabilities::Matcher& matcher, VulnerableBill& out) {
  std::map<std::size_t, std::vector<Vulnerability>> rows;
  for (const Vulnerability& row : out.match.rows) {
    if (counts(row)) rows[row.package].push_back(row);
  }
  for (const auto& [package, own] : rows) {
    const auto upgrade = TRY(matcher.smallest_upgrade(distribution, out.packages[package], own));
    if (!upgrade.version.empty()) out.upgrades.emplace(package, upgrade);
  }
  return {};
}

}  // namespace

bool counts(const Vulnerability& row) {
  return !row.vex && row.state != model::AdvisoryState::not_affected;
}

Result<VulnerableBill> match_bill(const model::Sbom& bill, const knowledge::Database& database,
                                  const BillOptions& options) {
  vulnerabilities::Matcher matcher(database);
  return match_bill(bill, matcher, options);
}

Result<VulnerableBill> match_bill(const model::Sbom& bill, vulnerabilities::Matcher& matcher,
                                  const BillOptions& options) {
  VulnerableBill out;
  for (const model::SbomPackage& one : bill.packages) out.packages.push_back(one.package);
  const model::Distribution& distribution = bill.subject.distribution;
  vulnerabilities::MatchOptions asked;
  if (is_debian(distribution)) asked.of_distribution = is_in_debians_folder;
  out.match = TRY(matcher.match(distribution, out.packages, asked));
  out.doubts = bill.gaps;
  if (bill.packages.empty()) out.doubts.push_back(fmt::format("packages: {}", kNoPackages));
  for (const vulnerabilities::MatchGap& gap : out.match.gaps)
    out.doubts.push_back(fmt::format("{}: {} ({} packages)", gap.what, gap.reason, gap.packages));
  TRY_VOID(apply_files(bill, options, out));
  out.doubts.insert(out.doubts.end(), out.vex_doubts.begin(), out.vex_doubts.end());
  TRY_VOID(find_upgrades(distribution, matcher, out));
  return out;
}

std::string stale_notice(const knowledge::DatabaseFacts& facts, unsigned max_age,
                         std::string_view today) {
  const auto age = days_between(facts.day, today);
  if (age && *age <= static_cast<std::int64_t>(max_age)) return {};
  return fmt::format("the advisory database is stale ({}): what was published since is not known",
                     age ? fmt::format("{} days old", *age) : "its age is not known");
}

void keep_affected(model::Sbom& bill, VulnerableBill& matched) {
  std::map<std::size_t, std::size_t> places;  // old to new, in the old order
  for (const Vulnerability& row : matched.match.rows) places.emplace(row.package, 0);
  std::vector<model::SbomPackage> of_bill;
  std::vector<model::Package> packages;
  std::map<std::size_t, vulnerabilities::Upgrade> upgrades;
  for (auto& [before, now] : places) {
    now = packages.size();
    of_bill.push_back(std::move(bill.packages[before]));
    packages.push_back(std::move(matched.packages[before]));
    const auto upgrade = matched.upgrades.find(before);
    if (upgrade != matched.upgrades.end()) upgrades.emplace(now, upgrade->second);
  }
  for (Vulnerability& row : matched.match.rows) row.package = places.at(row.package);
  bill.packages = std::move(of_bill);
  matched.packages = std::move(packages);
  matched.upgrades = std::move(upgrades);
}

}  // namespace bulwark::scan
