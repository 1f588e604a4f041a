// SPDX-License-Identifier: Apache-2.0
#include "knowledge/database.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>

#include "io/test_folder.h"
#include "knowledge/collected.h"
#include "knowledge/day_number.h"
#include "knowledge/digest.h"
#include "knowledge/ecosystem.h"

namespace bulwark::knowledge {
namespace {

using model::Advisory;
using model::AffectedPackage;
using model::VersionEvent;
using Kind = VersionEvent::Kind;

Advisory small_advisory() {
  Advisory out;
  out.id = "CVE-2026-1000";
  out.aliases = {"GHSA-aaaa-bbbb-cccc"};
  out.covers = {"CVE-2026-1001"};
  out.notices = {"RHSA-2026:1"};
  out.summary = "A fault in é";
  out.severity = model::VulnerabilitySeverity::high;
  out.cvss_vector = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H";
  out.urls = {"https://example.org/1", "https://example.org/2"};
  out.published = "2026-01-02";
  out.modified = "2026-03-04";
  out.withdrawn = "2026-05-06";
  AffectedPackage one;
  one.ecosystem = "Red Hat:8";
  one.package = "ruby";
  one.names = model::PackageNames::binary;
  one.state = model::AdvisoryState::fixed;
  one.severity = model::VulnerabilitySeverity::critical;
  one.versions_unknown = true;
  one.ranges = {{{Kind::introduced, "0"}, {Kind::fixed, "1.2"}},
                {{Kind::introduced, "2"}, {Kind::last_affected, "2.5"}, {Kind::limit, "3"}}};
  one.versions = {"0.1", "0.2"};
  one.fixed_version = "1.2";
  one.module = "ruby:2.5";
  one.architectures = {"aarch64", "x86_64"};
  one.parts = {"example.org/a/b"};
  out.affected.push_back(one);
  return out;
}

TEST(AdvisoryDatabase, GivesBackWhatItWasMadeOf) {
  Collected records;
  records.advisory(small_advisory());
  records.exploitation({"CVE-2026-1000", 0.12345, 0.5, "2026-02-02", true});
  const Database database = records.database();
  DatabaseBuilder again;
  ASSERT_TRUE(database.copy(again, {}));
  io::StringSink sink;
  ASSERT_TRUE(std::move(again).write(sink, {}));
  const EntrySpan span = database.find("Red Hat:8", "ruby");
  ASSERT_EQ(span.last - span.first, 1U);
  const EntryView entry = database.entry(span.first);
  EXPECT_EQ(entry.state, model::AdvisoryState::fixed);
  EXPECT_EQ(entry.module, "ruby:2.5");
  EXPECT_TRUE(entry.versions_unknown);
  EXPECT_TRUE(database.contains(entry.architectures, "aarch64"));
  EXPECT_FALSE(database.contains(entry.architectures, "s390x"));
  std::vector<EventView> events;
  database.events(entry, events);
  ASSERT_EQ(events.size(), 5U);
  EXPECT_EQ(events[4].range, 1U);
  EXPECT_EQ(events[4].kind, Kind::limit);
  EXPECT_EQ(events[1].version, "1.2");
  const AdvisoryView advisory = database.advisory(entry.advisory);
  EXPECT_EQ(advisory.id, "CVE-2026-1000");
  EXPECT_EQ(day_text(advisory.withdrawn), "2026-05-06");
  const auto exploitation = database.exploitation("CVE-2026-1000");
  ASSERT_TRUE(exploitation);
  EXPECT_EQ(*exploitation,
            (model::Exploitation{"CVE-2026-1000", 0.12345, 0.5, "2026-02-02", true}));
  EXPECT_EQ(database.facts()->day, "2026-03-04");
}

TEST(AdvisoryDatabase, CopiesFeedByFeed) {
  Collected records;
  records.advisory(small_advisory());
  Advisory second = small_advisory();
  second.id = "CVE-2026-0001";
  second.affected.push_back(second.affected.front());
  second.affected.back().package = "aaa";
  records.advisory(second);
  records.exploitation({"CVE-2026-1000", 0.5, std::nullopt, "", false});
  const Database database = records.database();
  DatabaseBuilder builder;
  ASSERT_TRUE(database.copy(builder, {"other"}));
  EXPECT_EQ(builder.feed().advisories, 2U);
  EXPECT_EQ(builder.feed().entries, 3U);
  io::StringSink sink;
  ASSERT_TRUE(std::move(builder).write(sink, {}));
  const Database copy(DatabaseFile::of(sink.text()).value());
  EXPECT_EQ(copy.find("Red Hat:8", "ruby").last - copy.find("Red Hat:8", "ruby").first, 2U);
  EXPECT_EQ(copy.exploitation("CVE-2026-1000")->epss, 0.5);
  DatabaseBuilder none;
  ASSERT_TRUE(database.copy(none, {"osv"}));
  io::StringSink empty;
  ASSERT_TRUE(std::move(none).write(empty, {}));
  EXPECT_EQ(Database(DatabaseFile::of(empty.text()).value()).facts()->advisories, 0U);
}

TEST(AdvisoryDatabase, IsTheSameBytesForTheSameRecords) {
  Collected records;
  records.advisory(small_advisory());
  EXPECT_EQ(records.bytes(), records.bytes());
}

// Every byte counts: whichever is changed, opening refuses, or the first look at it.
TEST(AdvisoryDatabase, RefusesAFileWithAnyByteChanged) {
  Collected records;
  records.advisory(small_advisory());
  const std::string good = records.bytes();
  std::mt19937 random(20261130);
  for (int i = 0; i < 400; ++i) {
    // The padding of header and signature too; most of the time, the parts with content.
    const std::size_t at = i % 2 == 0 ? random() % good.size()
                                      : layout::kHeaderBytes + layout::kSignatureBytes +
                                            (random() % (good.size() - layout::kHeaderBytes -
                                                         layout::kSignatureBytes));
    std::string bad = good;
    bad[at] = static_cast<char>(bad[at] ^ (1 << (random() % 8)));
    const auto file = DatabaseFile::of(bad);
    if (!file) continue;
    const Database database(DatabaseFile::of(bad).value());
    (void)database.find("Red Hat:8", "ruby");
    EXPECT_FALSE(database.state()) << "byte " << at;
    EXPECT_FALSE(file->check_all()) << "byte " << at;
  }
}

TEST(AdvisoryDatabase, RefusesAFileThatIsCutOrLonger) {
  Collected records;
  records.advisory(small_advisory());
  const std::string good = records.bytes();
  for (const std::size_t size :
       {std::size_t{0}, std::size_t{7}, std::size_t{4095}, std::size_t{8192}, good.size() - 1}) {
    const auto cut = DatabaseFile::of(good.substr(0, size));
    ASSERT_FALSE(cut) << size;
    EXPECT_EQ(cut.error().code, ErrorCode::malformed);
  }
  EXPECT_FALSE(DatabaseFile::of(good + "x"));
  EXPECT_FALSE(DatabaseFile::of("{}"));
}

TEST(AdvisoryDatabase, OpensFromDiskAndSaysWhyNot) {
  const io::TestFolder folder;
  Collected records;
  records.advisory(small_advisory());
  EXPECT_TRUE(Database::open(folder.write("good.db", records.bytes())));
  EXPECT_EQ(Database::open(folder.path("none.db")).error().code, ErrorCode::not_found);
  EXPECT_EQ(Database::open(folder.write("empty.db", "")).error().code, ErrorCode::malformed);
  EXPECT_FALSE(Database::open(folder.path()));
  std::string other = records.bytes();
  other[8] = 9;
  const auto version = Database::open(folder.write("other.db", other));
  ASSERT_FALSE(version);
  EXPECT_EQ(version.error().code, ErrorCode::unsupported);
}

// The oracle: a scan of the records by hand.
TEST(AdvisoryDatabase, FindsWhatAScanOfTheRecordsFinds) {
  std::mt19937 random(7);
  const std::vector<std::string> ecosystems{"Debian:12", "Debian:11", "Go", "npm", "PyPI", "NuGet"};
  const auto package = [&random] {
    std::string out = "p";
    for (std::size_t size = random() % 3; size > 0; --size) out += "aB-_."[random() % 5];
    return out + std::to_string(random() % 40);
  };
  Collected records;
  for (int i = 0; i < 600; ++i) {
    Advisory one;
    one.id = "ID-" + std::to_string(random() % 100'000);
    for (std::size_t count = 1 + random() % 4; count > 0; --count) {
      AffectedPackage affected;
      affected.ecosystem = ecosystems[random() % ecosystems.size()];
      affected.package = package();
      affected.fixed_version = std::to_string(random() % 10);
      one.affected.push_back(affected);
    }
    records.advisory(one);
  }
  using Seen = std::multiset<std::pair<std::string, std::string>>;
  std::map<std::pair<std::string, std::string>, Seen> expected;
  for (const Advisory& one : records.advisories) {
    for (const AffectedPackage& affected : one.affected)
      expected[{affected.ecosystem, canonical_package(affected.ecosystem, affected.package)}]
          .emplace(one.id, affected.fixed_version);
  }
  const Database database = records.database();
  std::size_t found = 0;
  for (int i = 0; i < 3000; ++i) {
    const std::string& ecosystem = ecosystems[random() % ecosystems.size()];
    const std::string name = canonical_package(ecosystem, package());
    const EntrySpan span = database.find(ecosystem, name);
    Seen seen;
    for (std::uint32_t k = span.first; k < span.last; ++k) {
      const EntryView entry = database.entry(k);
      seen.emplace(database.advisory(entry.advisory).id, entry.fixed_version);
    }
    const auto known = expected.find({ecosystem, name});
    EXPECT_EQ(seen, known == expected.end() ? Seen() : known->second) << ecosystem << " " << name;
    found += seen.size();
  }
  EXPECT_GT(found, 1000U);
  EXPECT_TRUE(database.state());
  for (const std::string& one : ecosystems) EXPECT_TRUE(database.holds(one));
  EXPECT_FALSE(database.holds("Debian:1"));
}

constexpr std::string_view kEd25519 =
    "-----BEGIN PRIVATE "
    "KEY-----\nMC4CAQAwBQYDK2VwBCIEIFPd0TnDzXKGJO3COIgW8J1RC2dGPIGzyEk+2dqdSJ3j\n"
    "-----END PRIVATE KEY-----\n";

TEST(AdvisoryDatabase, IsNotSignedByWhatIsNoKey) {
  Collected records;
  records.advisory(small_advisory());
  DatabaseBuilder builder;
  builder.begin_feed("osv", "osv");
  io::StringSink sink;
  EXPECT_FALSE(std::move(builder).write(sink, {.day = {}, .private_key = "no key"}));
  EXPECT_FALSE(records.bytes({.day = {}, .private_key = std::string(kEd25519)}).empty());
  EXPECT_EQ(check_signature("a", "b", "no key").error().code, ErrorCode::malformed);
}

}  // namespace
}  // namespace bulwark::knowledge
