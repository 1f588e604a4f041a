// SPDX-License-Identifier: Apache-2.0
#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "outputs/judged_report.h"

namespace bulwark::outputs {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kJudge = "prometheus_text.py";

class Prometheus : public JudgedReport {};

TEST_F(Prometheus, IsTextExpositionFormat) { EXPECT_EQ(judge("prometheus", "", kJudge), 0); }

TEST_F(Prometheus, TheJudgeRefusesWhatIsNone) { EXPECT_EQ(judge("table", "", kJudge), 1); }

TEST_F(Prometheus, CountsByControlAndNamespace) {
  SampleReport sample;
  fill(sample);
  sample.finding(sample.report.findings[2].control(), sample.resource("Pod", "shop", "b"), "wrong");
  const std::string text = sample.write("prometheus");
  EXPECT_THAT(text, HasSubstr("\nbulwark_findings{cluster=\"\",control=\"latest-tag\","
                              "severity=\"low\",layer=\"container\",namespace=\"shop\"} 2\n"));
  EXPECT_THAT(text, HasSubstr("\nbulwark_findings_waived{cluster=\"\",by=\"expected\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("\nbulwark_not_evaluated{cluster=\"\",control=\"\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("\nbulwark_resources{cluster=\"\"} 3\n"));
  EXPECT_THAT(text, HasSubstr("bulwark_scan_info{version=\"1.2.3\",catalogue=\"98 controls\"} 1"));
  EXPECT_THAT(text, Not(HasSubstr("kube-system"))) << "its only finding is waived";
}

TEST_F(Prometheus, EscapesLabels) {
  SampleReport sample;
  sample.finding(sample.control("x", model::Severity::low),
                 sample.resource("Pod", "a\\b\"c\nd", "p"), "wrong");
  EXPECT_THAT(sample.write("prometheus"), HasSubstr(R"(namespace="a\\b\"c\\nd"} 1)"));
}

TEST_F(Prometheus, SaysThatNothingIsMissingOfACluster) {
  SampleReport sample;
  fill_clusters(sample);
  const std::string text = sample.write("prometheus");
  EXPECT_THAT(text, HasSubstr("bulwark_not_evaluated{cluster=\"prod\",control=\"\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("cluster/staging\",control=\"\"} 0\n"));
}

TEST_F(Prometheus, FoldsNamespacesWhereTheyAreTooMany) {
  SampleReport sample;
  std::vector<const model::Control*> controls;
  for (int i = 0; i < 4; ++i)
    controls.push_back(&sample.control(fmt::format("c-{}", i), model::Severity::high));
  const std::size_t namespaces = 3'000;
  for (std::size_t n = 0; n < namespaces; ++n) {
    const model::Resource& pod = sample.resource("Pod", fmt::format("ns-{}", n), "p");
    for (const model::Control* control : controls) {
      sample.finding(*control, pod, "wrong");
      if (n == namespaces - 1) sample.finding(*control, pod, "wrong", "image");
    }
  }
  sample_.report.findings = sample.report.findings;
  const std::string text = sample.write("prometheus");
  const auto series = [&] {
    std::size_t count = 0;
    for (std::size_t at = text.find("\nbulwark_findings{"); at != std::string::npos;
         at = text.find("\nbulwark_findings{", at + 1))
      ++count;
    return count;
  }();
  EXPECT_EQ(series, 10'000U);
  EXPECT_THAT(text, HasSubstr("# 501 namespaces with fewest findings are counted together"));
  EXPECT_THAT(text, HasSubstr("control=\"c-0\",severity=\"high\",layer=\"container\","
                              "namespace=\"(others)\"} 501\n"));
  EXPECT_THAT(text, HasSubstr("namespace=\"ns-2999\"} 2\n")) << "the one with most findings";
}

}  // namespace
}  // namespace bulwark::outputs
