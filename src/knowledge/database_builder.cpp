// SPDX-License-Identifier: Apache-2.0
#include "knowledge/database_builder.h"

#include <algorithm>
#include <cmath>

#include "knowledge/day_number.h"
#include "knowledge/ecosystem.h"

namespace bulwark::knowledge {
namespace {

using layout::AdvisoryRecord;
using layout::EntryRecord;
using layout::ExploitationRecord;
using layout::List;

constexpr std::size_t kMostRecords = std::size_t{1} << 31;
constexpr std::size_t kMostItems = 100'000;  // of one list

bool all_fit(const std::vector<std::string>& some) {
  return some.size() <= kMostItems && std::ranges::all_of(some, [](const std::string& one) {
           return one.size() <= TextTable::kLongest;
         });
}

bool fits(const model::AffectedPackage& one) {
  std::size_t events = 0;
  for (const model::VersionRange& range : one.ranges) {
    events += range.size() + 1;
    for (const model::VersionEvent& event : range) {
      if (event.version.size() > TextTable::kLongest) return false;
    }
  }
  return events <= kMostItems && all_fit(one.versions) && all_fit(one.architectures) &&
         all_fit(one.parts) && all_fit({one.ecosystem, one.package, one.fixed_version, one.module});
}

// A share of 1, in millionths, plus 1; 0: not told.
std::uint32_t millionths(const std::optional<double>& share) {
  constexpr double kMillion = 1e6;
  if (!share || !(*share >= 0) || *share > 1) return 0;
  return static_cast<std::uint32_t>(std::lround(*share * kMillion)) + 1;
}

}  // namespace

void DatabaseBuilder::begin_feed(std::string name, std::string kind) {
  feeds_.emplace_back();
  feeds_.back().facts.name = std::move(name);
  feeds_.back().facts.kind = std::move(kind);
}

void DatabaseBuilder::told_newest(std::string_view text) {
  feeds_.back().newest = std::max(feeds_.back().newest, day_number(text));
  feeds_.back().facts.newest = day_text(feeds_.back().newest);
}

Result<void> DatabaseBuilder::check_room(const model::Advisory& one) const {
  const bool fit = all_fit({one.id, one.summary, one.cvss_vector}) && all_fit(one.aliases) &&
                   all_fit(one.covers) && all_fit(one.notices) && all_fit(one.urls) &&
                   one.affected.size() <= kMostItems * 10 &&
                   std::ranges::all_of(one.affected, fits);
  if (!fit) return fail(ErrorCode::limit, "a text or a list of it is too long");
  constexpr std::size_t kSpare = std::size_t{256} << 20;  // more than one advisory can take
  const bool room = texts_.bytes().size() + kSpare < TextTable::kMost &&
                    lists_.numbers().size() + kSpare < UINT32_MAX &&
                    entries_.size() + one.affected.size() < kMostRecords &&
                    advisories_.size() < kMostRecords;
  if (!room) return fail(ErrorCode::limit, "the database holds as much as its format can");
  return {};
}

List DatabaseBuilder::texts(const std::vector<std::string>& some) {
  scratch_.clear();
  for (const std::string& one : some) scratch_.push_back(texts_.add(one));
  return lists_.add(scratch_);
}

List DatabaseBuilder::ranges(const std::vector<model::VersionRange>& some) {
  scratch_.clear();
  for (const model::VersionRange& range : some) {
    scratch_.push_back(static_cast<std::uint32_t>(range.size()));
    for (const model::VersionEvent& event : range) {
      scratch_.push_back(static_cast<std::uint32_t>(event.kind));
      scratch_.push_back(texts_.add(event.version));
    }
  }
  return lists_.add(scratch_);
}

std::uint32_t DatabaseBuilder::package_of(const model::AffectedPackage& affected) {
  const std::string ecosystem = canonical_ecosystem(affected.ecosystem);
  const layout::Text in = texts_.add(ecosystem);
  const layout::Text name = texts_.add(canonical_package(ecosystem, affected.package));
  const std::uint64_t key = (std::uint64_t{in} << 32U) | name;
  const auto [found, added] = package_of_.try_emplace(key,
                                                      static_cast<std::uint32_t>(packages_.size()));
  if (added) packages_.push_back({in, name, 0, 0});
  return found->second;
}

void DatabaseBuilder::add_entry(const model::AffectedPackage& one, std::uint32_t advisory) {
  EntryRecord record{};
  record.advisory = advisory;
  record.state = static_cast<std::uint8_t>(one.state);
  record.names = static_cast<std::uint8_t>(one.names);
  record.severity = static_cast<std::uint8_t>(one.severity);
  record.versions_unknown = one.versions_unknown ? 1 : 0;
  record.fixed_version = texts_.add(one.fixed_version);
  record.module = texts_.add(one.module);
  record.ranges = ranges(one.ranges);
  record.versions = texts(one.versions);
  record.architectures = texts(one.architectures);
  record.parts = texts(one.parts);
  entry_package_.push_back(package_of(one));
  entries_.push_back(record);
}

Result<void> DatabaseBuilder::add(const model::Advisory& advisory) {
  TRY_VOID(check_room(advisory));
  AdvisoryRecord record{};
  record.id = texts_.add(advisory.id);
  record.summary = texts_.add(advisory.summary);
  record.cvss_vector = texts_.add(advisory.cvss_vector);
  record.feed = static_cast<std::uint32_t>(feeds_.size() - 1);
  record.severity = static_cast<std::uint32_t>(advisory.severity);
  record.published = day_number(advisory.published);
  record.modified = day_number(advisory.modified);
  record.withdrawn = day_number(advisory.withdrawn);
  record.aliases = texts(advisory.aliases);
  record.covers = texts(advisory.covers);
  record.notices = texts(advisory.notices);
  record.urls = texts(advisory.urls);
  const auto index = static_cast<std::uint32_t>(advisories_.size());
  advisories_.push_back(record);
  for (const model::AffectedPackage& one : advisory.affected) add_entry(one, index);
  told_newest(day_text(std::max(record.published, record.modified)));
  ++feeds_.back().facts.advisories;
  feeds_.back().facts.entries += advisory.affected.size();
  return {};
}

Result<void> DatabaseBuilder::add(const model::Exploitation& one) {
  if (one.cve.size() > TextTable::kLongest || exploitations_.size() >= kMostRecords)
    return fail(ErrorCode::limit, "an id is too long, or there are too many");
  ExploitationRecord record{};
  record.cve = texts_.add(one.cve);
  record.feed = static_cast<std::uint32_t>(feeds_.size() - 1);
  record.epss = millionths(one.epss);
  record.percentile = millionths(one.percentile);
  record.known_exploited = day_number(one.known_exploited);
  record.ransomware = one.ransomware ? 1 : 0;
  exploitations_.push_back(record);
  told_newest(one.known_exploited);
  ++feeds_.back().facts.exploitations;
  return {};
}

}  // namespace bulwark::knowledge
