// SPDX-License-Identifier: Apache-2.0
// The readers of feeds: hand-made records for what they mean, real ones of the corpus for what they
// hold, counted by other means.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "knowledge/collected.h"
#include "knowledge/ecosystem.h"

namespace bulwark::knowledge {
namespace {

namespace fs = std::filesystem;
using model::AdvisoryState;
using model::AffectedPackage;
using model::PackageNames;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

std::size_t with_state(const Collected& records, AdvisoryState state) {
  std::size_t out = 0;
  for (const model::Advisory& one : records.advisories) {
    out += static_cast<std::size_t>(
        std::ranges::count(one.affected, state, &AffectedPackage::state));
  }
  return out;
}

/// Empty where the corpus is not there.
std::string corpus(std::string_view path) {
  const fs::path at = fs::path(BULWARK_CORPUS_DIR) / "advisories" / path;
  return fs::exists(at) ? at.string() : std::string();
}

Collected read_corpus(std::string_view feed, std::string_view path) {
  Collected out;
  const auto read = read_feed(*feed_named(feed), corpus(path), out, {});
  EXPECT_TRUE(read) << (read ? "" : read.error().text());
  return out;
}

TEST(OsvFeed, KeepsWhatARecordSays) {
  Collected records;
  ASSERT_TRUE(
      records.read("osv", "a.json", R"({"id": "UBUNTU-CVE-2021-3782", "details": "Line one\nmore",
    "upstream": ["CVE-2021-3782"], "related": ["USN-5614-1"], "modified": "2026-04-22T07:39:49Z",
    "severity": [{"type": "CVSS_V3", "score": "CVSS:3.1/AV:L/AC:L/PR:L/UI:N/S:U/C:L/I:L/A:H"},
                 {"type": "Ubuntu", "score": "medium"}],
    "affected": [{"package": {"ecosystem": "Ubuntu:22.04:LTS", "name": "wayland"},
      "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "1.20.0-1ubuntu0.1"}]}],
      "versions": ["1.20.0-1"]}]})"));
  ASSERT_THAT(records.problems, IsEmpty());
  ASSERT_THAT(records.advisories, SizeIs(1));
  const model::Advisory& one = records.advisories[0];
  EXPECT_EQ(one.summary, "Line one");
  EXPECT_THAT(one.aliases, ElementsAre("CVE-2021-3782"));
  EXPECT_THAT(one.covers, IsEmpty());
  EXPECT_EQ(one.severity, model::VulnerabilitySeverity::medium);
  ASSERT_THAT(one.affected, SizeIs(1));
  EXPECT_EQ(one.affected[0].ecosystem, "Ubuntu:22.04");
  EXPECT_EQ(one.affected[0].names, PackageNames::source);
  EXPECT_EQ(one.affected[0].state, AdvisoryState::fixed);
  EXPECT_THAT(one.affected[0].versions, IsEmpty());  // its range says so already
}

TEST(OsvFeed, KnowsANoticeAboutSeveralVulnerabilities) {
  Collected records;
  ASSERT_TRUE(records.read("osv", "a.json", R"({"id": "RLSA-2023:3220",
    "related": ["CVE-2023-32205", "CVE-2023-32206"],
    "affected": [{"package": {"ecosystem": "Rocky Linux:8", "name": "firefox"},
      "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "0:102-1.el8"}]}]}]})"));
  ASSERT_THAT(records.advisories, SizeIs(1));
  EXPECT_THAT(records.advisories[0].covers, ElementsAre("CVE-2023-32205", "CVE-2023-32206"));
  EXPECT_THAT(records.advisories[0].aliases, IsEmpty());
}

TEST(OsvFeed, KnowsTheVulnerabilitiesOfADistributionsNotice) {
  constexpr std::string_view kNotice = R"({"id": "%s", "upstream": [%s], "affected": [
    {"package": {"ecosystem": "Ubuntu:20.04:LTS", "name": "openssl"},
     "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "1.1.1f-1ubuntu2.12"}]}]}]})";
  const auto notice = [&](std::string_view id, std::string_view upstream) {
    std::string out(kNotice);
    out.replace(out.find("%s"), 2, id);
    return out.replace(out.find("%s"), 2, upstream);
  };
  Collected one;
  ASSERT_TRUE(one.read("osv", "a.json",
                       notice("USN-5328-1", R"("CVE-2022-0778", "UBUNTU-CVE-2022-0778")")));
  ASSERT_THAT(one.advisories, SizeIs(1));
  EXPECT_THAT(one.advisories[0].aliases, ElementsAre("CVE-2022-0778"));
  EXPECT_THAT(one.advisories[0].covers, IsEmpty());
  Collected two;
  ASSERT_TRUE(two.read("osv", "a.json",
                       notice("USN-2192-1", R"("UBUNTU-CVE-2010-5298", "UBUNTU-CVE-2014-0198")")));
  ASSERT_THAT(two.advisories, SizeIs(1));
  EXPECT_THAT(two.advisories[0].covers, ElementsAre("CVE-2010-5298", "CVE-2014-0198"));
}

TEST(OsvFeed, CountsWhatIsMissingAndLosesNothingElse) {
  Collected records;
  ASSERT_TRUE(records.read("osv", "a.json", R"([
    {"affected": []}, 7, {"id": "NO-AFFECTED"},
    {"id": "COMMITS", "affected": [{"ranges": [{"type": "GIT", "events": [{"introduced": "0"}]}]}]},
    {"id": "NAMELESS", "affected": [{"package": {"ecosystem": "npm"}},
                                    {"package": {"ecosystem": "npm", "name": "good"}, "versions": ["1"]}]},
    {"id": "ODD", "affected": [{"package": {"ecosystem": "npm", "name": "odd"},
      "ranges": [{"type": "SEMVER", "events": [{"introduced": "0"}, {"mended": "2"}]}]}]}
  ])"));
  EXPECT_THAT(records.problems, SizeIs(5));
  EXPECT_EQ(records.omitted, 1U);
  ASSERT_THAT(records.advisories, SizeIs(2));
  EXPECT_EQ(records.advisories[0].affected[0].package, "good");
  EXPECT_FALSE(records.advisories[0].affected[0].versions_unknown);
  EXPECT_TRUE(records.advisories[1].affected[0].versions_unknown);
  Collected broken;
  EXPECT_FALSE(broken.read("osv", "a.json", R"([{"id": "A", "affected": []}, {"id": )"));
  EXPECT_FALSE(broken.read("osv", "a.json", "<html>"));
}

TEST(DebianFeed, KnowsItsStates) {
  Collected records;
  ASSERT_TRUE(records.read("debian", "json", R"({"chromium": {
    "CVE-1": {"releases": {"bookworm": {"status": "open", "urgency": "end-of-life"},
                           "sid": {"status": "resolved", "fixed_version": "98-1", "urgency": "low**"},
                           "bullseye": {"status": "resolved", "fixed_version": "0"}}},
    "CVE-2": {"releases": {"trixie": {"status": "vanished"}, "forky": {"status": "open"}}},
    "CVE-3": {}}, "list": [], "next": {"CVE-4": {"releases": {"buster": {"status": "open"}}}}})"));
  EXPECT_THAT(records.problems, SizeIs(3));
  ASSERT_THAT(records.advisories, SizeIs(3));
  const auto& first = records.advisories[0].affected;
  ASSERT_THAT(first, SizeIs(3));
  EXPECT_EQ(first[0].ecosystem, "Debian:12");
  EXPECT_EQ(first[0].state, AdvisoryState::end_of_life);
  EXPECT_EQ(first[1].ecosystem, "Debian:11");
  EXPECT_EQ(first[1].state, AdvisoryState::not_affected);
  EXPECT_EQ(first[2].ecosystem, "Debian:unstable");
  EXPECT_EQ(first[2].severity, model::VulnerabilitySeverity::low);
  EXPECT_EQ(first[2].fixed_version, "98-1");
  EXPECT_EQ(records.advisories[2].affected[0].package, "next");
  EXPECT_FALSE(Collected().read("debian", "json", "[1]"));
  EXPECT_FALSE(Collected().read("debian", "json", R"({"a": {"b": 1})"));
}

TEST(SecdbFeed, TakesIdsApart) {
  Collected records;
  ASSERT_TRUE(records.read("alpine", "main.json", R"({"distroversion": "v3.19", "packages": [
    {"pkg": {"name": "a", "secfixes": {"0": ["CVE-2020-1"], "1.2-r0": ["CVE-2020-2 GHSA-a-b-c",
      "CVE-2020-3 CVE-2020-4", "XSA-1"]}}}, {"pkg": {}}]})"));
  EXPECT_THAT(records.problems, SizeIs(1));
  ASSERT_THAT(records.advisories, SizeIs(5));
  EXPECT_EQ(records.advisories[0].affected[0].state, AdvisoryState::not_affected);
  EXPECT_THAT(records.advisories[1].aliases, ElementsAre("GHSA-a-b-c"));
  EXPECT_EQ(records.advisories[3].id, "CVE-2020-4");
  EXPECT_EQ(records.advisories[4].affected[0].ecosystem, "Alpine:v3.19");
  EXPECT_FALSE(Collected().read("alpine", "main.json", R"({"packages": []})"));
  Collected wolfi;
  ASSERT_TRUE(wolfi.read("wolfi", "security.json", R"({"urlprefix": "https://packages.wolfi.dev",
    "packages": [{"pkg": {"name": "a", "secfixes": {"1-r0": ["CVE-2020-1"]}}}]})"));
  EXPECT_EQ(wolfi.advisories.at(0).affected[0].ecosystem, "Wolfi");
}

constexpr std::string_view kVex = R"({"document": {"csaf_version": "2.0", "category": "csaf_vex",
  "tracking": {"id": "CVE-2024-1", "current_release_date": "2024-06-01T00:00:00+00:00"}},
 "product_tree": {"branches": [{"branches": [
   {"product": {"product_id": "red_hat_enterprise_linux_8", "product_identification_helper":
     {"cpe": "cpe:/o:redhat:enterprise_linux:8"}}},
   {"product": {"product_id": "openshift", "product_identification_helper":
     {"cpe": "cpe:/a:redhat:openshift:4"}}}]}],
  "relationships": [
   {"product_reference": "kernel", "relates_to_product_reference": "red_hat_enterprise_linux_8",
    "full_product_name": {"product_id": "red_hat_enterprise_linux_8:kernel"}},
   {"product_reference": "ruby:2.5/ruby", "relates_to_product_reference": "red_hat_enterprise_linux_8",
    "full_product_name": {"product_id": "red_hat_enterprise_linux_8:ruby:2.5/ruby"}},
   {"product_reference": "curl", "relates_to_product_reference": "red_hat_enterprise_linux_8",
    "full_product_name": {"product_id": "red_hat_enterprise_linux_8:curl"}},
   {"product_reference": "kernel", "relates_to_product_reference": "openshift",
    "full_product_name": {"product_id": "openshift:kernel"}}]},
 "vulnerabilities": [{"cve": "CVE-2024-1", "title": "t",
  "product_status": {"known_affected": ["red_hat_enterprise_linux_8:kernel", "openshift:kernel",
     "red_hat_enterprise_linux_8:ruby:2.5/ruby", "nowhere"],
   "known_not_affected": ["red_hat_enterprise_linux_8:curl"]},
  "remediations": [{"category": "no_fix_planned", "details": "Will not fix",
    "product_ids": ["red_hat_enterprise_linux_8:kernel"]},
   {"category": "no_fix_planned", "details": "Out of support scope",
    "product_ids": ["red_hat_enterprise_linux_8:ruby:2.5/ruby"]}],
  "threats": [{"category": "impact", "details": "Important"}]}]})";

TEST(RedHatFeed, KnowsTheStatesOfAVexDocument) {
  Collected records;
  ASSERT_TRUE(records.read("redhat", "cve.json", kVex));
  EXPECT_THAT(records.problems, SizeIs(1));
  ASSERT_THAT(records.advisories, SizeIs(1));
  const model::Advisory& one = records.advisories[0];
  EXPECT_EQ(one.severity, model::VulnerabilitySeverity::high);
  ASSERT_THAT(one.affected, SizeIs(3));
  EXPECT_EQ(one.affected[0].package, "curl");
  EXPECT_EQ(one.affected[0].state, AdvisoryState::not_affected);
  EXPECT_EQ(one.affected[1].package, "kernel");
  EXPECT_EQ(one.affected[1].ecosystem, "Red Hat:8");
  EXPECT_EQ(one.affected[1].state, AdvisoryState::will_not_fix);
  EXPECT_EQ(one.affected[1].names, PackageNames::any);
  EXPECT_EQ(one.affected[2].module, "ruby:2.5");
  EXPECT_EQ(one.affected[2].package, "ruby");
  EXPECT_EQ(one.affected[2].state, AdvisoryState::end_of_life);
}

TEST(EpssFeed, ReadsScoresAndRefusesOtherTables) {
  Collected records;
  ASSERT_TRUE(records.read("epss", "a.csv",
                           "#model_version:v2023.03.01,score_date:2025-02-20T00:00:00+0000\n"
                           "cve,epss,percentile\nCVE-1999-0001,0.00383,0.73075\n\nCVE-x,1,1\n"
                           "CVE-1999-0002,2,0.5\r\nCVE-1999-0003,1,0.5"));
  EXPECT_EQ(records.newest_day.substr(0, 10), "2025-02-20");
  ASSERT_THAT(records.exploitations, SizeIs(2));
  EXPECT_EQ(records.exploitations[0].percentile, 0.73075);
  EXPECT_THAT(records.problems, SizeIs(2));
  EXPECT_FALSE(Collected().read("epss", "a.csv", "invalid,header,format\nCVE-2024-6775,0.1,0.1\n"));
  EXPECT_FALSE(Collected().read("epss", "a.csv", ""));
}

TEST(Ecosystem, HasOneSpelling) {
  EXPECT_EQ(canonical_ecosystem("Ubuntu:Pro:16.04:LTS"), "Ubuntu:Pro:16.04");
  EXPECT_EQ(canonical_ecosystem("Red Hat:enterprise_linux:8::baseos"), "Red Hat:8");
  EXPECT_EQ(red_hat_ecosystem("cpe:/a:redhat:rhel_eus:9.2::appstream"), "Red Hat:9.2:eus");
  EXPECT_EQ(red_hat_ecosystem("cpe:/a:redhat:openshift:4.14::el9"), "");
  EXPECT_EQ(ecosystem_of({"debian", "12", "bookworm", "", {}}), "Debian:12");
  EXPECT_EQ(ecosystem_of({"debian", "", "trixie", "", {}}), "Debian:13");
  EXPECT_EQ(ecosystem_of({"debian", "", "", "", {}}), "");
  EXPECT_EQ(ecosystem_of({"alpine", "3.19.1", "", "", {}}), "Alpine:v3.19");
  EXPECT_EQ(ecosystem_of({"ubuntu", "22.04", "", "", {}}), "Ubuntu:22.04");
  EXPECT_EQ(ecosystem_of({"fedora", "40", "", "", {}}), "");
}

// Counts by other means: a few lines of another language over the same files.
TEST(FeedCorpus, ReadsAllOfGosDatabase) {
  if (corpus("go").empty()) GTEST_SKIP() << "no corpus in " << BULWARK_CORPUS_DIR;
  const Collected records = read_corpus("osv", "go/osv.tar.zst");
  EXPECT_THAT(records.problems, IsEmpty());
  EXPECT_EQ(records.advisories.size(), 4291U);
  EXPECT_EQ(records.entries(), 6125U);
  EXPECT_EQ(with_state(records, AdvisoryState::fixed), 3875U);
  std::size_t withdrawn = 0, parts = 0;
  for (const model::Advisory& one : records.advisories) {
    withdrawn += one.withdrawn.empty() ? 0 : 1;
    for (const AffectedPackage& affected : one.affected) parts += affected.parts.size();
  }
  EXPECT_EQ(withdrawn, 17U);
  EXPECT_EQ(parts, 1435U);
  EXPECT_EQ(records.database().facts()->packages, 1373U);
}

TEST(FeedCorpus, ReadsTheSamplesOfEachFeed) {
  if (corpus("samples").empty()) GTEST_SKIP() << "no corpus in " << BULWARK_CORPUS_DIR;
  const Collected kubernetes = read_corpus("osv", "kubernetes/vulns");
  EXPECT_EQ(kubernetes.advisories.size(), 47U);
  EXPECT_EQ(kubernetes.entries(), 50U);
  const std::string samples = "samples/";
  const Collected debian = read_corpus("debian",
                                       samples + "debian/test-fixtures/input/debian.json");
  EXPECT_EQ(debian.advisories.size(), 6U);
  EXPECT_EQ(debian.entries(), 25U);
  EXPECT_EQ(with_state(debian, AdvisoryState::fixed), 19U);
  EXPECT_EQ(with_state(debian, AdvisoryState::not_affected), 4U);
  EXPECT_EQ(with_state(debian, AdvisoryState::end_of_life), 2U);
  EXPECT_THAT(debian.problems, SizeIs(1));  // a CVE whose releases are a list
  const Collected alpine = read_corpus("alpine", samples + "alpine/test-fixtures/input/secdb");
  EXPECT_EQ(alpine.entries(), 16U);
  EXPECT_EQ(
      read_corpus("kev", samples + "kev/test-fixtures/valid-catalog-1.json").exploitations.size(),
      3U);
  EXPECT_EQ(read_corpus("epss", samples + "epss/test-fixtures/example-1.csv").exploitations.size(),
            5U);
}

TEST(FeedCorpus, ReadsRedHatsAdvisories) {
  if (corpus("samples").empty()) GTEST_SKIP() << "no corpus in " << BULWARK_CORPUS_DIR;
  const std::string folder = "samples/rhel/test-fixtures/csaf/advisories";
  const Collected records = read_corpus("redhat", folder);
  EXPECT_THAT(records.problems, IsEmpty());
  EXPECT_EQ(records.advisories.size(), 18U);
  EXPECT_EQ(records.entries(), 1U + 1 + 14 + 111 + 156 + 45 + 132);
  EXPECT_EQ(with_state(records, AdvisoryState::not_affected), 6U);
  const auto sudo = std::ranges::find(records.advisories, "CVE-2023-28486", &model::Advisory::id);
  ASSERT_NE(sudo, records.advisories.end());
  EXPECT_EQ(sudo->cvss_vector, "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:L/I:N/A:N");
  EXPECT_EQ(sudo->severity, model::VulnerabilitySeverity::medium);
  EXPECT_THAT(sudo->notices, ElementsAre("RHSA-2024:0811"));
}

}  // namespace
}  // namespace bulwark::knowledge
