// SPDX-License-Identifier: Apache-2.0
// That a server takes these objects is tried against one: tests/cluster/checks/reports.py.
#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/text.h"
#include "outputs/sample_report.h"

namespace bulwark::outputs {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

// The documents of the stream.
std::vector<std::string> documents(const std::string& stream) {
  std::vector<std::string> out;
  for (std::size_t at = stream.find("---\n"); at != std::string::npos;) {
    const std::size_t next = stream.find("\n---\n", at);
    out.push_back(stream.substr(at + 4, next == std::string::npos ? next : next - at - 4));
    at = next == std::string::npos ? next : next + 1;
  }
  return out;
}

class OpenReports : public ::testing::Test {
 protected:
  std::vector<std::string> write(std::string_view dialect = "openreports") {
    return documents(sample_.write(dialect));
  }
  SampleReport sample_;
};

TEST_F(OpenReports, HaveAnObjectForEachNamespaceAndOneForTheRest) {
  fill(sample_);
  const auto all = write();
  ASSERT_EQ(all.size(), 3U);
  EXPECT_THAT(all[0], HasSubstr(R"({"apiVersion":"openreports.io/v1alpha1","kind":"ClusterReport",)"
                                R"("metadata":{"name":"bulwark","labels":)"
                                R"({"app.kubernetes.io/managed-by":"bulwark"}},"source":"bulwark",)"
                                R"("summary":{"fail":0,"warn":0,"error":1,"skip":0})"));
  EXPECT_THAT(all[0], HasSubstr(R"("message":"deploy/broken.yaml:3:1: a mapping ends too early")"));
  EXPECT_THAT(all[1], HasSubstr(R"("kind":"Report","metadata":{"name":"bulwark-kube-system",)"
                                R"("namespace":"kube-system")"));
  EXPECT_THAT(all[1], HasSubstr(R"("waived":"expected: the platform's own agent")"));
  EXPECT_THAT(all[1], HasSubstr(R"("summary":{"fail":0,"warn":0,"error":0,"skip":1})"));
  EXPECT_THAT(all[2], HasSubstr(R"("summary":{"fail":1,"warn":1,"error":0,"skip":0})"));
  EXPECT_THAT(all[2], HasSubstr(R"("policy":"privileged-container","rule":"Title of )"
                                R"(privileged-container","category":"container","severity":)"
                                R"("critical","result":"fail","scored":true)"));
  EXPECT_THAT(all[2], HasSubstr(R"("resources":[{"apiVersion":"apps/v1","kind":"Deployment",)"
                                R"("namespace":"shop","name":"cart"}])"));
  EXPECT_THAT(all[2], HasSubstr(R"("result":"warn","scored":false)"));
}

TEST_F(OpenReports, TheElderDialectNamesItsSourceInEachResult) {
  fill(sample_);
  const auto all = write("policyreport");
  EXPECT_THAT(all[2], HasSubstr(R"("apiVersion":"wgpolicyk8s.io/v1alpha2","kind":"PolicyReport")"));
  EXPECT_THAT(all[2], HasSubstr("[\n{\"source\":\"bulwark\",\"policy\""));
  EXPECT_THAT(all[0], HasSubstr(R"("kind":"ClusterPolicyReport")"));
}

TEST_F(OpenReports, ANamespaceWithoutFindingsHasAnEmptyOne) {
  sample_.inventory.segments.emplace_back().resources.push_back(
      sample_.resource("Pod", "quiet", "p"));
  const auto all = write();
  ASSERT_EQ(all.size(), 2U);
  EXPECT_THAT(all[1], HasSubstr(R"("name":"bulwark-quiet","namespace":"quiet")"));
  EXPECT_THAT(all[1], HasSubstr(R"("results":[])"));
}

TEST_F(OpenReports, StaySmallEnoughToBeApplied) {
  const model::Control& control = sample_.control("x", model::Severity::high);
  const model::Control& low = sample_.control("y", model::Severity::low);
  for (int i = 0; i < 3'000; ++i) {
    sample_.finding(control, sample_.resource("Pod", "big", fmt::format("pod-{}", i)),
                    std::string(2'000, 'm'));
    sample_.finding(control, sample_.resource("Pod", "many", fmt::format("pod-{}", i)), "w");
  }
  sample_.finding(low, sample_.resource("Pod", "many", "last"), "w");
  const auto all = write();
  ASSERT_EQ(all.size(), 3U);
  for (const std::string& one : all) EXPECT_LE(one.size(), 240'000U);
  EXPECT_THAT(all[1], HasSubstr(R"("summary":{"fail":3000,)"));
  EXPECT_THAT(all[1], HasSubstr(R"("report.bulwark/results-left-out":")"));
  EXPECT_THAT(all[2], HasSubstr(R"("summary":{"fail":3000,"warn":1,)"));
  EXPECT_THAT(all[2], Not(HasSubstr(R"("policy":"y")"))) << "the worst are kept";
}

TEST_F(OpenReports, WhatIsNoNameOfANamespaceIsWithTheRest) {
  sample_.finding(sample_.control("x", model::Severity::high),
                  sample_.resource("Pod", "Not_A_Namespace", "p"), "w");
  const auto all = write();
  ASSERT_EQ(all.size(), 1U);
  EXPECT_THAT(all[0], HasSubstr(R"("namespace":"Not_A_Namespace")"));
}

TEST_F(OpenReports, OfAFleetAreObjectsThatAnyClusterTakes) {
  fill_clusters(sample_);
  const auto all = write();
  ASSERT_EQ(all.size(), 4U) << "files, prod's gap, and each cluster's namespace";
  for (const std::string& one : all) {
    EXPECT_THAT(one, HasSubstr(R"("kind":"ClusterReport")"));
    EXPECT_THAT(one.substr(0, one.find("labels")), Not(HasSubstr("namespace")));
  }
  EXPECT_THAT(all[1], HasSubstr(R"("name":"bulwark-arn-aws-eks-eu-west-1-123456789012-cluster-)"));
  EXPECT_THAT(all[3], HasSubstr(R"("report.bulwark/cluster":"prod",)"
                                R"("report.bulwark/namespace":"shop")"));
}

TEST_F(OpenReports, EveryDocumentCanBeReadAsYaml) {
  const std::string bad = "a\x1b]]>\x01\xFF<&\"'\xEF\xBF\xBE\xC2\x85\xC2\x90";
  sample_.finding(sample_.control("x", model::Severity::info), sample_.resource("Pod", bad, bad),
                  bad);
  sample_.problem(bad, bad).waived_by = bad;
  const std::string text = sample_.write("openreports");
  EXPECT_THAT(text, Not(HasSubstr("\xEF\xBF\xBE")));
  EXPECT_THAT(text, Not(HasSubstr("\xC2\x90")));
  EXPECT_THAT(text, HasSubstr(R"("waived":"waiver: a)"));
}

}  // namespace
}  // namespace bulwark::outputs
