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
    return run_with("bulwark.yaml", {"privileged-container"});
  }
  std::unique_ptr<Scan> run_with(const std::string& config_file,
                                 std::vector<std::string> controls) {
    ScanOptions options;
    options.targets = {(folder_ / "in").string()};
    options.config_file = (folder_ / config_file).string();
    options.selection.controls = std::move(controls);
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
  EXPECT_EQ(fingerprint(done->report.findings[0], "").size(), 16U);
}

TEST_F(ScanFolder, AControlThatNoScanCanAskIsToldAndNeverPasses) {
  write("in/cart.yaml", kPrivileged);
  write("bulwark.yaml", "");
  const auto done = run_with("bulwark.yaml", {"privileged-container", "pod-shell"});
  ASSERT_EQ(done->report.notices.size(), 1U);
  EXPECT_NE(done->report.notices[0].find("pod-shell is about requests"), std::string::npos);
  EXPECT_EQ(done->report.controls, 1U);
  ScanOptions options;
  options.targets = {(folder_ / "in").string()};
  options.config_file = "";
  options.selection.controls = {"pod-shell"};
  EXPECT_FALSE(scan(options));
}

TEST_F(ScanFolder, TheConfigurationEnablesOptionalControls) {
  write("in/cart.yaml", kPrivileged);
  write("bulwark.yaml", "enable: [required-pod-labels]");
  const auto done = run_with("bulwark.yaml", {});
  EXPECT_TRUE(std::ranges::any_of(done->report.findings, [](const model::Finding& finding) {
    return finding.control().id == "required-pod-labels";
  }));
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

// "id path", in the order of the report; waived ones in brackets.
std::vector<std::string> told(const Scan& scan) {
  std::vector<std::string> out;
  for (const model::Finding& finding : scan.report.findings) {
    const std::string text = finding.control().id + " " + finding.path();
    out.push_back(finding.waived != nullptr ? "[" + text + "]" : text);
  }
  return out;
}

constexpr std::string_view kVolumes =
    "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  volumes:\n"
    "  - {name: node, hostPath: {path: /etc}}\n  - {name: share, nfs: {server: s, path: /}}\n"
    "  containers:\n  - name: a\n    image: b\n"
    "    securityContext: {capabilities: {add: [SYS_ADMIN]}}\n";

TEST_F(ScanFolder, AFieldThatTwoLevelsForbidIsToldOnce) {
  write("in/pod.yaml", kVolumes);
  write("bulwark.yaml", "");
  const auto both = run_with("bulwark.yaml", {"host-path-volumes", "restricted-volumes"});
  EXPECT_EQ(told(*both), (std::vector<std::string>{"host-path-volumes spec.volumes[0].hostPath",
                                                   "restricted-volumes spec.volumes[1].nfs"}));
  const auto alone = run_with("bulwark.yaml", {"restricted-volumes"});
  EXPECT_EQ(told(*alone), (std::vector<std::string>{"restricted-volumes spec.volumes[0].hostPath",
                                                    "restricted-volumes spec.volumes[1].nfs"}));
}

TEST_F(ScanFolder, WhatTheStricterLevelSaysOnTopIsKept) {
  write("in/pod.yaml", kVolumes);
  write("bulwark.yaml", "");
  const auto done = run_with("bulwark.yaml", {"capabilities-baseline", "capabilities-restricted"});
  EXPECT_EQ(told(*done),
            (std::vector<std::string>{
                "capabilities-baseline spec.containers[0].securityContext.capabilities.add",
                "capabilities-restricted spec.containers[0].securityContext.capabilities"}));
}

TEST_F(ScanFolder, AWaiverOfTheBaselineDoesNotHideTheRestrictedLevel) {
  write("in/pod.yaml", kVolumes);
  const std::string waiver = ", reason: r, expires: 2027-01-01}]";
  write("bulwark.yaml", "waivers: [{control: host-path-volumes" + waiver);
  const auto one = run_with("bulwark.yaml", {"host-path-volumes", "restricted-volumes"});
  EXPECT_EQ(told(*one), (std::vector<std::string>{"[host-path-volumes spec.volumes[0].hostPath]",
                                                  "restricted-volumes spec.volumes[0].hostPath",
                                                  "restricted-volumes spec.volumes[1].nfs"}));
  write("bulwark.yaml", "waivers: [{control: '*-volumes'" + waiver);
  const auto all = run_with("bulwark.yaml", {"host-path-volumes", "restricted-volumes"});
  EXPECT_EQ(told(*all), (std::vector<std::string>{"[host-path-volumes spec.volumes[0].hostPath]",
                                                  "[restricted-volumes spec.volumes[1].nfs]"}));
}

TEST_F(ScanFolder, TheConfigurationInUseIsNotMissedAsAManifest) {
  write("in/cart.yaml", kPrivileged);
  write("in/bulwark.yaml", "disable: [image-tag]\n");
  const auto own = run_with("in/bulwark.yaml", {"privileged-container"});
  EXPECT_EQ(own->report.notices, std::vector<std::string>());
  write("other.yaml", "");
  const auto other = run_with("other.yaml", {"privileged-container"});
  ASSERT_EQ(other->report.notices.size(), 1U);
  EXPECT_NE(other->report.notices[0].find("in/bulwark.yaml"), std::string::npos);
}

}  // namespace
}  // namespace bulwark::scan
