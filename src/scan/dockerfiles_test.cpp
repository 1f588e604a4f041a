// SPDX-License-Identifier: Apache-2.0
// Dockerfiles in a scan: which files are read, and which lines findings point to.
#include <gtest/gtest.h>

#include <algorithm>

#include "io/test_folder.h"
#include "scan/file_locator.h"
#include "scan/scan.h"

namespace bulwark::scan {
namespace {

class DockerfileScan : public ::testing::Test {
 protected:
  void look(const std::string& target, std::vector<std::string> controls = {"build-*"}) {
    ScanOptions options;
    options.targets = {target};
    options.config_file = folder_.write("config/bulwark.yaml", "");
    options.selection.controls = std::move(controls);
    options.today = "2026-11-30";
    auto done = scan(options);
    ASSERT_TRUE(done) << done.error().text();
    scan_ = *std::move(done);
  }

  // "Dockerfile:3-4 build-sudo"
  std::vector<std::string> findings() {
    FileLocator locator(scan_->inventory);
    std::vector<std::string> out;
    for (const model::Finding& one : scan_->report.findings) {
      const model::Place place = locator.locate(*one.resource, one.path());
      out.push_back(place.file.substr(place.file.rfind('/') + 1) + ":" +
                    std::to_string(place.line) + "-" + std::to_string(place.end_line) + " " +
                    one.detail->control->id);
    }
    std::ranges::sort(out);
    return out;
  }

  io::TestFolder folder_;
  std::unique_ptr<Scan> scan_;
};

TEST_F(DockerfileScan, PointsToTheLines) {
  look(folder_.write("Dockerfile",
                     "FROM debian:12\nRUN apt-get update \\\n && apt-get install -y \\\n"
                     "    openssh-server \\\n && chmod 777 /app\nEXPOSE 8080 22\nUSER root\n"),
       {"build-unneeded-packages", "build-open-permissions", "build-ssh-port", "build-root-user"});
  EXPECT_EQ(findings(),
            (std::vector<std::string>{
                "Dockerfile:3-3 build-unneeded-packages", "Dockerfile:5-5 build-open-permissions",
                "Dockerfile:6-6 build-ssh-port", "Dockerfile:7-7 build-root-user"}));
  EXPECT_EQ(scan_->report.documents, 1U);
}

TEST_F(DockerfileScan, FindsThemInFolders) {
  folder_.write("a/Dockerfile", "FROM a\n");
  folder_.write("a/web.Dockerfile", "FROM a\n");
  folder_.write("a/b/Containerfile", "FROM a\n");
  folder_.write("a/Dockerfile.dockerignore", "*\n");
  folder_.write("a/Dockerfile.md", "# FROM a\n");
  look(folder_.path() + "/a", {"build-base-tag"});
  EXPECT_EQ(findings(), (std::vector<std::string>{"Containerfile:1-1 build-base-tag",
                                                  "Dockerfile:1-1 build-base-tag",
                                                  "web.Dockerfile:1-1 build-base-tag"}));
}

TEST_F(DockerfileScan, ToldOfWhatItCannotRead) {
  folder_.write("a/Dockerfile", "FROM a\n\nFOO b\n");
  folder_.write("a/web.Dockerfile", "FROM a\n");
  look(folder_.path() + "/a", {"build-base-tag"});
  EXPECT_EQ(findings(), std::vector<std::string>{"web.Dockerfile:1-1 build-base-tag"});
  ASSERT_EQ(scan_->report.not_evaluated.size(), 1U);
  EXPECT_EQ(scan_->report.not_evaluated[0].line, 3U);
  EXPECT_EQ(scan_->report.not_evaluated[0].reason, "unknown instruction: 'FOO'");
}

TEST_F(DockerfileScan, NeverTakesForGoodWhatAVariableDecides) {
  look(folder_.write("Dockerfile", "ARG BASE\nFROM $BASE\nUSER $APP\n"),
       {"build-base-tag", "build-root-user"});
  EXPECT_TRUE(findings().empty());
  EXPECT_EQ(scan_->report.not_evaluated.size(), 2U);
}

TEST_F(DockerfileScan, ShowsLinesWithoutCredentials) {
  look(folder_.write("Dockerfile", "FROM a:1\nENV DB_PASSWORD hunter2hunter2\nUSER b\n"),
       {"build-secret-variable"});
  ASSERT_EQ(scan_->report.findings.size(), 1U);
  const model::Finding& one = scan_->report.findings[0];
  FileLocator locator(scan_->inventory);
  const model::Place place = locator.locate(*one.resource, one.path());
  const model::CodeFrame frame = locator.frame(*one.resource, place, 1);
  EXPECT_EQ(frame.first_line, 1U);
  EXPECT_EQ(frame.lines, (std::vector<std::string>{"FROM a:1", "ENV DB_PASSWORD ***", "USER b"}));
}

}  // namespace
}  // namespace bulwark::scan
