// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "outputs/sample_report.h"

namespace bulwark::outputs {
namespace {

namespace fs = std::filesystem;

constexpr int kCannotTell = 77;

// What tests/validate_report.py says to a report of each format; a hostile name is part of it.
class Schema : public ::testing::Test {
 protected:
  void SetUp() override {
    fill(sample_);
    const std::string bad = "a\x1b]]>\x01\xFF<&\"'\xEF\xBF\xBE";
    sample_.finding(sample_.control("y", model::Severity::info), sample_.resource("Pod", bad, bad),
                    bad);
    sample_.problem(bad, bad).waived_by = bad;
  }
  int judge(std::string_view format, const std::string& arguments) {
    const fs::path file = fs::temp_directory_path() /
                          ("bulwark-report-" + std::to_string(::getpid()));
    std::ofstream(file, std::ios::binary) << sample_.write(format);
    const std::string command = "python3 " BULWARK_SOURCE_DIR "/tests/validate_report.py " +
                                arguments + " " + file.string();
    const int status = std::system(command.c_str());  // NOLINT(concurrency-mt-unsafe)
    fs::remove(file);
    return WEXITSTATUS(status);
  }
  SampleReport sample_;
};

TEST_F(Schema, JsonFollowsItsSchema) {
  const int verdict = judge("json", "json " BULWARK_SOURCE_DIR "/docs/report.schema.json");
  if (verdict == kCannotTell) GTEST_SKIP() << "python3-jsonschema is not installed";
  EXPECT_EQ(verdict, 0);
}

TEST_F(Schema, SarifFollowsTheOasisSchema) {
  const char* schema = std::getenv("BULWARK_SARIF_SCHEMA");  // NOLINT(concurrency-mt-unsafe)
  if (schema == nullptr)
    GTEST_SKIP() << "BULWARK_SARIF_SCHEMA names no copy of OASIS' sarif-schema-2.1.0.json";
  const int verdict = judge("sarif", std::string("json ") + schema);
  if (verdict == kCannotTell) GTEST_SKIP() << "python3-jsonschema is not installed";
  EXPECT_EQ(verdict, 0);
}

TEST_F(Schema, JunitIsXmlAndItsCountsAddUp) { EXPECT_EQ(judge("junit", "xml"), 0); }

}  // namespace
}  // namespace bulwark::outputs
