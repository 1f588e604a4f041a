// SPDX-License-Identifier: Apache-2.0
// Which findings and gaps of which cluster a waiver is for.
#include "scan/waivers.h"

#include <gtest/gtest.h>

#include "outputs/sample_report.h"

namespace bulwark::scan {
namespace {

class WaiverOfCluster : public ::testing::Test {
 protected:
  WaiverOfCluster() {
    outputs::fill_clusters(sample_);
    waiver_.reason = "agreed";
    waiver_.expires = "2027-01-31";
  }
  // The findings on the cart of prod, on that of staging, and on the pod in a file.
  std::vector<bool> waived() {
    Config config;
    config.waivers = {waiver_};
    apply_waivers(config, {}, "2026-11-24", sample_.report);
    std::vector<bool> out;
    for (const model::Finding& finding : sample_.report.findings)
      out.push_back(finding.waived != nullptr);
    return out;
  }

  outputs::SampleReport sample_;
  Waiver waiver_;
};

TEST_F(WaiverOfCluster, LeavesOtherClustersAndFilesAlone) {
  waiver_.control = "privileged-container";
  waiver_.cluster = "pro?";
  EXPECT_EQ(waived(), (std::vector{true, false, false}));
  EXPECT_TRUE(sample_.report.not_evaluated[0].waived_by.empty());
}

TEST_F(WaiverOfCluster, HoldsEverywhereWithoutAName) {
  waiver_.control = "privileged-container";
  EXPECT_EQ(waived(), (std::vector{true, true, true}));
}

TEST_F(WaiverOfCluster, CoversItsGapsOnly) {
  waiver_.gap = "secrets";
  waiver_.cluster = "*staging";
  waived();
  EXPECT_TRUE(sample_.report.not_evaluated[0].waived_by.empty());
  EXPECT_EQ(sample_.report.notices.back(),
            "waiver for the gap 'secrets' of cluster *staging matches nothing");
  waiver_.cluster = "prod";
  waived();
  EXPECT_EQ(sample_.report.not_evaluated[0].waived_by, "agreed");
}

}  // namespace
}  // namespace bulwark::scan
