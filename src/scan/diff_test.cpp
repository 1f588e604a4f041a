// SPDX-License-Identifier: Apache-2.0
// Two folders that were really scanned, also in the part of a cluster's picture.
#include "scan/diff.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "scan/scan.h"

namespace bulwark::scan {
namespace {

namespace fs = std::filesystem;

std::string deployment(const std::string& name, bool privileged,
                       const std::string& name_space = "shop") {
  return "---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {name: " + name +
         (name_space.empty() ? "" : ", namespace: " + name_space) +
         "}\nspec: {selector: {}, template: {spec: {containers: [{name: app, image: x:1, "
         "securityContext: {privileged: " +
         (privileged ? "true" : "false") + "}}]}}}\n";
}

std::string pod_of(const std::string& name, const std::string& owner) {
  return "---\napiVersion: v1\nkind: Pod\nmetadata: {name: " + name +
         ", namespace: shop, ownerReferences: [{apiVersion: apps/v1, kind: ReplicaSet, name: " +
         owner +
         ", controller: true}]}\nspec: {containers: [{name: app, image: x:1, securityContext: "
         "{privileged: true}}]}\n";
}

class DiffFolders : public ::testing::Test {
 protected:
  DiffFolders()
      : folder_(fs::temp_directory_path() / ("bulwark-diff-test-" + std::to_string(getpid()))) {
    fs::remove_all(folder_);
    fs::create_directories(folder_ / "old");
    fs::create_directories(folder_ / "new");
    write("bulwark.yaml", "");
  }
  ~DiffFolders() override { fs::remove_all(folder_); }
  DiffFolders(const DiffFolders&) = delete;
  DiffFolders& operator=(const DiffFolders&) = delete;

  void write(const std::string& name, std::string_view text) {
    std::ofstream(folder_ / name) << text;
  }

  std::unique_ptr<Scan> look(const std::string& side, const std::string& cluster) {
    ScanOptions options;
    options.targets = {(folder_ / side).string()};
    options.config_file = (folder_ / "bulwark.yaml").string();
    options.selection.controls = {"privileged-container"};
    options.today = "2026-11-24";
    options.seed = 5;
    auto done = scan(options);
    EXPECT_TRUE(done) << (done ? "" : done.error().text());
    if (!cluster.empty()) {
      model::Source& source = (*done)->inventory.sources.at(0);
      source.cluster = true;
      source.name = cluster;
      (*done)->inventory.clusters.push_back({0, "v1.37.2", "2026-11-24T10:30:00Z"});
    }
    return *std::move(done);
  }

  // Each side is a folder, or a cluster where a name is given.
  const model::Diff& diff(const std::string& old_cluster = {},
                          const std::string& new_cluster = {}) {
    before_ = look("old", old_cluster);
    after_ = look("new", new_cluster);
    diff_ = find_differences(before_->report, after_->report);
    return diff_;
  }

  fs::path folder_;
  std::unique_ptr<Scan> before_, after_;
  model::Diff diff_;
};

TEST_F(DiffFolders, FindingsOpenAndClose) {
  write("old/a.yaml", deployment("stays", true) + deployment("mended", true) +
                          deployment("gone", true) + deployment("breaks", false));
  write("new/b.yaml", deployment("new", true) + deployment("stays", true) +
                          deployment("mended", false) + deployment("breaks", true));
  const model::Diff& out = diff();
  ASSERT_EQ(out.opened.size(), 2U);
  EXPECT_EQ(out.after->findings[out.opened[0]].resource->name(), "new");
  EXPECT_EQ(out.after->findings[out.opened[1]].resource->name(), "breaks");
  ASSERT_EQ(out.closed.size(), 2U);
  EXPECT_EQ(out.closed[0].how, model::Closed::How::mended);
  EXPECT_EQ(out.closed[1].how, model::Closed::How::gone);
  ASSERT_EQ(out.added.size(), 1U);
  ASSERT_EQ(out.removed.size(), 1U);
  EXPECT_EQ(out.removed[0]->name(), "gone");
  EXPECT_EQ(out.drifted.size(), 2U);
  EXPECT_EQ(out.compared, 3U);
}

TEST_F(DiffFolders, APictureDoesNotDifferFromItself) {
  write("old/a.yaml", deployment("a", true) + pod_of("a-1-x", "a-1"));
  write("new/a.yaml", deployment("a", true) + pod_of("a-1-x", "a-1"));
  const model::Diff& out = diff();
  EXPECT_TRUE(out.opened.empty() && out.closed.empty() && out.drifted.empty());
  EXPECT_TRUE(out.added.empty() && out.removed.empty() && out.gaps_opened.empty());
}

TEST_F(DiffFolders, AWaivedFindingIsClosedAndCameBackWithoutTheWaiver) {
  const std::string text = deployment("a", true);
  std::string annotated = text;
  annotated.replace(annotated.find("namespace: shop"), 15,
                    "namespace: shop, annotations: {waive.bulwark/privileged-container: "
                    "\"2027-01-01 agreed\"}");
  write("bulwark.yaml", "annotationWaivers: [{control: \"*\", maxSeverity: critical}]");
  write("old/a.yaml", text);
  write("new/a.yaml", annotated);
  ASSERT_EQ(diff().closed.size(), 1U);
  EXPECT_EQ(diff_.closed[0].how, model::Closed::How::waived);
  write("old/a.yaml", annotated);
  write("new/a.yaml", text);
  EXPECT_EQ(diff().opened.size(), 1U);
}

TEST_F(DiffFolders, WhatCannotBeReadAnyMoreIsNotClosed) {
  write("old/a.yaml", deployment("a", true));
  write("old/b.yaml", deployment("b", true));
  write("new/a.yaml", "apiVersion: v1\nkind: [unclosed\n");
  const model::Diff& out = diff();
  ASSERT_EQ(out.unknown.size(), 1U);
  EXPECT_EQ(out.before->findings[out.unknown[0]].resource->name(), "a");
  ASSERT_EQ(out.closed.size(), 1U) << "b.yaml is gone, and nothing else hides it";
  ASSERT_EQ(out.unread.size(), 1U);
  EXPECT_EQ(out.unread[0]->name(), "a");
  ASSERT_EQ(out.gaps_opened.size(), 1U);
  EXPECT_EQ(out.gaps_closed.size(), 0U);
}

TEST_F(DiffFolders, WhatCannotBeJudgedAnyMoreIsNotClosed) {
  std::string wrong = deployment("a", true);
  wrong.replace(wrong.find("{privileged: true}"), 18, "[wrong]");
  write("old/a.yaml", deployment("a", true));
  write("new/a.yaml", wrong);
  const model::Diff& out = diff();
  EXPECT_EQ(out.unknown.size(), 1U);
  EXPECT_TRUE(out.closed.empty());
  EXPECT_EQ(out.gaps_opened.size(), 1U);
}

TEST_F(DiffFolders, AGapThatWasThereIsNotNew) {
  write("old/x.yaml", "apiVersion: v1\nkind: [unclosed\n");
  write("new/x.yaml", "# moved by a line\napiVersion: v1\nkind: [unclosed\n");
  EXPECT_TRUE(diff().gaps_opened.empty());
  EXPECT_TRUE(diff_.gaps_closed.empty());
}

TEST_F(DiffFolders, PodsOfAWorkloadComeAndGo) {
  write("old/a.yaml", pod_of("a-1-x", "a-1") + pod_of("a-1-y", "a-1"));
  write("new/a.yaml", pod_of("a-1-z", "a-1"));
  const model::Diff& out = diff("prod", "prod");
  EXPECT_TRUE(out.opened.empty());
  EXPECT_TRUE(out.closed.empty());
  EXPECT_TRUE(out.added.empty());
  EXPECT_TRUE(out.removed.empty());
}

TEST_F(DiffFolders, AManifestWithoutNamespaceIsTheObjectInDefault) {
  write("old/a.yaml", deployment("a", true, ""));
  write("new/a.yaml", deployment("a", true, "default"));
  const model::Diff& out = diff("", "prod");
  EXPECT_TRUE(out.opened.empty());
  EXPECT_TRUE(out.closed.empty());
  EXPECT_EQ(out.compared, 1U);
  EXPECT_TRUE(out.drifted.empty());
}

TEST_F(DiffFolders, PicturesOfOneClusterNeedNotBeCalledTheSame) {
  write("old/a.yaml", deployment("a", true));
  write("new/a.yaml", deployment("a", true));
  const model::Diff& out = diff("prod", "prod-copy");
  EXPECT_TRUE(out.opened.empty() && out.closed.empty());
  EXPECT_EQ(out.compared, 1U);
}

// A picture of a cluster that could not read `what`.
void leave_unread(Scan& scan, std::string what) {
  model::Problem gap;
  gap.what = std::move(what);
  gap.cluster = scan.inventory.sources[0].name;
  scan.report.not_evaluated.push_back(std::move(gap));
}

TEST_F(DiffFolders, ATypeThatCouldNotBeReadHidesOnlyItsOwnObjects) {
  write("old/a.yaml", deployment("a", true) + "---\n" + deployment("b", true));
  write("new/a.yaml", deployment("b", true));
  for (const auto& [unread, removed] :
       {std::pair("secrets", 1U), std::pair("replicasets.apps", 1U),
        std::pair("deployments.apps", 0U), std::pair("everything in apps/v1", 0U)}) {
    before_ = look("old", "prod");
    after_ = look("new", "prod");
    leave_unread(*after_, unread);
    const model::Diff out = find_differences(before_->report, after_->report);
    EXPECT_EQ(out.removed.size(), removed) << unread;
    EXPECT_EQ(out.closed.size(), removed) << unread;
  }
}

TEST_F(DiffFolders, WhatTheOlderPictureCouldNotReadIsNotNew) {
  write("old/a.yaml", deployment("b", true));
  write("new/a.yaml", deployment("a", true) + "---\n" + deployment("b", true));
  before_ = look("old", "prod");
  leave_unread(*before_, "the whole cluster");
  after_ = look("new", "prod");
  const model::Diff out = find_differences(before_->report, after_->report);
  EXPECT_TRUE(out.opened.empty() && out.added.empty());
}

TEST_F(DiffFolders, APictureOfOneNamespaceSaysNothingOfOthers) {
  write("old/a.yaml", deployment("a", true));
  write("new/a.yaml", "apiVersion: v1\nkind: Namespace\nmetadata: {name: elsewhere}\n");
  before_ = look("old", "prod");
  after_ = look("new", "prod");
  after_->inventory.clusters[0].namespaces = {"elsewhere"};
  const model::Diff out = find_differences(before_->report, after_->report);
  EXPECT_TRUE(out.closed.empty() && out.removed.empty());
  EXPECT_EQ(out.unknown.size(), 1U);
}

TEST_F(DiffFolders, APictureOfOneNamespaceDoesNotJudgeWhatItKnowsOfTheRest) {
  write("old/a.yaml", deployment("a", true));
  write("new/a.yaml", deployment("a", false));
  before_ = look("old", "prod");
  after_ = look("new", "prod");
  after_->inventory.clusters[0].namespaces = {"elsewhere"};
  const model::Diff less = find_differences(before_->report, after_->report);
  EXPECT_TRUE(less.closed.empty());
  EXPECT_EQ(less.unknown.size(), 1U);
  const model::Diff more = find_differences(after_->report, before_->report);
  EXPECT_TRUE(more.opened.empty());
}

TEST_F(DiffFolders, OfSeveralClustersTheNameCounts) {
  write("old/a.yaml", deployment("a", true));
  write("new/a.yaml", deployment("a", true));
  before_ = look("old", "prod");
  after_ = look("new", "staging");
  after_->inventory.sources.emplace_back().name = "prod";
  after_->inventory.sources.back().cluster = true;
  after_->inventory.clusters.push_back({1, "", ""});
  const model::Diff out = find_differences(before_->report, after_->report);
  EXPECT_EQ(out.opened.size(), 1U);
  EXPECT_EQ(out.closed.size(), 1U);
  EXPECT_EQ(out.added.size(), 1U);
  EXPECT_EQ(out.removed.size(), 1U);
}

}  // namespace
}  // namespace bulwark::scan
