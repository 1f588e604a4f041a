// SPDX-License-Identifier: Apache-2.0
// The shipped vulnerabilities: every id of the advisories is there, and its ranges agree.
#include "knowledge/cve_list.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "formats/zstd.h"
#include "io/read_file.h"
#include "knowledge/cve_components.h"
#include "knowledge/cve_feed.h"
#include "knowledge/cve_range.h"

namespace bulwark::knowledge {
namespace {

namespace fs = std::filesystem;
const std::string kCorpus = std::string(BULWARK_CORPUS_DIR) + "/advisories";

CveSet shipped() {
  CveSet out;
  for (const auto& file : fs::directory_iterator(BULWARK_SOURCE_DIR "/knowledge/cves")) {
    const auto text = io::read_file(file.path(), 1 << 20);
    const auto read = read_cve_list(*text, out);
    EXPECT_TRUE(read) << file.path() << ": " << read.error().text();
  }
  return out;
}

const Cve* find(const CveSet& set, std::string_view id) {
  const auto found = std::ranges::find(set.cves, id, &Cve::id);
  return found == set.cves.end() ? nullptr : &*found;
}

TEST(CveList, holds_each_id_once_with_versions_that_are_in_order) {
  const CveSet set = shipped();
  EXPECT_GE(set.cves.size(), 175U);
  EXPECT_EQ(set.as_of.size(), 10U);
  std::set<std::string> ids;
  for (const Cve& cve : set.cves) {
    EXPECT_TRUE(ids.insert(cve.id).second) << cve.id;
    for (const CveAffected& one : cve.affected) {
      const bool library = one.component.starts_with("k8s.io/");
      EXPECT_TRUE(library || is_cve_component(one.component)) << cve.id << " " << one.component;
      for (const CveSpan& span : one.spans) {
        const std::string& end = span.fixed.empty() ? span.last : span.fixed;
        if (end.empty()) continue;
        EXPECT_TRUE(*compare_cve_versions(*parse_cve_version(span.from), *parse_cve_version(end)) <
                    0)
            << cve.id << " " << text_of(span);
      }
    }
  }
}

TEST(CveList, refuses_what_is_wrong) {
  const std::string
      head = "asOf: \"2026-08-21\"\ncves:\n  - id: CVE-1\n    title: x\n    sources: y\n";
  for (const char* rest :
       {"", "    affected: []\n", "    affected: [{component: a, ranges: []}]\n",
        "    affected: [{component: a, ranges: [{fixed: latest}]}]\n",
        "    affected: [{component: a, ranges: [{}]}]\n    severity: bad\n",
        "    affected: [{component: a, ranges: [{}]}]\n    cvss: CVSS:3.1/AV:N\n",
        "    affected: [{component: a, ranges: [{}]}]\n    more: 1\n"}) {
    CveSet out;
    EXPECT_FALSE(read_cve_list(head + rest, out)) << rest;
  }
}

// All bounds of both, and the versions around them.
std::vector<CveVersion> near(const CveAffected& a, const CveAffected& b) {
  std::vector<CveVersion> out;
  for (const CveAffected* one : {&a, &b}) {
    for (const CveSpan& span : one->spans) {
      for (const std::string* bound : {&span.from, &span.fixed, &span.last}) {
        auto version = parse_cve_version(*bound);
        if (!version || !version->stage.empty()) continue;
        version->count = 3;
        out.push_back(*version);
        ++version->numbers[2];
        out.push_back(*version);
        if (version->numbers[2] < 2) continue;
        version->numbers[2] -= 2;
        out.push_back(*version);
      }
    }
  }
  return out;
}

const CveAffected* component_of(const Cve& cve, const std::string& component) {
  for (const CveAffected& one : cve.affected) {
    const bool same = one.component == component ||
                      (component == "kubernetes" && is_of_kubernetes(one.component));
    if (same) return &one;
  }
  return nullptr;
}

void expect_agreement(const Cve& ours, const Cve& theirs) {
  for (const CveAffected& one : theirs.affected) {
    const CveAffected* own = component_of(ours, one.component);
    ASSERT_NE(own, nullptr) << theirs.id << " " << one.component;
    for (const CveVersion& version : near(*own, one))
      EXPECT_EQ(matches(*own, version), matches(one, version))
          << theirs.id << " " << version.text() << ": " << text_of(own->spans) << " and "
          << text_of(one.spans);
  }
}

TEST(CveList, agrees_with_the_osv_set_of_kubernetes) {
  const std::string folder = kCorpus + "/kubernetes/vulns";
  if (!fs::exists(folder)) GTEST_SKIP() << folder << " is not there";
  const CveSet set = shipped();
  // Slips of the set; each entry says which under `kept`.
  const std::set<std::string> explained{"CVE-2018-1002102", "CVE-2020-10749", "CVE-2021-25741"};
  std::size_t count = 0;
  for (const auto& file : fs::directory_iterator(folder)) {
    if (file.path().extension() != ".json") continue;
    const auto read = read_cves(*io::read_file(file.path(), kCveLimits.bytes), "osv");
    ASSERT_TRUE(read);
    const Cve* own = find(set, read->cves[0].id);
    ASSERT_NE(own, nullptr) << read->cves[0].id;
    ++count;
    if (!explained.contains(own->id)) expect_agreement(*own, read->cves[0]);
  }
  EXPECT_GT(count, 40U);
}

TEST(CveList, has_what_the_feed_has) {
  const std::string file = kCorpus + "/cve-feed-osv/testdata/k8s-db.json";
  if (!fs::exists(file)) GTEST_SKIP() << file << " is not there";
  const CveSet set = shipped();
  const CveSet feed = *read_cves(*io::read_file(file, kCveLimits.bytes), file);
  for (const Cve& one : feed.cves) {
    if (one.id == "CVE-2021-3121") continue;  // said to have no impact on Kubernetes
    const Cve* own = find(set, one.id);
    ASSERT_NE(own, nullptr) << one.id;
    if (one.ranges_known()) expect_agreement(*own, one);
  }
}

// The files of a tar, as they stand in it (POSIX ustar: blocks of 512 bytes).
template <class Take>
void each_file(std::string_view tar, const Take& take) {
  while (tar.size() >= 512 && tar[0] != 0) {
    const std::string name(tar.substr(0, std::min<std::size_t>(tar.find('\0'), 100)));
    const std::size_t size = std::stoul(std::string(tar.substr(124, 11)), nullptr, 8);
    take(name, tar.substr(512, size));
    tar.remove_prefix(std::min(tar.size(), 512 + (size + 511) / 512 * 512));
  }
}

TEST(CveList, has_what_the_database_of_go_says_of_a_clusters_components) {
  const std::string file = kCorpus + "/go/osv.tar.zst";
  if (!fs::exists(file)) GTEST_SKIP() << file << " is not there";
  const CveSet set = shipped();
  const auto tar = formats::decompress_zstd(*io::read_file(file, 64 << 20), 256 << 20);
  ASSERT_TRUE(tar);
  std::size_t count = 0;
  each_file(*tar, [&](const std::string& name, std::string_view text) {
    if (!name.ends_with(".json")) return;
    const auto read = read_osv(text);
    ASSERT_TRUE(read) << name;
    const bool ours = std::ranges::any_of(
        read->affected, [](const CveAffected& one) { return is_cve_component(one.component); });
    if (!ours) return;
    ++count;
    std::vector<std::string> ids{read->id};
    for (const std::string& alias : read->aliases) {
      if (alias.starts_with("CVE-")) ids.push_back(alias);
    }
    for (const std::string& id : ids) EXPECT_NE(find(set, id), nullptr) << id << " of " << name;
  });
  EXPECT_GT(count, 140U);
}

}  // namespace
}  // namespace bulwark::knowledge
