// SPDX-License-Identifier: Apache-2.0
// Baselines as the program writes them: what is known stays known when files and lines move.
#include "scan/baseline.h"

#include <gtest/gtest.h>

#include "io/sink.h"
#include "io/test_folder.h"
#include "outputs/format.h"
#include "scan/file_locator.h"
#include "scan/scan.h"

namespace bulwark::scan {
namespace {

const std::string kPod =
    "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  hostPID: true\n  containers:\n"
    "  - name: one\n    securityContext: {privileged: true}\n";

class BaselineOf : public ::testing::Test {
 protected:
  std::unique_ptr<Scan> look(const std::string& target, std::vector<std::string> controls,
                             const std::string& config = {}) {
    ScanOptions options;
    options.targets = {target};
    options.config_file = folder_.write("bulwark.yaml", config);
    options.selection.controls = std::move(controls);
    options.today = "2026-11-24";
    auto done = scan(options);
    EXPECT_TRUE(done) << (done ? "" : done.error().text());
    return *std::move(done);
  }

  static std::string json_of(const Scan& scan) {
    FileLocator locator(scan.inventory);
    io::StringSink sink;
    EXPECT_TRUE(
        outputs::write_report(**outputs::output_format("json"), scan.report, locator, {}, sink));
    return sink.text();
  }

  io::TestFolder folder_;
};

TEST_F(BaselineOf, SurvivesMovedLinesAndRenamedFiles) {
  const auto before = look(folder_.write("old/a.yaml", kPod), {"privileged-container"});
  const auto baseline = read_baseline(json_of(*before), 1);
  ASSERT_TRUE(baseline) << baseline.error().text();
  const auto after = look(folder_.write("new/b/c.yaml", "# one\n\n---\n# two\n" + kPod),
                          {"privileged-container"});
  const BaselineCounts counts = leave_out_known(*baseline, after->report);
  EXPECT_EQ(counts.known, 1U);
  EXPECT_EQ(counts.gone, 0U);
  EXPECT_TRUE(after->report.findings.empty());
  EXPECT_EQ(
      after->report.notices.back(),
      "1 finding is known from the baseline and left out; 0 of the baseline are not there any "
      "more");
}

TEST_F(BaselineOf, WhatAControlThatIsNewFindsIsNew) {
  const std::string file = folder_.write("a.yaml", kPod);
  const auto baseline = read_baseline(json_of(*look(file, {"privileged-container"})), 1);
  const auto after = look(file, {"privileged-container", "host-namespaces"});
  leave_out_known(*baseline, after->report);
  ASSERT_EQ(after->report.findings.size(), 1U);
  EXPECT_EQ(after->report.findings[0].control().id, "host-namespaces");
}

TEST_F(BaselineOf, ASecondObjectOfThatNameIsNew) {
  const auto baseline = read_baseline(
      json_of(*look(folder_.write("one/a.yaml", kPod), {"privileged-container"})), 1);
  folder_.write("two/a.yaml", kPod);
  folder_.write("two/b.yaml", kPod);
  const auto after = look(folder_.path("two"), {"privileged-container"});
  EXPECT_EQ(leave_out_known(*baseline, after->report).known, 1U);
  EXPECT_EQ(after->report.findings.size(), 1U);
}

TEST_F(BaselineOf, WhatWasWaivedIsNewWithoutItsWaiver) {
  const std::string file = folder_.write("a.yaml", kPod);
  const auto before = look(
      file, {"privileged-container"},
      "waivers: [{control: privileged-container, reason: r, expires: 2027-01-01}]");
  const auto baseline = read_baseline(json_of(*before), 1);
  const auto after = look(file, {"privileged-container"});
  leave_out_known(*baseline, after->report);
  EXPECT_EQ(after->report.findings.size(), 1U);
}

TEST_F(BaselineOf, WhatIsGoneIsCounted) {
  const auto before = look(folder_.write("a.yaml", kPod), {"privileged-container"});
  const auto baseline = read_baseline(json_of(*before), 1);
  std::string mended = kPod;
  mended.replace(mended.find("privileged: true"), 16, "privileged: false");
  const auto after = look(folder_.write("a.yaml", mended), {"privileged-container"});
  EXPECT_EQ(leave_out_known(*baseline, after->report).gone, 1U);
}

TEST_F(BaselineOf, AnythingElseIsAnError) {
  const std::string whole = json_of(*look(folder_.write("a.yaml", kPod), {"privileged-container"}));
  for (const std::string& text :
       {std::string(), whole.substr(0, whole.size() / 2), std::string("{}"),
        std::string(R"({"schema":"bulwark.diff/v1"})"),
        std::string(R"({"schema":"bulwark.report/v1","findings":{}})"),
        std::string(R"({"schema":"bulwark.report/v1","findings":[{"fingerprint":"x"}]})"),
        std::string("apiVersion: v1\n")}) {
    const auto baseline = read_baseline(text, 1);
    ASSERT_FALSE(baseline) << text;
    EXPECT_FALSE(baseline.error().message.empty());
  }
}

}  // namespace
}  // namespace bulwark::scan
