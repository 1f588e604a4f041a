// SPDX-License-Identifier: Apache-2.0
#include "analyzers/vulnerabilities/match.h"

#include <fmt/core.h>

#include <algorithm>
#include <unordered_map>

#include "analyzers/vulnerabilities/package_match.h"
#include "knowledge/ecosystem.h"

namespace bulwark::analyzers::vulnerabilities {
namespace {

using model::Package;
using model::PackageType;
using model::Vulnerability;

bool is_of_distribution(PackageType type) {
  return type == PackageType::deb || type == PackageType::apk || type == PackageType::rpm;
}

std::string title(const model::Distribution& distribution) {
  if (!distribution.pretty_name.empty()) return distribution.pretty_name;
  if (distribution.id.empty()) return "an unknown distribution";
  return distribution.version.empty() ? distribution.id
                                      : distribution.id + " " + distribution.version;
}

// All that an answer depends on.
std::string key_of(const std::string& ecosystem, const Package& one) {
  std::string out = ecosystem;
  for (const std::string* part : {&one.name_space, &one.name, &one.version, &one.architecture,
                                  &one.source_name, &one.source_version, &one.module}) {
    out += '\0';
    out += *part;
  }
  return out += static_cast<char>(one.type);
}

bool worse(const Vulnerability& a, const Vulnerability& b) {
  if (a.package != b.package) return a.package < b.package;
  if (a.severity != b.severity) return a.severity > b.severity;
  return a.id < b.id;
}

}  // namespace

struct Matcher::Remembered {
  std::unordered_map<std::string, PackageAnswer> answers;
  std::size_t rows = 0;
  std::unordered_map<std::string, bool> held;  ///< per ecosystem

  const PackageAnswer& answer(const knowledge::Database& database, const std::string& ecosystem,
                              const Package& package) {
    constexpr std::size_t kMostRows = 200'000;
    if (rows > kMostRows) {
      answers.clear();
      rows = 0;
    }
    const auto [found, added] = answers.try_emplace(key_of(ecosystem, package));
    if (added) {
      found->second = match_package(database, ecosystem, package);
      rows += found->second.rows.size() + 1;
    }
    return found->second;
  }

  bool holds(const knowledge::Database& database, const std::string& ecosystem) {
    const auto [found, added] = held.try_emplace(ecosystem);
    if (added) found->second = database.holds(ecosystem);
    return found->second;
  }
};

Matcher::Matcher(const knowledge::Database& database)
    : database_(database), remembered_(std::make_unique<Remembered>()) {}

Matcher::~Matcher() = default;

namespace {

// Where a package of this kind is asked; else what is missing.
struct Place {
  std::string ecosystem;
  MatchGap gap;
};

Place place_of(const model::Distribution& distribution, const Package& package) {
  if (!is_of_distribution(package.type)) {
    std::string ecosystem(knowledge::ecosystem_of(package.type));
    if (!ecosystem.empty()) return {std::move(ecosystem), {}};
    return {{}, {"packages of no ecosystem", "nobody publishes advisories by such names"}};
  }
  std::string ecosystem = knowledge::ecosystem_of(distribution);
  if (!ecosystem.empty()) return {std::move(ecosystem), {}};
  return {{}, {title(distribution), "it is not known whose advisories are about its packages"}};
}

}  // namespace

Result<MatchResult> Matcher::match(const model::Distribution& distribution,
                                   std::span<const Package> packages, const MatchOptions& options) {
  MatchResult out;
  std::map<std::pair<std::string, std::string>, std::size_t> gaps;
  for (std::size_t i = 0; i < packages.size(); ++i) {
    const Package& package = packages[i];
    if (!is_of_distribution(package.type) && options.of_distribution &&
        options.of_distribution(package)) {
      ++out.left_to_distribution;
      continue;
    }
    Place place = place_of(distribution, package);
    if (!place.ecosystem.empty() && !remembered_->holds(database_, place.ecosystem))
      place.gap = {place.ecosystem, "the database holds no advisories of it"};
    if (!place.gap.what.empty()) {
      ++gaps[{place.gap.what, place.gap.reason}];
      continue;
    }
    ++out.evaluated;
    const PackageAnswer& answer = remembered_->answer(database_, place.ecosystem, package);
    out.not_affected += answer.not_affected;
    for (const Vulnerability& row : answer.rows) {
      out.rows.push_back(row);
      out.rows.back().package = i;
      if (row.state == model::AdvisoryState::unknown) ++out.unknown;
    }
  }
  for (const auto& [gap, count] : gaps) out.gaps.push_back({gap.first, gap.second, count});
  std::ranges::stable_sort(out.rows, worse);
  TRY_VOID(database_.state());
  return out;
}

Result<Upgrade> Matcher::smallest_upgrade(const model::Distribution& distribution,
                                          const Package& package,
                                          std::span<const Vulnerability> rows) {
  constexpr int kMostRounds = 16;
  const Place place = place_of(distribution, package);
  const auto scheme = knowledge::scheme_of(place.ecosystem);
  Upgrade out{{}, 0, rows.size()};
  if (!scheme) return out;
  std::vector<Vulnerability> left(rows.begin(), rows.end());
  Package next = package;
  for (int round = 0; round < kMostRounds; ++round) {
    // The furthest of the nearest fixes mends all that has one, if it brings nothing of its own.
    std::string furthest;
    for (const Vulnerability& one : left) {
      if (one.fixed_version.empty()) continue;
      if (furthest.empty() || formats::compare_versions(*scheme, furthest, one.fixed_version) ==
                                  std::weak_ordering::less)
        furthest = one.fixed_version;
    }
    if (furthest.empty()) break;
    out.version = furthest;
    next.version = furthest;
    if (!next.source_version.empty()) next.source_version = furthest;
    left = match_package(database_, place.ecosystem, next).rows;
  }
  TRY_VOID(database_.state());
  out.leaves = out.version.empty() ? rows.size() : left.size();
  for (const Vulnerability& row : rows) {
    const bool stays = std::ranges::any_of(
        left, [&row](const Vulnerability& one) { return one.id == row.id; });
    if (!out.version.empty() && !stays) ++out.clears;
  }
  return out;
}

}  // namespace bulwark::analyzers::vulnerabilities
