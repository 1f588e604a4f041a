// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "outputs/judged_report.h"

namespace bulwark::outputs {
namespace {

class Schema : public JudgedReport {};

TEST_F(Schema, JsonFollowsItsSchema) {
  const int verdict = judge("json", "json " BULWARK_SOURCE_DIR "/docs/report.schema.json");
  if (verdict == kCannotTell) GTEST_SKIP() << "python3-jsonschema is not installed";
  EXPECT_EQ(verdict, 0);
}

TEST_F(Schema, JsonWithABenchmarkFollowsItToo) {
  fill_benchmark(sample_);
  const int verdict = judge("json", "json " BULWARK_SOURCE_DIR "/docs/report.schema.json");
  if (verdict == kCannotTell) GTEST_SKIP() << "python3-jsonschema is not installed";
  EXPECT_EQ(verdict, 0);
}

TEST_F(Schema, JunitIsXmlAndItsCountsAddUp) { EXPECT_EQ(judge("junit", "xml"), 0); }

}  // namespace
}  // namespace bulwark::outputs
