// SPDX-License-Identifier: Apache-2.0
#include "model/report.h"

#include <gtest/gtest.h>

#include "formats/builder.h"

namespace bulwark::model {
namespace {

// {apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containers: [{name: ...}, ...]}}
Resource pod(formats::Pool& pool, const std::vector<std::string>& containers) {
  formats::Builder builder(pool);
  builder.begin_map();
  for (const auto& [key, value] : {std::pair{"apiVersion", "v1"}, {"kind", "Pod"}}) {
    builder.key(key);
    builder.string(value);
  }
  builder.key("metadata");
  builder.begin_map();
  builder.key("name");
  builder.string("p");
  builder.end_map();
  builder.key("spec");
  builder.begin_map();
  builder.key("containers");
  builder.begin_list();
  for (const std::string& name : containers) {
    builder.begin_map();
    builder.key("name");
    builder.string(name);
    builder.end_map();
  }
  builder.end_list();
  builder.end_map();
  builder.end_map();
  return {.root = builder.finish()};
}

class FindingTest : public ::testing::Test {
 protected:
  Finding finding(const Resource& resource, const std::string& item) {
    items_.push_back(item);
    return {&detail_, &resource, &items_.back(), nullptr, 1};
  }
  formats::Pool pool_{1, 3};
  Control control_ = [] {
    Control control;
    control.id = "privileged-container";
    control.severity = Severity::critical;
    return control;
  }();
  FindingDetail detail_{&control_, "message", "securityContext.privileged"};
  std::deque<std::string> items_;
};

TEST_F(FindingTest, PathsAreJoined) {
  const Resource resource = pod(pool_, {"a"});
  EXPECT_EQ(finding(resource, "spec.containers[0]").path(),
            "spec.containers[0].securityContext.privileged");
  EXPECT_EQ(finding(resource, "").path(), "securityContext.privileged");
}

TEST_F(FindingTest, TheFingerprintFollowsTheContainerNotItsIndex) {
  const Resource before = pod(pool_, {"a", "b"});
  const Resource after = pod(pool_, {"b", "a"});
  EXPECT_EQ(fingerprint(finding(before, "spec.containers[0]"), ""),
            fingerprint(finding(after, "spec.containers[1]"), ""));
  EXPECT_NE(fingerprint(finding(before, "spec.containers[0]"), ""),
            fingerprint(finding(before, "spec.containers[1]"), ""));
}

TEST_F(FindingTest, TheFingerprintTellsClustersApart) {
  const Resource resource = pod(pool_, {"a"});
  const Finding one = finding(resource, "spec.containers[0]");
  EXPECT_NE(fingerprint(one, "prod"), fingerprint(one, "staging"));
  EXPECT_NE(fingerprint(one, "prod"), fingerprint(one, ""));
}

TEST_F(FindingTest, TheTallyLeavesWaivedOnesOut) {
  const Resource resource = pod(pool_, {"a"});
  const Waived waived;
  Report report;
  report.findings = {finding(resource, ""), finding(resource, "spec")};
  report.findings[1].waived = &waived;
  const Tally counts = tally(report);
  EXPECT_EQ(counts.at(Layer::container, Severity::critical), 1U);
  EXPECT_EQ(counts.waived, 1U);
  EXPECT_EQ(counts.total(), 1U);
}

}  // namespace
}  // namespace bulwark::model
