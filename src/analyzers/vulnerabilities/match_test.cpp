// SPDX-License-Identifier: Apache-2.0
#include "analyzers/vulnerabilities/match.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "knowledge/collected.h"

namespace bulwark::analyzers::vulnerabilities {
namespace {

using knowledge::Collected;
using model::AdvisoryState;
using model::Package;
using model::PackageType;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

const model::Distribution kBookworm{
    "debian", "12", "bookworm", "Debian GNU/Linux 12 (bookworm)", {}};

Package deb(std::string name, std::string version, std::string source = {},
            std::string source_version = {}) {
  Package out;
  out.type = PackageType::deb;
  out.name = std::move(name);
  out.version = std::move(version);
  out.source_name = std::move(source);
  out.source_version = std::move(source_version);
  return out;
}

Package language(PackageType type, std::string space, std::string name, std::string version) {
  Package out;
  out.type = type;
  out.name_space = std::move(space);
  out.name = std::move(name);
  out.version = std::move(version);
  return out;
}

constexpr std::string_view kTracker = R"({
  "openssl": {
    "CVE-2024-0001": {"description": "one", "releases": {"bookworm":
      {"status": "resolved", "fixed_version": "3.0.13-1~deb12u1", "urgency": "high"}}},
    "CVE-2024-0002": {"releases": {"bookworm": {"status": "open", "urgency": "unimportant"}}},
    "CVE-2024-0003": {"releases": {"bookworm":
      {"status": "open", "urgency": "low", "nodsa": "Minor issue", "nodsa_reason": "ignored"}}},
    "CVE-2024-0004": {"releases": {"bookworm": {"status": "resolved", "fixed_version": "0"}}},
    "CVE-2024-0005": {"releases": {"bookworm": {"status": "undetermined"}}},
    "CVE-2024-0006": {"releases": {"bookworm": {"status": "resolved", "fixed_version": "3.0.1-1"}}},
    "CVE-2024-0007": {"releases": {"bullseye": {"status": "open"}}}
  },
  "libssl3": {"CVE-2024-0099": {"releases": {"bookworm": {"status": "open"}}}}
})";

MatchResult match(const Collected& records, const model::Distribution& distribution,
                  const std::vector<Package>& packages, const MatchOptions& options = {}) {
  const knowledge::Database database = records.database();
  Matcher matcher(database);
  return matcher.match(distribution, packages, options).value();
}

std::vector<std::string> told(const MatchResult& result) {
  std::vector<std::string> out;
  for (const auto& one : result.rows)
    out.push_back(one.id + " " + std::string(name(one.state)) +
                  (one.fixed_version.empty() ? "" : " " + one.fixed_version));
  return out;
}

// The binary has the name of another source: that source's advisories are not about it.
TEST(Match, AsksDebianBySource) {
  Collected records;
  ASSERT_TRUE(records.read("debian", "json", kTracker));
  ASSERT_THAT(records.problems, IsEmpty());
  const MatchResult result = match(
      records, kBookworm, {deb("libssl3", "3.0.11-1~deb12u2", "openssl", "3.0.11-1~deb12u2")});
  EXPECT_THAT(told(result),
              ElementsAre("CVE-2024-0001 fixed 3.0.13-1~deb12u1", "CVE-2024-0003 will_not_fix",
                          "CVE-2024-0002 affected", "CVE-2024-0005 under_investigation"));
  EXPECT_EQ(result.not_affected, 1U);
  EXPECT_EQ(result.rows[0].why,
            "its source openssl 3.0.11-1~deb12u2 is before 3.0.13-1~deb12u1, which mends it");
}

TEST(Match, TellsADistributionWithoutDataAsAGap) {
  Collected records;
  ASSERT_TRUE(records.read("debian", "json", kTracker));
  const std::vector<Package> packages{deb("libssl3", "3.0.11-1", "openssl"), deb("bash", "5.2")};
  model::Distribution other = kBookworm;
  other.version = "10";
  MatchResult result = match(records, other, packages);
  EXPECT_THAT(result.rows, IsEmpty());
  EXPECT_EQ(result.evaluated, 0U);
  ASSERT_THAT(result.gaps, SizeIs(1));
  EXPECT_EQ(result.gaps[0].what, "Debian:10");
  EXPECT_EQ(result.gaps[0].packages, 2U);
  result = match(records, {}, packages);
  ASSERT_THAT(result.gaps, SizeIs(1));
  EXPECT_EQ(result.gaps[0].what, "an unknown distribution");
}

constexpr std::string_view kOsv = R"([
 {"id": "GHSA-1111-2222-3333", "aliases": ["CVE-2024-1"], "summary": "s",
  "database_specific": {"severity": "MODERATE"},
  "affected": [{"package": {"ecosystem": "Go", "name": "example.org/m/v2"},
   "ranges": [{"type": "SEMVER", "events": [{"introduced": "2.0.0"}, {"fixed": "2.3.0"}]}]}]},
 {"id": "GO-2024-1", "aliases": ["GHSA-1111-2222-3333"],
  "affected": [{"package": {"ecosystem": "Go", "name": "example.org/m/v2"},
   "ranges": [{"type": "SEMVER", "events": [{"introduced": "0"}, {"fixed": "2.2.5"}]}],
   "ecosystem_specific": {"imports": [{"path": "example.org/m/v2/p"}]}}]},
 {"id": "GHSA-4444-5555-6666", "withdrawn": "2024-05-05T00:00:00Z",
  "affected": [{"package": {"ecosystem": "npm", "name": "@a/b"},
   "ranges": [{"type": "SEMVER", "events": [{"introduced": "0"}]}]}]},
 {"id": "GHSA-7777-5555-6666",
  "affected": [{"package": {"ecosystem": "npm", "name": "@a/b"}, "versions": ["1.0.1"]}]},
 {"id": "GHSA-8888-5555-6666",
  "affected": [{"package": {"ecosystem": "npm", "name": "@a/b"},
   "ranges": [{"type": "GIT", "repo": "r", "events": [{"introduced": "0"}]}]}]},
 {"id": "PYSEC-1", "affected": [{"package": {"ecosystem": "PyPI", "name": "Zope.Interface"},
   "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "5.0"}]}]}]}
])";

TEST(Match, JoinsWhatSeveralPublishersSayOfOneVulnerability) {
  Collected records;
  ASSERT_TRUE(records.read("osv", "json", kOsv));
  records.exploitation({"CVE-2024-1", 0.9, 0.99, "2024-02-03", true});
  const MatchResult result = match(
      records, {}, {language(PackageType::golang, "example.org/m", "v2", "v2.2.0")});
  ASSERT_THAT(result.rows, SizeIs(1));
  const model::Vulnerability& row = result.rows[0];
  EXPECT_EQ(row.id, "CVE-2024-1");
  EXPECT_THAT(row.aliases, ElementsAre("GHSA-1111-2222-3333", "GO-2024-1"));
  EXPECT_EQ(row.fixed_version, "2.2.5");
  EXPECT_EQ(row.severity, model::VulnerabilitySeverity::medium);
  EXPECT_THAT(row.parts, ElementsAre("example.org/m/v2/p"));
  ASSERT_TRUE(row.exploitation);
  EXPECT_EQ(row.exploitation->known_exploited, "2024-02-03");
}

TEST(Match, CallsWhatCannotBeComparedUnknown) {
  Collected records;
  ASSERT_TRUE(records.read("osv", "json", kOsv));
  const MatchResult result = match(
      records, {},
      {language(PackageType::golang, "example.org/m", "v2", "v0.0.0-20220101000000-abcdefabcdef"),
       language(PackageType::npm, "@a", "b", "1.0.0"), language(PackageType::npm, "@a", "b", ""),
       language(PackageType::npm, "@a", "b", "1.0.1")});
  EXPECT_EQ(result.unknown, 1U + 1U + 2U + 1U);
  EXPECT_THAT(told(result),
              ElementsAre("CVE-2024-1 unknown", "GHSA-8888-5555-6666 unknown",
                          "GHSA-7777-5555-6666 unknown", "GHSA-8888-5555-6666 unknown",
                          "GHSA-7777-5555-6666 affected", "GHSA-8888-5555-6666 unknown"));
}

TEST(Match, NormalizesNamesOfPython) {
  Collected records;
  ASSERT_TRUE(records.read("osv", "json", kOsv));
  EXPECT_THAT(match(records, {}, {language(PackageType::pypi, "", "zope-interface", "4.9")}).rows,
              SizeIs(1));
}

TEST(Match, LeavesToADistributionWhatItInstalled) {
  Collected records;
  ASSERT_TRUE(records.read("osv", "json", kOsv));
  MatchOptions options;
  options.of_distribution = [](const Package& one) { return one.type == PackageType::pypi; };
  const MatchResult result = match(
      records, {}, {language(PackageType::pypi, "", "zope.interface", "4.9")}, options);
  EXPECT_THAT(result.rows, IsEmpty());
  EXPECT_EQ(result.left_to_distribution, 1U);
  EXPECT_EQ(result.evaluated, 0U);
}

model::Advisory red_hat(std::string fixed, std::string module = {}) {
  using Kind = model::VersionEvent::Kind;
  model::Advisory out;
  out.id = "CVE-2024-8088";
  model::AffectedPackage one;
  one.ecosystem = "Red Hat:9";
  one.package = "python3.9";
  one.names = model::PackageNames::binary;
  one.state = AdvisoryState::fixed;
  one.fixed_version = fixed;
  one.module = std::move(module);
  one.architectures = {"x86_64"};
  one.ranges = {{{Kind::introduced, "0"}, {Kind::fixed, fixed}}};
  out.affected.push_back(one);
  return out;
}

Package rpm(std::string version, std::string module = {}, std::string architecture = "x86_64") {
  Package out;
  out.type = PackageType::rpm;
  out.name = "python3.9";
  out.version = std::move(version);
  out.module = std::move(module);
  out.architecture = std::move(architecture);
  return out;
}

// RHSA-2024:6163 mends it in 9.4, RHSA-2024:9371 in 9.5: either is enough.
TEST(Match, TakesAnyOfRedHatsFixes) {
  const model::Distribution rhel{"rhel", "9.4", "", "", {}};
  Collected records;
  records.advisory(red_hat("3.9.18-3.el9_4.5"));
  records.advisory(red_hat("3.9.19-8.el9"));
  EXPECT_THAT(match(records, rhel, {rpm("3.9.18-3.el9_4.5")}).rows, IsEmpty());
  const MatchResult older = match(records, rhel, {rpm("3.9.18-3.el9_4.4")});
  EXPECT_THAT(told(older), ElementsAre("CVE-2024-8088 fixed 3.9.18-3.el9_4.5"));
  EXPECT_THAT(match(records, rhel, {rpm("3.9.18-3.el9_4.4", "", "s390x")}).rows, IsEmpty());
}

TEST(Match, KeepsModulesApart) {
  const model::Distribution rhel{"rhel", "9.4", "", "", {}};
  Collected records;
  records.advisory(red_hat("3-1.module+el9", "python:3.9"));
  EXPECT_THAT(match(records, rhel, {rpm("2-1.module+el9", "python:3.9:90:abc")}).rows, SizeIs(1));
  EXPECT_THAT(match(records, rhel, {rpm("2-1.module+el9", "python:3.8:90:abc")}).rows, IsEmpty());
  EXPECT_THAT(match(records, rhel, {rpm("2-1.el9")}).rows, IsEmpty());
}

TEST(Match, FindsTheSmallestUpgradeThatClearsMost) {
  Collected records;
  ASSERT_TRUE(records.read("osv", "json", R"([
   {"id": "A", "affected": [{"package": {"ecosystem": "npm", "name": "p"}, "ranges": [{"type":
     "SEMVER", "events": [{"introduced": "0"}, {"fixed": "1.2.0"}]}]}]},
   {"id": "B", "affected": [{"package": {"ecosystem": "npm", "name": "p"}, "ranges": [{"type":
     "SEMVER", "events": [{"introduced": "0"}, {"fixed": "1.1.0"}]}]}]},
   {"id": "C", "affected": [{"package": {"ecosystem": "npm", "name": "p"}, "ranges": [{"type":
     "SEMVER", "events": [{"introduced": "1.2.0"}, {"fixed": "1.2.4"}]}]}]},
   {"id": "D", "affected": [{"package": {"ecosystem": "npm", "name": "p"}, "ranges": [{"type":
     "SEMVER", "events": [{"introduced": "0"}]}]}]}])"));
  const knowledge::Database database = records.database();
  Matcher matcher(database);
  const std::vector<Package> packages{language(PackageType::npm, "", "p", "1.0.0")};
  const MatchResult result = matcher.match({}, packages).value();
  ASSERT_THAT(result.rows, SizeIs(3));
  EXPECT_EQ(matcher.smallest_upgrade({}, packages[0], result.rows).value(),
            (Upgrade{"1.2.4", 2, 1}));
}

TEST(Match, SaysWhenTheDatabaseWasAltered) {
  Collected records;
  ASSERT_TRUE(records.read("debian", "json", kTracker));
  std::string bytes = records.bytes();
  bytes[bytes.size() - 100] = static_cast<char>(bytes[bytes.size() - 100] ^ 1);
  const knowledge::Database database(knowledge::DatabaseFile::of(bytes).value());
  Matcher matcher(database);
  const std::vector<Package> packages{deb("openssl", "1")};
  const auto result = matcher.match(kBookworm, packages);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::malformed);
}

}  // namespace
}  // namespace bulwark::analyzers::vulnerabilities
