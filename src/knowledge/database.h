// SPDX-License-Identifier: Apache-2.0
// Database: the advisories of all feeds by ecosystem and package, read where they lie in the mapped
// file.
//
// Views are into the file and must not outlive the Database. Reading is thread-safe. A reader that
// meets altered bytes gets nothing for them, and state() tells it: whoever asks looks at state()
// before the answer counts.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "knowledge/database_builder.h"
#include "knowledge/database_file.h"
#include "model/vulnerability.h"

namespace bulwark::knowledge {

struct DatabaseFacts {
  std::string day;  ///< of the data
  std::vector<FeedFacts> feeds;
  std::uint64_t advisories = 0, packages = 0, entries = 0, exploitations = 0;
  std::uint64_t bytes = 0;
};

struct EcosystemFacts {
  std::string name;
  std::uint64_t packages = 0, entries = 0;
};

struct EventView {
  model::VersionEvent::Kind kind = model::VersionEvent::Kind::introduced;
  std::uint32_t range = 0;  ///< which of the entry's ranges, from 0
  std::string_view version;
};

/// One advisory's word on one package.
struct EntryView {
  std::uint32_t index = 0;
  std::uint32_t advisory = 0;
  model::AdvisoryState state = model::AdvisoryState::affected;
  model::PackageNames names = model::PackageNames::any;
  model::VulnerabilitySeverity severity = model::VulnerabilitySeverity::unknown;
  bool versions_unknown = false;
  std::string_view fixed_version, module;
  layout::List ranges = 0, versions = 0, architectures = 0, parts = 0;
};

struct AdvisoryView {
  std::string_view id, summary, cvss_vector;
  std::uint32_t feed = 0;  ///< of DatabaseFacts::feeds
  model::VulnerabilitySeverity severity = model::VulnerabilitySeverity::unknown;
  std::uint32_t published = 0, modified = 0, withdrawn = 0;  ///< day_number.h
  layout::List aliases = 0, covers = 0, notices = 0, urls = 0;
};

/// Indices of entries: first to last, without the last.
struct EntrySpan {
  std::uint32_t first = 0, last = 0;
};

class Database {
 public:
  explicit Database(DatabaseFile file) : file_(std::move(file)) {}
  /// `public_key` (PEM): the file must be signed by its other half, else `denied`. Empty: not
  /// asked.
  static Result<Database> open(const std::string& path, const std::string& public_key = {});

  const DatabaseFile& file() const { return file_; }
  /// An error once altered bytes were met.
  Result<void> state() const;

  Result<DatabaseFacts> facts() const;
  std::vector<EcosystemFacts> ecosystems() const;
  /// Whether anything at all is known of an ecosystem (canonical, ecosystem.h).
  bool holds(std::string_view ecosystem) const;

  /// What is said of a package; both names canonical (ecosystem.h). Empty: nothing.
  EntrySpan find(std::string_view ecosystem, std::string_view package) const;
  EntryView entry(std::uint32_t index) const;
  AdvisoryView advisory(std::uint32_t index) const;
  std::uint32_t advisories() const;
  /// All feeds' words on a CVE, joined; nullopt: none has any.
  std::optional<model::Exploitation> exploitation(std::string_view cve) const;

  std::string_view text(layout::Text text) const;
  /// Replaces what `out` holds.
  void texts(layout::List list, std::vector<std::string_view>& out) const;
  bool contains(layout::List list, std::string_view text) const;
  void events(const EntryView& entry, std::vector<EventView>& out) const;

  /// Everything that its feeds have told, into `builder`, as if they were read again; but not that
  /// of feeds of these names.
  Result<void> copy(DatabaseBuilder& builder, const std::vector<std::string>& feeds_left_out) const;

 private:
  template <class Record>
  Record record(layout::Section section, std::uint64_t index) const;
  template <class Record>
  std::uint64_t count(layout::Section section) const;
  std::vector<std::string> strings(layout::List list) const;
  std::uint32_t numbers(layout::List list, const char*& items) const;
  model::Advisory whole(std::uint32_t index) const;
  model::AffectedPackage affected(std::uint32_t entry, const layout::PackageRecord& package) const;
  Result<void> copy_feed(std::uint32_t feed, const FeedFacts& facts,
                         DatabaseBuilder& builder) const;
  model::Exploitation exploitation_of(const layout::ExploitationRecord& record) const;
  FeedFacts feed_facts(const layout::FeedRecord& record) const;
  template <class Record>
  std::uint64_t lower_bound(layout::Section section, std::string_view key) const;

  DatabaseFile file_;
};

}  // namespace bulwark::knowledge
