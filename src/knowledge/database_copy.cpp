// SPDX-License-Identifier: Apache-2.0
// A database's records as they came from the feeds, for the next database.
#include <algorithm>
#include <cstring>

#include "knowledge/database.h"
#include "knowledge/day_number.h"

namespace bulwark::knowledge {
namespace {

using layout::Section;

template <class Record>
Record read(const DatabaseFile& file, Section section, std::uint64_t index) {
  Record out{};
  const char* at = file.at(section, index * sizeof(Record), sizeof(Record));
  if (at != nullptr) std::memcpy(&out, at, sizeof(Record));
  return out;
}

// Which entries an advisory has, without a list for each: sorted pairs.
struct Place {
  std::uint32_t advisory, entry, package;
  auto operator<=>(const Place&) const = default;
};

std::vector<Place> places_of(const DatabaseFile& file, std::uint32_t advisories) {
  std::vector<Place> out;
  const std::uint64_t entries = file.size(Section::entries) / sizeof(layout::EntryRecord);
  const std::uint64_t packages = file.size(Section::packages) / sizeof(layout::PackageRecord);
  out.reserve(entries);
  for (std::uint32_t p = 0; p < packages; ++p) {
    const auto package = read<layout::PackageRecord>(file, Section::packages, p);
    if (package.first != out.size() || package.count > entries - out.size()) return {};
    for (std::uint32_t i = 0; i < package.count; ++i) {
      const std::uint32_t entry = package.first + i;
      out.push_back({read<layout::EntryRecord>(file, Section::entries, entry).advisory, entry, p});
    }
  }
  const bool known = std::ranges::all_of(
      out, [advisories](const Place& one) { return one.advisory < advisories; });
  if (!known || out.size() != entries) return {};
  std::ranges::sort(out);
  return out;
}

}  // namespace

std::vector<std::string> Database::strings(layout::List list) const {
  std::vector<std::string_view> some;
  texts(list, some);
  return {some.begin(), some.end()};
}

model::AffectedPackage Database::affected(std::uint32_t index,
                                          const layout::PackageRecord& package) const {
  const EntryView one = entry(index);
  model::AffectedPackage out;
  out.ecosystem = text(package.ecosystem);
  out.package = text(package.name);
  out.names = one.names;
  out.state = one.state;
  out.severity = one.severity;
  out.versions_unknown = one.versions_unknown;
  std::vector<EventView> all;
  events(one, all);
  for (const EventView& event : all) {
    if (event.range >= out.ranges.size()) out.ranges.resize(event.range + 1);
    out.ranges[event.range].push_back({event.kind, std::string(event.version)});
  }
  out.versions = strings(one.versions);
  out.fixed_version = one.fixed_version;
  out.module = one.module;
  out.architectures = strings(one.architectures);
  out.parts = strings(one.parts);
  return out;
}

model::Advisory Database::whole(std::uint32_t index) const {
  const AdvisoryView one = advisory(index);
  model::Advisory out;
  out.id = one.id;
  out.aliases = strings(one.aliases);
  out.covers = strings(one.covers);
  out.notices = strings(one.notices);
  out.summary = one.summary;
  out.severity = one.severity;
  out.cvss_vector = one.cvss_vector;
  out.urls = strings(one.urls);
  out.published = day_text(one.published);
  out.modified = day_text(one.modified);
  out.withdrawn = day_text(one.withdrawn);
  return out;
}

Result<void> Database::copy_feed(std::uint32_t feed, const FeedFacts& facts,
                                 DatabaseBuilder& builder) const {
  const std::vector<Place> places = places_of(file_, advisories());
  auto place = places.begin();
  builder.begin_feed(facts.name, facts.kind);
  for (std::uint32_t i = 0; i < advisories(); ++i) {
    const bool wanted = advisory(i).feed == feed;
    model::Advisory one;
    if (wanted) one = whole(i);
    for (; place != places.end() && place->advisory == i; ++place) {
      if (!wanted) continue;
      const auto package = read<layout::PackageRecord>(file_, Section::packages, place->package);
      one.affected.push_back(affected(place->entry, package));
    }
    if (wanted) TRY_VOID(builder.add(one));
  }
  const std::uint64_t all = file_.size(Section::exploitations) / sizeof(layout::ExploitationRecord);
  for (std::uint64_t i = 0; i < all; ++i) {
    const auto record = read<layout::ExploitationRecord>(file_, Section::exploitations, i);
    if (record.feed == feed) TRY_VOID(builder.add(exploitation_of(record)));
  }
  builder.leave_out(facts.left_out);
  builder.problem(facts.problems);
  builder.told_newest(facts.newest);
  if (builder.feed().advisories != facts.advisories || builder.feed().entries != facts.entries ||
      builder.feed().exploitations != facts.exploitations)
    return fail(ErrorCode::malformed, "it does not hold what it says of its feed " + facts.name);
  return state();
}

Result<void> Database::copy(DatabaseBuilder& builder,
                            const std::vector<std::string>& feeds_left_out) const {
  const DatabaseFacts known = TRY(facts());
  for (std::uint32_t feed = 0; feed < known.feeds.size(); ++feed) {
    const FeedFacts& one = known.feeds[feed];
    if (std::ranges::find(feeds_left_out, one.name) == feeds_left_out.end())
      TRY_VOID(copy_feed(feed, one, builder));
  }
  return {};
}

}  // namespace bulwark::knowledge
