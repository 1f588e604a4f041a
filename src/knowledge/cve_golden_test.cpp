// SPDX-License-Identifier: Apache-2.0
// Real feeds: what is read agrees with the OSV that the feed's own tools made of it.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <map>

#include "io/read_file.h"
#include "knowledge/cve_feed.h"
#include "knowledge/cve_range.h"

namespace bulwark::knowledge {
namespace {

namespace fs = std::filesystem;
const std::string kCorpus = std::string(BULWARK_CORPUS_DIR) + "/advisories";

CveSet read(const std::string& path) {
  auto text = io::read_file(path, kCveLimits.bytes);
  EXPECT_TRUE(text) << path;
  auto set = read_cves(*text, path);
  EXPECT_TRUE(set) << set.error().text();
  return *std::move(set);
}

// All versions 1.0.0 to 1.40.30.
template <class Look>
void each_version(const Look& look) {
  for (int minor = 0; minor < 40; ++minor) {
    for (int patch = 0; patch < 30; ++patch)
      look(*parse_cve_version("1." + std::to_string(minor) + "." + std::to_string(patch)));
  }
}

std::vector<std::string> differences(const CveAffected& ours, const CveAffected& theirs) {
  std::vector<std::string> out;
  each_version([&](const CveVersion& version) {
    if (matches(ours, version) != matches(theirs, version)) out.push_back(version.text());
  });
  return out;
}

TEST(CveGolden, the_feed_agrees_with_the_osv_that_is_made_of_it) {
  const std::string folder = kCorpus + "/cve-feed-osv/testdata";
  if (!fs::exists(folder)) GTEST_SKIP() << folder << " is not there";
  const CveSet ours = read(folder + "/k8s-db.json");
  const CveSet theirs = read(folder + "/expected-vulndb.json");
  ASSERT_EQ(theirs.cves.size(), 6U);
  ASSERT_EQ(ours.cves.size(), 8U);
  // In the announcement and not in the OSV, whose bounds come from the CVE program's records.
  const std::map<std::string, std::vector<std::string>> kExplained{
      // Announced as affected, and fixed in the next patch; the OSV set says so by now.
      {"CVE-2023-2431", {"1.25.9", "1.26.4", "1.27.1"}}};
  for (const Cve& expected : theirs.cves) {
    const auto found = std::ranges::find(ours.cves, expected.id, &Cve::id);
    ASSERT_NE(found, ours.cves.end()) << expected.id;
    ASSERT_EQ(found->affected.size(), 1U) << expected.id;
    EXPECT_TRUE(found->ranges_known()) << expected.id;
    EXPECT_EQ(found->affected[0].component, expected.affected[0].component) << expected.id;
    EXPECT_FALSE(found->cvss.empty()) << expected.id;
    const std::string& begins = expected.affected[0].spans[0].from;
    for (const std::string& one : differences(found->affected[0], expected.affected[0])) {
      const auto known = kExplained.find(expected.id);
      const bool explained = known != kExplained.end() &&
                             std::ranges::find(known->second, one) != known->second.end();
      // "<= 1.24.14" tells no beginning; records name the oldest version that was mended.
      const auto version = *parse_cve_version(one);
      const bool before = *compare_cve_versions(version, *parse_cve_version(begins)) < 0;
      EXPECT_TRUE(explained || before) << expected.id << " " << one;
    }
  }
  // These tell no versions: that is known, and no reason to call anybody unaffected.
  for (const char* id : {"CVE-2021-3121", "CVE-2020-8554"}) {
    const auto found = std::ranges::find(ours.cves, id, &Cve::id);
    ASSERT_NE(found, ours.cves.end());
    EXPECT_EQ(found->ranges_known(), !found->affected.empty()) << id;
  }
}

TEST(CveGolden, reads_every_file_of_the_osv_set) {
  const std::string folder = kCorpus + "/kubernetes/vulns";
  if (!fs::exists(folder)) GTEST_SKIP() << folder << " is not there";
  std::size_t count = 0;
  for (const auto& file : fs::directory_iterator(folder)) {
    if (file.path().extension() != ".json") continue;
    const CveSet set = read(file.path());
    ASSERT_EQ(set.cves.size(), 1U);
    const Cve& cve = set.cves[0];
    EXPECT_EQ(cve.id, file.path().stem());
    EXPECT_TRUE(cve.ranges_known()) << cve.id;
    EXPECT_TRUE(cve.score) << cve.id;
    for (const CveAffected& one : cve.affected) {
      const CveSet again = *read_cves(feed_json(set), "again");
      EXPECT_EQ(again.cves[0].affected, cve.affected) << cve.id;
      EXPECT_FALSE(one.spans.empty());
    }
    ++count;
  }
  EXPECT_GT(count, 40U);
}

}  // namespace
}  // namespace bulwark::knowledge
