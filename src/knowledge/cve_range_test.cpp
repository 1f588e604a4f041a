// SPDX-License-Identifier: Apache-2.0
// Versions, ranges and scores of vulnerabilities.
#include "knowledge/cve_range.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "knowledge/cve_cvss.h"
#include "model/vulnerability.h"

namespace bulwark::knowledge {
namespace {

using Kind = CveEvent::Kind;

CveVersion version(std::string_view text) { return parse_cve_version(text).value(); }

std::optional<int> order(std::string_view a, std::string_view b) {
  const auto result = compare_cve_versions(version(a), version(b));
  if (!result) return std::nullopt;
  return *result < 0 ? -1 : *result > 0 ? 1 : 0;
}

TEST(CveVersion, does_not_take_what_a_vendor_adds_for_a_pre_release) {
  for (const char* text :
       {"v1.29.3-eks-adc7111", "v1.29.3-gke.1234", "v1.29.3+k3s1", "v1.29.3+rke2r1", "1.29.3"})
    EXPECT_EQ(order(text, "1.29.3"), 0) << text;
  EXPECT_TRUE(version("v1.29.3-eks-adc7111").is_vendor_build());
  EXPECT_TRUE(version("1.7.12-0ubuntu4").is_vendor_build());
  EXPECT_FALSE(version("v1.29.3").is_vendor_build());
  EXPECT_FALSE(version("3.5.9-0").is_vendor_build());
}

TEST(CveVersion, orders_pre_releases_before_their_release) {
  EXPECT_EQ(order("1.12.0-beta.0", "1.12.0"), -1);
  EXPECT_EQ(order("1.0.0-rc93", "1.0.0-rc.94"), -1);
  EXPECT_EQ(order("1.0.0-rc.10", "1.0.0-rc.9"), 1);
  EXPECT_EQ(order("1.2.0-alpha.6", "1.2.0-beta.0"), -1);
  EXPECT_EQ(order("1.24.0-rc.1+k3s1", "1.24.0"), -1);
}

TEST(CveVersion, knows_no_order_between_a_commit_and_a_release) {
  EXPECT_EQ(order("v0.0.0-20220101120000-0123456789ab", "1.2.3"), std::nullopt);
  EXPECT_EQ(order("v0.0.0-20220101120000-0123456789ab", "0.0.0-20230101120000-0123456789ab"), -1);
  EXPECT_EQ(order("v0.0.0-20220101120000-0123456789ab", "0"), 1);
}

TEST(CveVersion, refuses_what_is_none) {
  for (const char* text : {"", "v", "latest", "sha256:abc", "-1.2"})
    EXPECT_FALSE(parse_cve_version(text)) << text;
  EXPECT_FALSE(parse_cve_version("99999999999999999999999.1"));
}

// OSV's own words: sort the events; "introduced" makes it affected, "fixed" and what is behind
// "last_affected" do not.
bool naive(std::vector<CveEvent> events, const CveVersion& at) {
  std::ranges::stable_sort(events, [](const CveEvent& a, const CveEvent& b) {
    return *compare_cve_versions(version(a.version), version(b.version)) < 0;
  });
  bool affected = false;
  for (const CveEvent& one : events) {
    const auto stands = *compare_cve_versions(at, version(one.version));
    if (one.kind == Kind::introduced && stands >= 0) affected = true;
    if (one.kind == Kind::fixed && stands >= 0) affected = false;
    if (one.kind == Kind::last_affected && stands > 0) affected = false;
  }
  return affected;
}

TEST(CveRange, agrees_with_what_osv_says_of_events) {
  std::mt19937 random(20261130);
  for (int round = 0; round < 20000; ++round) {
    std::vector<std::string> versions;
    for (int minor = 0; minor < 4; ++minor) {
      for (int patch = 0; patch < 3; ++patch)
        versions.push_back("1." + std::to_string(minor) + "." + std::to_string(patch));
    }
    const std::vector<std::string> all = versions;
    std::ranges::shuffle(versions, random);
    std::vector<CveEvent> events;
    for (std::size_t i = 0; i < 1 + random() % 6; ++i)
      events.push_back({static_cast<Kind>(random() % 3), versions[i]});
    const auto spans = spans_of(events);
    ASSERT_TRUE(spans);
    CveAffected affected{"x", *spans};
    if (affected.spans.empty()) continue;
    for (const std::string& one : all) {
      EXPECT_EQ(matches(affected, version(one)) == CveMatch::yes, naive(events, version(one)))
          << one << " of " << text_of(*spans);
    }
    // And back again.
    EXPECT_EQ(spans_of(events_of(*spans)), *spans);
  }
}

TEST(CveRange, knows_nothing_where_no_versions_are_told) {
  EXPECT_EQ(matches(CveAffected{"x"}, version("1.2.3")), CveMatch::unknown);
  EXPECT_EQ(matches(CveSpan{"0", "0.0.0-20190927203648-9ce6eca90e73", {}, {}}, version("1.2.3")),
            CveMatch::unknown);
  EXPECT_FALSE(spans_of({{Kind::introduced, "abc"}}));
}

TEST(CveRange, names_the_version_to_go_to) {
  const CveAffected affected{
      "kubelet",
      {{"0", "1.24.14", {}, {}}, {"1.25.0", "1.25.10", {}, {}}, {"1.26.0", {}, "1.26.4", {}}}};
  EXPECT_EQ(fixed_version_for(affected, version("1.25.3")), "1.25.10");
  EXPECT_EQ(fixed_version_for(affected, version("1.22.3")), "1.24.14");
  EXPECT_EQ(fixed_version_for(affected, version("1.26.1")), "");
  CveAffected with = affected;
  with.fixed_in = {"1.27.2", "1.26.5"};
  EXPECT_EQ(fixed_version_for(with, version("1.26.1")), "1.26.5");
}

TEST(CveRange, keeps_branches_apart_that_are_told_by_their_ends) {
  const auto spans = spans_by_branch({{"0", "1.14.3", {}, {}}, {"0", "1.13.7", {}, {}}});
  EXPECT_EQ(text_of(spans), "< 1.13.7; >= 1.14.0, < 1.14.3");
  const auto far = spans_by_branch({{"0", "1.11.5", {}, {}}, {"0", "1.14.3", {}, {}}});
  EXPECT_EQ(text_of(far), "< 1.11.5; >= 1.12.0, < 1.14.3");
}

TEST(Cvss, scores_as_the_specification_does) {
  const std::pair<const char*, double> kScores[]{
      {"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", 9.8},
      {"CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H", 10.0},
      {"CVSS:3.1/AV:L/AC:L/PR:H/UI:N/S:U/C:L/I:L/A:N", 3.4},
      {"CVSS:3.1/AV:N/AC:L/PR:H/UI:N/S:U/C:H/I:H/A:N", 6.5},
      {"CVSS:3.1/AV:L/AC:L/PR:L/UI:N/S:C/C:H/I:N/A:N", 6.5},
      {"CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:N", 8.1},
      {"CVSS:3.1/AV:L/AC:L/PR:L/UI:N/S:U/C:N/I:N/A:H/CR:H/IR:H/AR:M", 5.5},
      {"CVSS:3.1/AV:A/AC:H/PR:N/UI:N/S:U/C:L/I:N/A:N", 3.1},
      {"CVSS:3.0/AV:N/AC:L/PR:L/UI:N/S:C/C:N/I:H/A:N", 7.7},
      {"CVSS:3.1/AV:N/AC:H/PR:H/UI:N/S:U/C:N/I:N/A:N", 0.0}};
  for (const auto& [vector, score] : kScores) {
    ASSERT_TRUE(model::cvss_base_score(vector)) << vector;
    EXPECT_NEAR(*model::cvss_base_score(vector), score, 0.001) << vector;
  }
  for (const char* text : {"", "CVSS:3.1/AV:N", "CVSS:3.1/AV:X/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"})
    EXPECT_FALSE(model::cvss_base_score(text)) << text;
}

}  // namespace
}  // namespace bulwark::knowledge
