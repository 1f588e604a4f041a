// SPDX-License-Identifier: Apache-2.0
// A user's policies beside the catalogue: what is found, where, how bad, and what could not be
// judged.
#include "scan/user_policies.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "scan/scan.h"

namespace bulwark::scan {
namespace {

namespace fs = std::filesystem;
using model::Finding;
using model::Severity;
using testing::AllOf;
using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;

std::string policy(const std::string& name, const std::string& spec, const std::string& labels = "",
                   const std::string& resources = "deployments") {
  return "---\napiVersion: admissionregistration.k8s.io/v1\nkind: ValidatingAdmissionPolicy\n"
         "metadata:\n  name: " +
         name + "\n  labels: {" + labels +
         "}\nspec:\n  matchConstraints: {resourceRules: [{apiGroups: ['*'], apiVersions: ['*'], "
         "operations: [CREATE], resources: ['" +
         resources + "']}]}\n" + spec;
}

std::string binding(const std::string& policy, const std::string& actions,
                    const std::string& rest = "") {
  return "---\napiVersion: admissionregistration.k8s.io/v1\nkind: "
         "ValidatingAdmissionPolicyBinding\nmetadata: {name: " +
         policy + "-binding}\nspec: {policyName: " + policy + ", validationActions: [" + actions +
         "]" + rest + "}\n";
}

std::string deployment(const std::string& name, const std::string& replicas = "5",
                       const std::string& name_space = "shop") {
  return "---\napiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: " + name +
         (name_space.empty() ? "" : "\n  namespace: " + name_space) +
         "\nspec:\n  replicas: " + replicas + "\n  template: {spec: {containers: []}}\n";
}

const std::string
    kFew = "  validations: [{expression: 'object.spec.replicas <= 3', message: too many}]\n";

class UserPoliciesTest : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::temp_directory_path() / ("bulwark-policies-test-" + std::to_string(getpid()));
    fs::remove_all(folder_);
    fs::create_directories(folder_ / "in");
    options_.targets = {(folder_ / "in").string()};
    options_.policies = {(folder_ / "policies.yaml").string()};
    options_.config_file = (folder_ / "bulwark.yaml").string();
    options_.selection.controls = {"policy.*"};
    options_.today = "2026-11-24";
    options_.seed = 5;
    write("bulwark.yaml", "");
  }
  void TearDown() override { fs::remove_all(folder_); }

  void write(const std::string& name, std::string_view text) {
    std::ofstream(folder_ / name) << text;
  }
  const model::Report& run(std::string_view policies, std::string_view objects) {
    write("policies.yaml", policies);
    write("in/objects.yaml", objects);
    auto done = scan(options_);
    EXPECT_TRUE(done) << (done ? "" : done.error().text());
    done_ = done ? *std::move(done) : std::make_unique<Scan>();
    return done_->report;
  }
  std::string error() {
    const auto done = scan(options_);
    return done ? "" : done.error().text();
  }

  fs::path folder_;
  ScanOptions options_;
  std::unique_ptr<Scan> done_;
};

TEST_F(UserPoliciesTest, AFailedValidationIsAFindingAtWhatItReads) {
  const model::Report& report = run(policy("few", kFew),
                                    deployment("cart") + deployment("web", "2"));
  ASSERT_EQ(report.findings.size(), 1U);
  const Finding& finding = report.findings[0];
  EXPECT_EQ(finding.control().id, "policy.few");
  EXPECT_EQ(finding.control().severity, Severity::high);
  EXPECT_EQ(finding.detail->message, "too many");
  EXPECT_EQ(finding.path(), "spec.replicas");
  EXPECT_EQ(finding.resource->title(), "Deployment shop/cart");
  EXPECT_EQ(report.controls, 1U);
  EXPECT_EQ(report.catalogue, "0 controls and 1 policy");
  EXPECT_THAT(report.not_evaluated, IsEmpty());
}

TEST_F(UserPoliciesTest, RunBesideTheControls) {
  options_.selection.controls = {};
  const model::Report& report = run(policy("few", kFew), deployment("cart"));
  EXPECT_TRUE(std::ranges::any_of(
      report.findings, [](const Finding& one) { return one.control().id == "policy.few"; }));
  EXPECT_GT(report.findings.size(), 1U);
}

TEST_F(UserPoliciesTest, TheSeverityIsTheLabelsElseByWhatBindingsDo) {
  const std::string audited = policy("a", kFew) + binding("a", "Audit");
  const std::string warned = policy("w", kFew) + binding("w", "Warn, Audit");
  const std::string labelled = policy("l", kFew, "bulwark/severity: critical") +
                               binding("l", "Audit");
  const std::string odd = policy("o", kFew, "bulwark/severity: dire");
  const model::Report& report = run(audited + warned + labelled + odd, deployment("cart"));
  std::vector<std::pair<std::string, Severity>> got;
  for (const Finding& one : report.findings)
    got.emplace_back(one.control().id, one.control().severity);
  using Pair = std::pair<std::string, Severity>;
  EXPECT_THAT(got,
              ElementsAre(Pair{"policy.l", Severity::critical}, Pair{"policy.o", Severity::high},
                          Pair{"policy.w", Severity::medium}, Pair{"policy.a", Severity::low}));
  EXPECT_THAT(report.notices,
              ElementsAre("policy.o: bulwark/severity 'dire' is no severity; taken as high"));
}

TEST_F(UserPoliciesTest, APolicyThatDoesNotCheckHasItsPlaceAndTheOthersRun) {
  const std::string bad = policy("bad",
                                 "  validations:\n  - expression: object.spec.replicas <= tree\n");
  const model::Report& report = run(bad + policy("few", kFew), deployment("cart"));
  EXPECT_EQ(report.findings.size(), 1U);
  ASSERT_EQ(report.not_evaluated.size(), 1U);
  const model::Problem& problem = report.not_evaluated[0];
  EXPECT_EQ(problem.file, options_.policies[0]);
  EXPECT_EQ(problem.line, 10U);
  EXPECT_EQ(problem.column, 41U);
  EXPECT_EQ(problem.control, "policy.bad");
  EXPECT_THAT(problem.what, EndsWith("policies.yaml:10:41: ValidatingAdmissionPolicy bad"));
  EXPECT_THAT(problem.reason, HasSubstr("undeclared reference to 'tree'"));
  EXPECT_THAT(problem.reason,
              HasSubstr("\n | object.spec.replicas <= tree\n | ........................^"));
}

TEST_F(UserPoliciesTest, AnUnknownNamespaceIsNoPassAndOneOfTheInventoryIsKnown) {
  const std::string labelled = policy(
      "ns", "  validations: [{expression: \"'team' in namespaceObject.metadata.labels\"}]\n");
  const model::Report& unknown = run(labelled, deployment("cart"));
  EXPECT_THAT(unknown.findings, IsEmpty());
  ASSERT_EQ(unknown.not_evaluated.size(), 1U);
  EXPECT_EQ(unknown.not_evaluated[0].what, "control policy.ns on Deployment shop/cart");
  EXPECT_THAT(unknown.not_evaluated[0].reason, HasSubstr("what namespace shop looks like"));
  const std::string
      shop = "---\napiVersion: v1\nkind: Namespace\nmetadata: {name: shop, labels: {team: x}}\n";
  const model::Report& known = run(labelled, deployment("cart") + shop);
  EXPECT_THAT(known.findings, IsEmpty());
  EXPECT_THAT(known.not_evaluated, IsEmpty());
}

TEST_F(UserPoliciesTest, WhoAsksAndWhatHeMayIsNotKnown) {
  const std::string who = policy(
      "who", "  validations: [{expression: \"request.userInfo.username == 'a'\"}]\n");
  const std::string may = policy(
      "may", "  validations: [{expression: \"authorizer.path('/x').check('get').allowed()\"}]\n");
  const model::Report& report = run(who + may, deployment("cart"));
  EXPECT_THAT(report.findings, IsEmpty());
  EXPECT_EQ(report.not_evaluated.size(), 2U);
}

TEST_F(UserPoliciesTest, AnObjectWithoutANamespaceGoesToDefault) {
  const model::Report& report = run(
      policy("ns",
             "  validations: [{expression: \"object.metadata.namespace != 'default'\"}, "
             "{expression: \"request.namespace != 'default'\"}]\n"),
      deployment("cart", "1", ""));
  ASSERT_EQ(report.findings.size(), 2U);
  EXPECT_EQ(report.findings[0].path(), "");
  EXPECT_EQ(report.findings[1].path(), "metadata.namespace");
}

TEST_F(UserPoliciesTest, AnErrorIsAFindingUnlessTheFailurePolicyIgnoresIt) {
  const std::string breaks = "  validations: [{expression: 'object.spec.nothing == 1'}]\n";
  const model::Report& report = run(
      policy("fail", breaks) + policy("ignore", "  failurePolicy: Ignore\n" + breaks),
      deployment("cart"));
  ASSERT_EQ(report.findings.size(), 1U);
  EXPECT_EQ(report.findings[0].control().id, "policy.fail");
  EXPECT_THAT(report.findings[0].detail->message, HasSubstr("no such key: nothing"));
  EXPECT_THAT(report.notices,
              ElementsAre("policy.ignore could not judge 1 object, which failurePolicy "
                          "Ignore lets pass: Deployment shop/cart"));
}

const std::string kLimited =
    "  paramKind: {apiVersion: v1, kind: ConfigMap}\n  validations: [{expression: "
    "'object.spec.replicas <= int(params.data.most)'}]\n";
const std::string
    kRef = ", paramRef: {name: limits, namespace: shop, parameterNotFoundAction: Deny}";
const std::string kLimits =
    "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: limits, namespace: shop}\ndata: {most: "
    "'4'}\n";

TEST_F(UserPoliciesTest, ParametersStandWithThePoliciesOrInTheInventory) {
  const std::string set = policy("limited", kLimited) + binding("limited", "Deny", kRef);
  EXPECT_EQ(run(set + kLimits, deployment("cart") + deployment("web", "4")).findings.size(), 1U);
  EXPECT_EQ(run(set, deployment("cart") + deployment("web", "4") + kLimits).findings.size(), 1U);
}

TEST_F(UserPoliciesTest, ParametersThatAreNowhereAreAGapNotADenial) {
  const model::Report& report = run(policy("limited", kLimited) + binding("limited", "Deny", kRef),
                                    deployment("cart"));
  EXPECT_THAT(report.findings, IsEmpty());
  ASSERT_EQ(report.not_evaluated.size(), 1U);
  EXPECT_EQ(report.not_evaluated[0].reason, "no ConfigMap limits was read for its parameters");
}

TEST_F(UserPoliciesTest, TheValuesOfSecretsAreNotJudgedButTheirKeysAre) {
  const std::string secret =
      "---\napiVersion: v1\nkind: Secret\nmetadata: {name: s, namespace: shop}\ndata: {a: eA==}\n";
  const model::Report& values = run(
      policy("v", "  validations: [{expression: \"object.data.a != 'eA=='\"}]\n", "", "secrets"),
      secret);
  EXPECT_THAT(values.findings, IsEmpty());
  ASSERT_EQ(values.not_evaluated.size(), 1U);
  EXPECT_THAT(values.not_evaluated[0].reason, HasSubstr("values of the Secret"));
  const model::Report& keys = run(
      policy("k", "  validations: [{expression: '!has(object.data.a)'}]\n", "", "secrets"), secret);
  EXPECT_EQ(keys.findings.size(), 1U);
  EXPECT_THAT(keys.not_evaluated, IsEmpty());
}

TEST_F(UserPoliciesTest, ObjectsOfOneOwnerAreOneFinding) {
  std::string pods;
  for (const std::string name : {"cart-a", "cart-b", "cart-c"}) {
    pods += "---\napiVersion: v1\nkind: Pod\nmetadata: {name: " + name +
            ", namespace: shop, ownerReferences: [{apiVersion: apps/v1, kind: ReplicaSet, name: "
            "cart, uid: u, controller: true}]}\nspec: {containers: []}\n";
  }
  const model::Report& report = run(
      policy("p",
             "  validations: [{expression: 'false', messageExpression: \"object.metadata.name + ' "
             "is wrong'\"}]\n",
             "", "pods"),
      pods);
  ASSERT_EQ(report.findings.size(), 1U);
  EXPECT_EQ(report.findings[0].instances, 3U);
  EXPECT_EQ(report.findings[0].detail->message, "cart-a is wrong");
}

TEST_F(UserPoliciesTest, AreChosenAsControlsAre) {
  const std::string two = policy("few", kFew) + policy("few-too", kFew);
  options_.selection.controls = {"policy.few"};
  EXPECT_EQ(run(two, deployment("cart")).findings.size(), 1U);
  EXPECT_THAT(done_->report.notices,
              ElementsAre("1 of the policies given is left out by what was chosen"));
  options_.selection.controls = {"policy.*"};
  options_.selection.exclude = {"policy.few"};
  EXPECT_EQ(run(two, deployment("cart")).findings.size(), 1U);
  options_.selection.exclude = {"policy.fwe"};
  EXPECT_EQ(error(), "no control 'policy.fwe'; did you mean 'policy.few'?");
}

TEST_F(UserPoliciesTest, AreNamedTurnedOffAndWaivedByTheConfiguration) {
  options_.policies = {};
  write("more.yaml", policy("few", kFew) + policy("off", kFew));
  write("bulwark.yaml",
        "policies: [more.yaml]\ndisable: [policy.off, policy.elsewhere]\nwaivers: [{control: "
        "policy.few, "
        "reason: known, expires: 2027-01-01}]\n");
  const model::Report& report = run("", deployment("cart"));
  ASSERT_EQ(report.findings.size(), 1U);
  EXPECT_NE(report.findings[0].waived, nullptr);
}

TEST_F(UserPoliciesTest, TheirTypesAreReadFromClusters) {
  run("---\napiVersion: admissionregistration.k8s.io/v1\nkind: "
      "ValidatingAdmissionPolicy\nmetadata: "
      "{name: crt}\nspec:\n  paramKind: {apiVersion: rules.example.com/v1, kind: Limit}\n  "
      "matchConstraints: {resourceRules: [{apiGroups: [cert-manager.io], apiVersions: [v1], "
      "operations: "
      "[UPDATE], resources: [certificates, '*/status']}]}\n  validations: [{expression: 'true'}]\n",
      "");
  using Type = sources::cluster::GroupResource;
  EXPECT_THAT(done_->policies->types(), ElementsAre(Type{"cert-manager.io", "certificates"},
                                                    Type{"rules.example.com", "limits"}));
  EXPECT_THAT(done_->report.notices,
              testing::Contains("policy.crt is about no CREATE, and so was asked about nothing"));
}

TEST_F(UserPoliciesTest, WhereThereIsNoneThatIsAnError) {
  write("policies.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\n");
  EXPECT_THAT(error(),
              AllOf(HasSubstr("no ValidatingAdmissionPolicy found in"), EndsWith("policies.yaml")));
  options_.policies = {(folder_ / "nowhere").string()};
  EXPECT_NE(error(), "");
}

TEST_F(UserPoliciesTest, TheReportDoesNotDependOnTheThreads) {
  std::string objects;
  for (int i = 0; i < 50; ++i)
    write("in/" + std::to_string(i) + ".yaml", deployment("d" + std::to_string(i)));
  std::vector<std::string> titles[2];
  for (const std::size_t threads : {1U, 8U}) {
    options_.threads = threads;
    for (const Finding& one : run(policy("few", kFew), deployment("cart")).findings)
      titles[threads == 1 ? 0 : 1].push_back(one.resource->title() + one.path());
  }
  EXPECT_EQ(titles[0].size(), 51U);
  EXPECT_EQ(titles[0], titles[1]);
}

}  // namespace
}  // namespace bulwark::scan
