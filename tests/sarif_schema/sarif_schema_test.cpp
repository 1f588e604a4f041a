// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "outputs/judged_report.h"

namespace bulwark::outputs {
namespace {

class SarifSchema : public JudgedReport {
 protected:
  void check();
};

void SarifSchema::check() {
  const char* schema = std::getenv("BULWARK_SARIF_SCHEMA");
  if (schema == nullptr || !std::filesystem::exists(schema))
    GTEST_SKIP() << "npm did not bring the schema";
  const int verdict = judge("sarif", std::string("json ") + schema);
  if (verdict == kCannotTell) GTEST_SKIP() << "python3-jsonschema is not installed";
  EXPECT_EQ(verdict, 0);
}

TEST_F(SarifSchema, AcceptsWhatIsWritten) { check(); }

TEST_F(SarifSchema, AcceptsObjectsOfClusters) {
  fill_clusters(sample_);
  check();
}

}  // namespace
}  // namespace bulwark::outputs
