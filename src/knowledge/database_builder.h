// SPDX-License-Identifier: Apache-2.0
// DatabaseBuilder: makes an advisory database of what feeds say. The same records in the same order
// give the same bytes.
//
// Records are kept as they will lie in the file (layout.h), so that memory is about that of the
// file and half of it again.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "io/sink.h"
#include "knowledge/layout.h"
#include "knowledge/texts.h"
#include "model/vulnerability.h"

namespace bulwark::knowledge {

/// What there is to know of a feed besides its records.
struct FeedFacts {
  std::string name;    ///< as the user calls it: "osv", "osv/go"
  std::string kind;    ///< its reader: "osv"
  std::string newest;  ///< the newest day that a record or the feed itself tells
  std::uint64_t advisories = 0, entries = 0, exploitations = 0;
  std::uint64_t left_out = 0;  ///< records that are about nothing which could be matched
  std::uint64_t problems = 0;  ///< records, or parts of them, that could not be read
  bool operator==(const FeedFacts&) const = default;
};

struct WriteOptions {
  std::string day = {};          ///< of the data; empty: the newest that a feed tells
  std::string private_key = {};  ///< PEM; empty: not signed
};

class DatabaseBuilder {
 public:
  /// What is added from now on comes from this feed. Its counts are kept here.
  void begin_feed(std::string name, std::string kind);
  /// `limit` when a text of it is too long or the database is full; then nothing of it was added.
  Result<void> add(const model::Advisory& advisory);
  Result<void> add(const model::Exploitation& exploitation);
  void told_newest(std::string_view day);
  void leave_out(std::uint64_t count = 1) { feeds_.back().facts.left_out += count; }
  void problem(std::uint64_t count = 1) { feeds_.back().facts.problems += count; }
  const FeedFacts& feed() const { return feeds_.back().facts; }

  /// Writes it, and finishes `sink`. The builder is spent.
  Result<void> write(io::Sink& sink, const WriteOptions& options) &&;

 private:
  struct Feed {
    FeedFacts facts;
    std::uint32_t newest = layout::kNoDay;
  };

  Result<void> check_room(const model::Advisory& advisory) const;
  layout::List texts(const std::vector<std::string>& some);
  layout::List ranges(const std::vector<model::VersionRange>& some);
  void add_entry(const model::AffectedPackage& affected, std::uint32_t advisory);
  std::uint32_t package_of(const model::AffectedPackage& affected);
  std::uint32_t day_of_data(const WriteOptions& options) const;

  std::vector<std::uint32_t> sort_advisories();
  void sort_entries();
  void sort_exploitations();
  std::vector<layout::EcosystemRecord> ecosystems() const;
  std::vector<layout::FeedRecord> feed_records();

  TextTable texts_;
  ListTable lists_;
  std::vector<Feed> feeds_;
  std::vector<layout::AdvisoryRecord> advisories_;
  std::vector<layout::PackageRecord> packages_;
  std::unordered_map<std::uint64_t, std::uint32_t> package_of_;
  std::vector<layout::EntryRecord> entries_;
  std::vector<std::uint32_t> entry_package_;  ///< per entry
  std::vector<layout::ExploitationRecord> exploitations_;
  std::vector<std::uint32_t> scratch_;
};

}  // namespace bulwark::knowledge
