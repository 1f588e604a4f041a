// SPDX-License-Identifier: Apache-2.0
// Kubernetes' own Pod Security fixtures: level/version/pass|fail, every file must get its folder's
// verdict.
#include <gtest/gtest.h>

#include <filesystem>
#include <map>

#include "scan/scan.h"

namespace bulwark::scan {
namespace {

namespace fs = std::filesystem;

// All files of one version at once, by file: how many findings.
std::map<std::string, int> findings_by_file(const fs::path& folder, const std::string& framework) {
  ScanOptions options;
  options.targets = {folder.string()};
  options.selection.frameworks = {framework};
  options.config_file = "";
  options.expected_platform = false;
  options.today = "2026-01-01";
  const auto done = scan(options);
  std::map<std::string, int> counts;
  if (!done) {
    ADD_FAILURE() << folder << ": " << done.error().text();
    return counts;
  }
  const Scan& result = **done;
  for (const model::Problem& problem : result.report.not_evaluated)
    ADD_FAILURE() << problem.what << problem.reason;
  for (const model::Segment& segment : result.inventory.segments) {
    for (const model::Resource& resource : segment.resources)
      counts[result.inventory.sources[resource.source].name];
  }
  for (const model::Finding& finding : result.report.findings) {
    ++counts[result.inventory.sources[finding.resource->source].name];
  }
  return counts;
}

void check_folder(const fs::path& folder, const std::string& framework, bool pass, int& checked) {
  std::size_t files = 0;
  for (const auto& entry : fs::directory_iterator(folder))
    files += entry.path().extension() == ".yaml" ? 1 : 0;
  const auto counts = findings_by_file(folder, framework);
  EXPECT_EQ(counts.size(), files) << folder;
  for (const auto& [file, findings] : counts) {
    ++checked;
    EXPECT_EQ(findings == 0, pass)
        << file << " under " << framework << " has " << findings << " findings";
  }
}

TEST(PodSecurity, AgreesWithKubernetesOnEveryFixture) {
  const fs::path corpus = fs::path(BULWARK_CORPUS_DIR) / "pod-security";
  if (!fs::exists(corpus)) GTEST_SKIP() << "the corpus is not here: " << corpus;
  int checked = 0;
  for (const char* level : {"baseline", "restricted"}) {
    for (const auto& version : fs::directory_iterator(corpus / level)) {
      const std::string framework = std::string("pss-") + level + "@" +
                                    version.path().filename().string();
      check_folder(version.path() / "pass", framework, true, checked);
      check_folder(version.path() / "fail", framework, false, checked);
    }
  }
  EXPECT_GE(checked, 2000);
}

}  // namespace
}  // namespace bulwark::scan
