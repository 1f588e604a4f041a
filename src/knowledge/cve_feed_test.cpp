// SPDX-License-Identifier: Apache-2.0
// The official feed, OSV, and what is broken in them.
#include "knowledge/cve_feed.h"

#include <gtest/gtest.h>

#include "formats/json_object.h"
#include "knowledge/cve_range.h"

namespace bulwark::knowledge {
namespace {

std::string item(std::string_view id, std::string_view body) {
  return formats::JsonObject().text("id", id).text("content_text", body).take();
}

CveSet feed(const std::string& items) {
  auto read = read_cves(R"({"version":"https://jsonfeed.org/version/1.1","items":[)" + items + "]}",
                        "feed");
  EXPECT_TRUE(read) << read.error().text();
  return *std::move(read);
}

std::string affected(const Cve& cve) {
  std::string out;
  for (const CveAffected& one : cve.affected)
    out += (out.empty() ? "" : " | ") + one.component + " " + text_of(one.spans);
  return out;
}

TEST(CveFeed, parts_an_announcement_of_two_by_its_headings) {
  const CveSet set = feed(
      item("CVE-2023-2727, CVE-2023-2728",
           "### CVE-2023-2727: one\n#### Affected Versions\n- kubelet < 1.2.3\n"
           "### CVE-2023-2728: other\n#### Affected Versions\n- kubectl < 1.4.5\n"));
  ASSERT_EQ(set.cves.size(), 2U);
  EXPECT_EQ(affected(set.cves[0]), "kubelet < 1.2.3");
  EXPECT_EQ(affected(set.cves[1]), "kubectl < 1.4.5");
}

TEST(CveFeed, joins_the_last_affected_with_the_fixed_version_behind_it) {
  const CveSet set = feed(item("CVE-2023-2431",
                               "This bug affects Kubelet.\r\n**Affected Versions**\r\nv1.27.0 - "
                               "v1.27.1\r\n<= v1.24.13\r\n\r\n**Fixed Versions**\r\nv1.27.2\r\n"
                               "V1.24.14\r\n\r\n### Anything else\r\nv1.99.0\r\n"));
  EXPECT_EQ(affected(set.cves[0]), "kubelet < 1.24.14; >= 1.27.0, < 1.27.2");
  EXPECT_TRUE(set.cves[0].ranges_known());
}

TEST(CveFeed, believes_an_osv_block_before_the_text) {
  const std::string block =
      "#### Affected Versions\n- ingress-nginx: v1.12.5\n<details>\n\n```json osv\n"
      R"({"id":"CVE-2025-15566","affected":[{"package":{"ecosystem":"Kubernetes",)"
      R"("name":"ingress-nginx"},"ranges":[{"type":"SEMVER","events":[{"introduced":"0"},)"
      R"({"fixed":"1.12.5"},{"introduced":"0"},{"fixed":"1.13.1"}]}]}]})"
      "\n```\n</details>\n";
  const CveSet set = feed(item("CVE-2025-15566", block));
  EXPECT_EQ(affected(set.cves[0]), "ingress-nginx < 1.12.5; >= 1.13.0, < 1.13.1");
  EXPECT_TRUE(set.problems.empty());
}

TEST(CveFeed, reads_the_text_where_the_osv_block_is_broken_and_says_so) {
  const CveSet set = feed(
      item("CVE-2025-15566",
           "#### Affected Versions\n- kubelet < 1.12.5\n```json osv\n{\"id\":\n```\n"));
  EXPECT_EQ(affected(set.cves[0]), "kubelet < 1.12.5");
  ASSERT_EQ(set.problems.size(), 1U);
  EXPECT_NE(set.problems[0].reason.find("OSV block"), std::string::npos);
}

TEST(CveFeed, says_what_it_cannot_read_and_keeps_the_rest) {
  const CveSet set = feed(
      item("CVE-2020-8554", "no versions are told") + ",7,{\"id\":\"\"}," +
      item("CVE-2020-8555", "#### Affected Versions\nkubelet < 1.2.3\n> 1.4\n"));
  ASSERT_EQ(set.cves.size(), 2U);
  EXPECT_FALSE(set.cves[0].ranges_known());
  EXPECT_FALSE(set.cves[1].ranges_known());
  EXPECT_EQ(affected(set.cves[1]), "kubelet < 1.2.3");
  ASSERT_EQ(set.problems.size(), 2U);
  EXPECT_EQ(set.problems[0].item, "items[1]");
}

TEST(CveFeed, does_not_believe_a_version_that_is_affected_and_fixed) {
  const CveSet set = feed(item("CVE-2025-15566",
                               "ingress-nginx\n#### Affected Versions\n- ingress-nginx: v1.12.5\n"
                               "#### Fixed Versions\n- ingress-nginx: v1.12.5\n"));
  EXPECT_FALSE(set.cves[0].ranges_known());
}

TEST(CveFeed, ends_all_versions_where_one_is_fixed) {
  const CveSet set = feed(item("CVE-2025-1", "") + "," +
                          item("CVE-2024-10220",
                               "#### Affected Versions\nAll versions of kubelet\n"
                               "#### Fixed Versions\n- v1.30.3\n- v1.29.7\n"));
  EXPECT_EQ(affected(set.cves[1]), "kubelet < 1.29.7; >= 1.30.0, < 1.30.3");
}

TEST(CveFeed, is_read_again_as_it_was) {
  CveSet set = feed(item("CVE-2024-10220",
                         "CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:N\n#### Affected Versions\n"
                         "kubelet v1.30.0 to v1.30.2\nkube-proxy <= v1.28.11\n"));
  const auto again = read_cves(feed_json(set), "again");
  ASSERT_TRUE(again) << again.error().text();
  ASSERT_EQ(again->cves.size(), 1U);
  EXPECT_EQ(again->cves[0].affected, set.cves[0].affected);
  EXPECT_EQ(again->cves[0].cvss, set.cves[0].cvss);
  const auto osv = read_osv(osv_json(set.cves[0]));
  ASSERT_TRUE(osv);
  EXPECT_EQ(osv->affected, set.cves[0].affected);
}

TEST(CveFeed, gives_up_on_an_announcement_with_more_versions_than_there_are) {
  std::string body = "#### Affected Versions\n";
  for (int i = 0; i < 200'000; ++i) body += "kubelet v1." + std::to_string(i) + ".0\n";
  body += "#### Fixed Versions\n";
  for (int i = 0; i < 200'000; ++i) body += "kubelet v1." + std::to_string(i) + ".1, [](](](\n";
  const CveSet set = feed(item("CVE-2024-1234", body + std::string(500'000, '[') + "CVSS:CVSS:"));
  ASSERT_EQ(set.cves.size(), 1U);
  EXPECT_FALSE(set.cves[0].ranges_known());
}

TEST(CveFeed, refuses_what_is_no_feed) {
  for (const char* text : {"", "<!DOCTYPE html><html></html>", "{\"items\":", "7", "{}", "\"x\"",
                           R"({"version":"https://jsonfeed.org/version/1.1"})"}) {
    const auto read = read_cves(text, "there");
    ASSERT_FALSE(read) << text;
    EXPECT_TRUE(read.error().where.starts_with("there")) << read.error().text();
  }
}

TEST(CveOsv, keeps_ranges_of_versions_and_not_of_commits) {
  const auto cve = read_osv(
      R"({"id":"GO-1","aliases":["CVE-2024-1234"],"affected":[{"package":{"name":"k8s.io/kubelet"},)"
      R"("ranges":[{"type":"GIT","events":[{"introduced":"0"},{"fixed":"abcdef"}]},)"
      R"({"type":"SEMVER","events":[{"introduced":"0"},{"last_affected":"1.2.3"}]}]}]})");
  ASSERT_TRUE(cve);
  EXPECT_EQ(cve->id, "CVE-2024-1234");
  EXPECT_EQ(cve->aliases, std::vector<std::string>{"GO-1"});
  EXPECT_EQ(affected(*cve), "kubelet <= 1.2.3");
}

TEST(CveOsv, knows_no_ranges_where_there_are_none) {
  for (const char* rest :
       {"", R"(,"affected":[])", R"(,"affected":[{"package":{"name":"kubelet"}}])",
        R"(,"affected":[{"package":{"name":"kubelet"},"ranges":[{"events":[{}]}]}])",
        R"(,"affected":[{"package":{}}])"}) {
    const auto cve = read_osv(std::string(R"({"id":"CVE-2024-1234")") + rest + "}");
    ASSERT_TRUE(cve) << rest;
    EXPECT_FALSE(cve->ranges_known()) << rest;
  }
}

}  // namespace
}  // namespace bulwark::knowledge
