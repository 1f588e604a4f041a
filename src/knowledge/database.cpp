// SPDX-License-Identifier: Apache-2.0
#include "knowledge/database.h"

#include <algorithm>
#include <cstring>

#include "knowledge/day_number.h"
#include "knowledge/digest.h"

namespace bulwark::knowledge {
namespace {

using layout::List;
using layout::Section;

// A value of an enumeration that goes up to `last`; what lies beyond is its first.
template <class Enum>
Enum within(std::uint32_t number, Enum last) {
  return number <= static_cast<std::uint32_t>(last) ? static_cast<Enum>(number) : Enum{};
}

std::uint32_t number_at(const char* items, std::size_t index) {
  std::uint32_t out = 0;
  std::memcpy(&out, items + (index * sizeof(out)), sizeof(out));
  return out;
}

std::optional<double> share(std::uint32_t millionths) {
  constexpr double kMillion = 1e6;
  if (millionths == 0) return std::nullopt;
  return std::min(1.0, (millionths - 1) / kMillion);
}

}  // namespace

Result<Database> Database::open(const std::string& path, const std::string& public_key) {
  Database out(TRY(DatabaseFile::open(path)));
  if (public_key.empty()) return out;
  if (out.file_.signature().empty())
    return fail(ErrorCode::denied, "it is not signed, and a signature was asked for");
  TRY_VOID(check_signature(out.file_.signed_bytes(), out.file_.signature(), public_key));
  return out;
}

Result<void> Database::state() const {
  if (!file_.damaged()) return {};
  return fail(ErrorCode::malformed,
              "it was altered after it was made: make it again with `bulwark db update`");
}

template <class Record>
Record Database::record(Section section, std::uint64_t index) const {
  Record out{};
  const char* at = file_.at(section, index * sizeof(Record), sizeof(Record));
  if (at != nullptr) std::memcpy(&out, at, sizeof(Record));
  return out;
}

template <class Record>
std::uint64_t Database::count(Section section) const {
  return file_.size(section) / sizeof(Record);
}

std::string_view Database::text(layout::Text text) const {
  constexpr unsigned kMore = 0x80;
  constexpr unsigned kLastShift = 21;
  std::uint64_t size = 0;
  std::uint64_t from = text;
  for (unsigned shift = 0;; shift += 7) {
    const char* at = file_.at(Section::texts, from++, 1);
    if (at == nullptr || shift > kLastShift) return {};
    const auto byte = static_cast<unsigned char>(*at);
    size |= static_cast<std::uint64_t>(byte & (kMore - 1)) << shift;
    if (byte < kMore) break;
  }
  const char* bytes = file_.at(Section::texts, from, size);
  return bytes == nullptr ? std::string_view() : std::string_view(bytes, size);
}

// How many numbers the list holds, and where they are.
std::uint32_t Database::numbers(List list, const char*& items) const {
  constexpr std::uint64_t kNumber = sizeof(std::uint32_t);
  const char* at = file_.at(Section::lists, std::uint64_t{list} * kNumber, kNumber);
  if (at == nullptr) return 0;
  const std::uint32_t size = number_at(at, 0);
  items = file_.at(Section::lists, (std::uint64_t{list} + 1) * kNumber, size * kNumber);
  return items == nullptr ? 0 : size;
}

void Database::texts(List list, std::vector<std::string_view>& out) const {
  out.clear();
  const char* items = nullptr;
  const std::uint32_t size = numbers(list, items);
  for (std::uint32_t i = 0; i < size; ++i) out.push_back(text(number_at(items, i)));
}

bool Database::contains(List list, std::string_view wanted) const {
  const char* items = nullptr;
  const std::uint32_t size = numbers(list, items);
  for (std::uint32_t i = 0; i < size; ++i) {
    if (text(number_at(items, i)) == wanted) return true;
  }
  return false;
}

void Database::events(const EntryView& entry, std::vector<EventView>& out) const {
  out.clear();
  const char* items = nullptr;
  const std::uint32_t size = numbers(entry.ranges, items);
  std::uint32_t range = 0;
  for (std::uint32_t i = 0; i < size; ++range) {
    const std::uint64_t count = number_at(items, i++);
    for (std::uint64_t k = 0; k < count && i + 1 < size; ++k, i += 2) {
      out.push_back({within(number_at(items, i), model::VersionEvent::Kind::limit), range,
                     text(number_at(items, i + 1))});
    }
  }
}

FeedFacts Database::feed_facts(const layout::FeedRecord& record) const {
  FeedFacts out;
  out.name = text(record.name);
  out.kind = text(record.kind);
  out.newest = day_text(record.newest_day);
  out.advisories = record.advisories;
  out.entries = record.entries;
  out.exploitations = record.exploitations;
  out.left_out = record.left_out;
  out.problems = record.problems;
  return out;
}

Result<DatabaseFacts> Database::facts() const {
  DatabaseFacts out;
  out.day = day_text(file_.header().day);
  for (std::uint64_t i = 0; i < count<layout::FeedRecord>(Section::feeds); ++i)
    out.feeds.push_back(feed_facts(record<layout::FeedRecord>(Section::feeds, i)));
  out.advisories = advisories();
  out.packages = count<layout::PackageRecord>(Section::packages);
  out.entries = count<layout::EntryRecord>(Section::entries);
  out.exploitations = count<layout::ExploitationRecord>(Section::exploitations);
  out.bytes = file_.header().file_bytes;
  TRY_VOID(state());
  return out;
}

std::vector<EcosystemFacts> Database::ecosystems() const {
  std::vector<EcosystemFacts> out;
  for (std::uint64_t i = 0; i < count<layout::EcosystemRecord>(Section::ecosystems); ++i) {
    const auto one = record<layout::EcosystemRecord>(Section::ecosystems, i);
    out.push_back({std::string(text(one.name)), one.packages, one.entries});
  }
  return out;
}

// Records whose first field is the text that they are sorted by.
template <class Record>
std::uint64_t Database::lower_bound(Section section, std::string_view key) const {
  std::uint64_t low = 0;
  for (std::uint64_t high = count<Record>(section); low < high;) {
    const std::uint64_t middle = low + ((high - low) / 2);
    layout::Text first = 0;
    const Record one = record<Record>(section, middle);
    std::memcpy(&first, &one, sizeof(first));
    if (text(first) < key) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

bool Database::holds(std::string_view ecosystem) const {
  const std::uint64_t at = lower_bound<layout::EcosystemRecord>(Section::ecosystems, ecosystem);
  return at < count<layout::EcosystemRecord>(Section::ecosystems) &&
         text(record<layout::EcosystemRecord>(Section::ecosystems, at).name) == ecosystem;
}

EntrySpan Database::find(std::string_view ecosystem, std::string_view package) const {
  std::uint64_t low = 0;
  const std::uint64_t all = count<layout::PackageRecord>(Section::packages);
  for (std::uint64_t high = all; low < high;) {
    const std::uint64_t middle = low + ((high - low) / 2);
    const auto one = record<layout::PackageRecord>(Section::packages, middle);
    const int order = text(one.ecosystem).compare(ecosystem);
    if (order < 0 || (order == 0 && text(one.name) < package)) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  if (low == all) return {};
  const auto found = record<layout::PackageRecord>(Section::packages, low);
  if (text(found.name) != package || text(found.ecosystem) != ecosystem) return {};
  const std::uint64_t entries = count<layout::EntryRecord>(Section::entries);
  if (found.first > entries || found.count > entries - found.first) return {};
  return {found.first, found.first + found.count};
}

EntryView Database::entry(std::uint32_t index) const {
  const auto one = record<layout::EntryRecord>(Section::entries, index);
  EntryView out;
  out.index = index;
  out.advisory = one.advisory;
  out.state = within(one.state, model::AdvisoryState::unknown);
  out.names = within(one.names, model::PackageNames::binary);
  out.severity = within(one.severity, model::VulnerabilitySeverity::critical);
  out.versions_unknown = one.versions_unknown != 0;
  out.fixed_version = text(one.fixed_version);
  out.module = text(one.module);
  out.ranges = one.ranges;
  out.versions = one.versions;
  out.architectures = one.architectures;
  out.parts = one.parts;
  return out;
}

std::uint32_t Database::advisories() const {
  return static_cast<std::uint32_t>(count<layout::AdvisoryRecord>(Section::advisories));
}

AdvisoryView Database::advisory(std::uint32_t index) const {
  const auto one = record<layout::AdvisoryRecord>(Section::advisories, index);
  AdvisoryView out;
  out.id = text(one.id);
  out.summary = text(one.summary);
  out.cvss_vector = text(one.cvss_vector);
  out.feed = one.feed;
  out.severity = within(one.severity, model::VulnerabilitySeverity::critical);
  out.published = one.published;
  out.modified = one.modified;
  out.withdrawn = one.withdrawn;
  out.aliases = one.aliases;
  out.covers = one.covers;
  out.notices = one.notices;
  out.urls = one.urls;
  return out;
}

model::Exploitation Database::exploitation_of(const layout::ExploitationRecord& record) const {
  model::Exploitation out;
  out.cve = text(record.cve);
  out.epss = share(record.epss);
  out.percentile = share(record.percentile);
  out.known_exploited = day_text(record.known_exploited);
  out.ransomware = record.ransomware != 0;
  return out;
}

std::optional<model::Exploitation> Database::exploitation(std::string_view cve) const {
  std::optional<model::Exploitation> out;
  const std::uint64_t all = count<layout::ExploitationRecord>(Section::exploitations);
  for (std::uint64_t i = lower_bound<layout::ExploitationRecord>(Section::exploitations, cve);
       i < all; ++i) {
    const auto record_here = record<layout::ExploitationRecord>(Section::exploitations, i);
    if (text(record_here.cve) != cve) break;
    const model::Exploitation one = exploitation_of(record_here);
    if (!out) out.emplace().cve = cve;
    if (one.epss) out->epss = one.epss;
    if (one.percentile) out->percentile = one.percentile;
    if (!one.known_exploited.empty()) out->known_exploited = one.known_exploited;
    out->ransomware = out->ransomware || one.ransomware;
  }
  return out;
}

}  // namespace bulwark::knowledge
