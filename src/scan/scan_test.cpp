// SPDX-License-Identifier: Apache-2.0
// The whole conveyor over small folders: what is found, where, how often, and what is waived.
#include "scan/scan.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

namespace bulwark::scan {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kPrivileged = R"(apiVersion: apps/v1
kind: Deployment
metadata: {name: cart, namespace: shop}
spec:
  selector: {matchLabels: {app: cart}}
  template:
    metadata: {labels: {app: cart}}
    spec:
      containers:
      - name: app
        image: registry.example.com/cart:1.0
        securityContext: {privileged: true}
)";

std::string pod_of(const std::string& name, const std::string& owner_kind,
                   const std::string& owner) {
  return "---\napiVersion: v1\nkind: Pod\nmetadata:\n  name: " + name +
         "\n  namespace: shop\n  ownerReferences: [{apiVersion: apps/v1, kind: " + owner_kind +
         ", name: " + owner +
         ", uid: u, controller: true}]\nspec:\n  nodeName: n1\n  containers:\n  - name: app\n    "
         "image: "
         "registry.example.com/cart:1.0\n    securityContext: {privileged: true}\n";
}

class ScanFolder : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::temp_directory_path() / ("bulwark-scan-test-" + std::to_string(getpid()));
    fs::remove_all(folder_);
    fs::create_directories(folder_ / "in");
  }
  void TearDown() override { fs::remove_all(folder_); }

  void write(const std::string& name, std::string_view text) {
    std::ofstream(folder_ / name) << text;
  }
  std::unique_ptr<Scan> run(const std::string& config = {}) {
    write("bulwark.yaml", config);
    ScanOptions options;
    options.targets = {(folder_ / "in").string()};
    options.config_file = (folder_ / "bulwark.yaml").string();
    options.selection.controls = {"privileged-container"};
    options.today = "2026-11-24";
    options.seed = 5;
    auto done = scan(options);
    EXPECT_TRUE(done) << (done ? "" : done.error().text());
    return done ? *std::move(done) : nullptr;
  }

  fs::path folder_;
};

TEST_F(ScanFolder, AFindingHasItsPath) {
  write("in/cart.yaml", kPrivileged);
  const auto done = run();
  ASSERT_EQ(done->report.findings.size(), 1U);
  EXPECT_EQ(done->report.findings[0].path(),
            "spec.template.spec.containers[0].securityContext.privileged");
  EXPECT_EQ(fingerprint(done->report.findings[0]).size(), 16U);
}

TEST_F(ScanFolder, AWorkloadIsReportedOnceAtItsTopOwner) {
  std::string text = pod_of("cart-1-a", "ReplicaSet", "cart-1") +
                     pod_of("cart-1-b", "ReplicaSet", "cart-1");
  text +=
      "---\napiVersion: apps/v1\nkind: ReplicaSet\nmetadata: {name: cart-1, namespace: shop, "
      "ownerReferences: "
      "[{apiVersion: apps/v1, kind: Deployment, name: cart, uid: d, controller: true}]}\n"
      "spec: {selector: {}, template: {spec: {containers: [{name: app, image: "
      "registry.example.com/cart:1.0, securityContext: {privileged: true}}]}}}\n---\n";
  write("in/all.yaml", text + std::string(kPrivileged));
  const auto done = run();
  ASSERT_EQ(done->report.findings.size(), 1U);
  EXPECT_EQ(done->report.findings[0].resource->kind(), "Deployment");
  EXPECT_EQ(done->report.findings[0].instances, 4U);
}

TEST_F(ScanFolder, AChildThatDiffersIsReportedItself) {
  std::string owner(kPrivileged);
  owner.replace(owner.find("privileged: true"), 16, "privileged: false");
  write("in/all.yaml",
        owner + pod_of("cart-x", "Deployment", "cart") + pod_of("cart-y", "Deployment", "cart"));
  const auto done = run();
  ASSERT_EQ(done->report.findings.size(), 1U);
  EXPECT_EQ(done->report.findings[0].resource->name(), "cart-x");
  EXPECT_EQ(done->report.findings[0].instances, 2U);
}

TEST_F(ScanFolder, WaiversMarkAndExpiredOnesDoNot) {
  write("in/cart.yaml", kPrivileged);
  const auto waived = run(
      "waivers: [{control: privileged-container, resource: Deployment/c*, reason: r, expires: "
      "2026-11-24}]");
  ASSERT_NE(waived->report.findings[0].waived, nullptr);
  EXPECT_EQ(waived->report.findings[0].waived->reason, "r");
  EXPECT_TRUE(waived->report.notices.empty());
  const auto expired = run(
      "waivers: [{control: privileged-container, reason: r, expires: 2026-11-23}]");
  EXPECT_EQ(expired->report.findings[0].waived, nullptr);
  ASSERT_EQ(expired->report.notices.size(), 1U);
  EXPECT_NE(expired->report.notices[0].find("expired on 2026-11-23"), std::string::npos);
  const auto unmatched = run(
      "waivers: [{control: privileged-container, namespace: other, reason: r, expires: "
      "2027-01-01}]");
  EXPECT_EQ(unmatched->report.findings[0].waived, nullptr);
  EXPECT_NE(unmatched->report.notices.at(0).find("matches nothing"), std::string::npos);
}

TEST_F(ScanFolder, AnnotationsWaiveOnlyWhereTheyAreAllowed) {
  std::string text(kPrivileged);
  text.replace(
      text.find("namespace: shop}"), 16,
      "namespace: shop, annotations: {waive.bulwark/privileged-container: \"2027-01-01 agreed\"}}");
  write("in/cart.yaml", text);
  const auto refused = run();
  EXPECT_EQ(refused->report.findings[0].waived, nullptr);
  EXPECT_NE(refused->report.notices.at(0).find("not allowed"), std::string::npos);
  EXPECT_EQ(run("annotationWaivers: [{control: \"*\"}]")->report.findings[0].waived, nullptr)
      << "worse than medium";
  const auto allowed = run("annotationWaivers: [{control: \"*\", maxSeverity: critical}]");
  ASSERT_NE(allowed->report.findings[0].waived, nullptr);
  EXPECT_EQ(allowed->report.findings[0].waived->by, model::Waived::By::annotation);
}

TEST_F(ScanFolder, WhatCannotBeJudgedIsNotEvaluated) {
  std::string text(kPrivileged);
  text.replace(text.find("{privileged: true}"), 18, "[wrong]");
  write("in/cart.yaml", text);
  write("in/broken.yaml", "apiVersion: v1\nkind: [unclosed\n");
  const auto done = run("waivers: [{gap: \"*broken.yaml*\", reason: known, expires: 2027-01-01}]");
  EXPECT_TRUE(done->report.findings.empty());
  ASSERT_EQ(done->report.not_evaluated.size(), 2U);
  const auto gap = std::find_if(done->report.not_evaluated.begin(),
                                done->report.not_evaluated.end(),
                                [](const auto& problem) { return problem.document; });
  ASSERT_NE(gap, done->report.not_evaluated.end());
  EXPECT_EQ(gap->waived_by, "known");
  EXPECT_EQ(done->report.documents, 2U);
}

}  // namespace
}  // namespace bulwark::scan
