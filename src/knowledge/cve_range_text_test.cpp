// SPDX-License-Identifier: Apache-2.0
// What people write about versions, as announcements of Kubernetes have it.
#include "knowledge/cve_range_text.h"

#include <gtest/gtest.h>

#include "knowledge/cve_range.h"

namespace bulwark::knowledge {
namespace {

std::string spans(std::string_view line) {
  const CveRangeLine read = read_range_line(line);
  return read.understood ? text_of(read.spans) : "?";
}

TEST(CveRangeText, reads_two_versions_and_what_is_between) {
  EXPECT_EQ(spans("- kubelet v1.18.0-1.18.5"), ">= 1.18.0, <= 1.18.5");
  EXPECT_EQ(spans("v1.27.0 - v1.27.1"), ">= 1.27.0, <= 1.27.1");
  EXPECT_EQ(spans("v1.11.0 \\- 1.11.4  "), ">= 1.11.0, <= 1.11.4");
  EXPECT_EQ(spans("* kubelet v1.30.0 to v1.30.2"), ">= 1.30.0, <= 1.30.2");
  EXPECT_EQ(spans("v1.25.0 – v1.25.3"), ">= 1.25.0, <= 1.25.3");
  EXPECT_EQ(spans("from 1.29.0 through 1.29.6"), ">= 1.29.0, <= 1.29.6");
}

TEST(CveRangeText, reads_ends_by_sign_and_by_word) {
  EXPECT_EQ(spans("- kube-apiserver <= v1.24.14"), "<= 1.24.14");
  EXPECT_EQ(spans("kubelet &lt; v1.16.13"), "< 1.16.13");
  EXPECT_EQ(spans("≤ v1.19.14"), "<= 1.19.14");
  EXPECT_EQ(spans("<v1.2.1"), "< 1.2.1");
  EXPECT_EQ(spans("- ingress-nginx: < v1.13.7"), "< 1.13.7");
  EXPECT_EQ(spans("All versions prior to v1.14.0"), "< 1.14.0");
  EXPECT_EQ(spans("v1.22.13 and earlier"), "<= 1.22.13");
  EXPECT_EQ(spans("through 1.28.11"), "<= 1.28.11");
  EXPECT_EQ(spans(">= 1.2.0, < 1.3.4"), ">= 1.2.0, < 1.3.4");
  EXPECT_EQ(spans("kubernetes v1.3.0 and later"), ">= 1.3.0");
}

TEST(CveRangeText, reads_what_the_announcing_tool_writes) {
  EXPECT_EQ(spans("- ingress-nginx: 1.9.0 < 1.13.7"), ">= 1.9.0, < 1.13.7");
  EXPECT_EQ(spans("1.30.x <= 1.30.8"), ">= 1.30.0, <= 1.30.8");
}

TEST(CveRangeText, takes_a_minor_version_for_all_of_its_patches) {
  EXPECT_EQ(spans("* Kubernetes 1.3.x-1.6.x"), ">= 1.3.0, < 1.7.0");
  EXPECT_EQ(spans("1.9.*"), ">= 1.9.0, < 1.10.0");
  EXPECT_EQ(spans("v1.27"), ">= 1.27.0, < 1.28.0");
}

TEST(CveRangeText, takes_a_version_by_itself_for_that_one) {
  EXPECT_EQ(spans("- v1.12.0"), ">= 1.12.0, <= 1.12.0");
  EXPECT_EQ(spans("v1.13.6, v1.14.2"), ">= 1.13.6, <= 1.13.6; >= 1.14.2, <= 1.14.2");
}

TEST(CveRangeText, reads_all_versions) {
  EXPECT_EQ(spans("All versions of Kubernetes"), "all versions");
  EXPECT_EQ(spans("All Kubernetes versions"), "all versions");
}

TEST(CveRangeText, says_what_it_does_not_understand) {
  EXPECT_EQ(spans("> 1.2.3"), "?");
  EXPECT_EQ(spans("<= the one before"), "?");
}

TEST(CveRangeText, takes_no_issue_commit_or_number_for_a_version) {
  EXPECT_EQ(spans("the following 3 are affected, see #98477 and main@06c992a"), "");
  EXPECT_EQ(versions_in_line("- kubelet v1.18.6 - fixed by #92921"),
            std::vector<std::string>{"1.18.6"});
}

TEST(CveRangeText, names_components) {
  EXPECT_EQ(read_range_line("- kube-apiserver v1.27.0 - v1.27.2").components,
            std::vector<std::string>{"kube-apiserver"});
  EXPECT_EQ(read_range_line("ingress-nginx-1.2.3").components,
            std::vector<std::string>{"ingress-nginx"});
  EXPECT_EQ(spans("ingress-nginx-1.2.3"), ">= 1.2.3, <= 1.2.3");
}

}  // namespace
}  // namespace bulwark::knowledge
