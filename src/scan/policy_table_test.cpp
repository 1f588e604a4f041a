// SPDX-License-Identifier: Apache-2.0
// Tables of cases: what they say of verdicts, and what is wrong in a table.
#include "scan/policy_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "scan/policy_expectation.h"

namespace bulwark::scan {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using Is = CaseResult::Is;

constexpr std::string_view kPolicies =
    "apiVersion: admissionregistration.k8s.io/v1\nkind: ValidatingAdmissionPolicy\nmetadata: "
    "{name: few}\nspec:\n  paramKind: {apiVersion: v1, kind: ConfigMap}\n  matchConstraints: "
    "{resourceRules: [{apiGroups: [apps], apiVersions: [v1], operations: ['*'], resources: "
    "[deployments]}]}\n  variables: [{name: size, expression: \"request.operation == 'DELETE' ? 0 "
    ": object.spec.replicas\"}]\n  validations:\n  - expression: variables.size <= "
    "int(params.data.most)\n    message: too many\n    reason: Forbidden\n  - expression: "
    "request.operation != 'UPDATE' || object.spec.replicas >= oldObject.spec.replicas\n    "
    "message: "
    "it shrinks\n  - expression: \"!has(object.metadata.labels) || request.userInfo.username == "
    "'jane'\"\n"
    "    message: only for jane\n  - expression: \"!has(object.metadata.annotations) || 'team' in "
    "namespaceObject.metadata.labels\"\n"
    "  auditAnnotations: [{key: size, valueExpression: string(variables.size)}]\n"
    "---\napiVersion: admissionregistration.k8s.io/v1\nkind: "
    "ValidatingAdmissionPolicyBinding\nmetadata: {name: few}\nspec: {policyName: few, "
    "validationActions: [Deny], paramRef: {name: limits, namespace: shop, parameterNotFoundAction: "
    "Deny}}\n"
    "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: limits, namespace: shop}\ndata: {most: "
    "'3'}\n";

constexpr std::string_view kHead = "policies: [policies.yaml]\ncases:\n";
constexpr std::string_view kDeployment =
    "{apiVersion: apps/v1, kind: Deployment, metadata: {name: cart, namespace: shop}, spec: "
    "{replicas: 5}}";

class PolicyTableTest : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::temp_directory_path() / ("bulwark-table-test-" + std::to_string(getpid()));
    fs::remove_all(folder_);
    fs::create_directories(folder_);
    write("policies.yaml", kPolicies);
  }
  void TearDown() override { fs::remove_all(folder_); }

  void write(const std::string& name, std::string_view text) {
    std::ofstream(folder_ / name) << text;
  }
  auto read(const std::string& text) {
    write("table.yaml", text);
    return PolicyTable::read({(folder_ / "table.yaml").string(), 5, {}, {}});
  }
  std::string error(const std::string& text) {
    const auto table = read(text);
    return table ? "" : table.error().text();
  }
  /// The outcome of the first case.
  CaseResult run(const std::string& one) {
    auto table = read(std::string(kHead) + one);
    EXPECT_TRUE(table) << (table ? "" : table.error().text());
    return table ? run_case(**table, (*table)->cases()[0], evaluator_) : CaseResult();
  }
  CaseResult run_cart(const std::string& expect, const std::string& more = "") {
    return run("- {name: x, resource: " + std::string(kDeployment) + more + ", expect: " + expect +
               "}\n");
  }
  std::vector<std::string> fields(const CaseResult& result) {
    std::vector<std::string> out;
    for (const Difference& one : result.differences) out.push_back(one.field);
    return out;
  }

  fs::path folder_;
  admission::Evaluator evaluator_;
};

TEST_F(PolicyTableTest, OnlyWhatIsExpectedIsCompared) {
  EXPECT_EQ(run_cart("denied").is, Is::good);
  EXPECT_EQ(run_cart("{code: 403, reason: Forbidden}").is, Is::good);
  EXPECT_EQ(run_cart("{warnings: []}").is, Is::good);
  EXPECT_EQ(run_cart("{auditAnnotations: {few/size: '5'}}").is, Is::good);
  EXPECT_THAT(fields(run_cart("{auditAnnotations: {few/size: '6', few/x: ''}}")),
              ElementsAre("auditAnnotations.few/size", "auditAnnotations.few/x", "message"));
  EXPECT_THAT(fields(run_cart("{code: 422, reason: Invalid, warnings: [careful], message: none}")),
              ElementsAre("code", "reason", "message", "warnings"));
}

TEST_F(PolicyTableTest, AMessageIsWholeOrThePolicysOwnWords) {
  EXPECT_EQ(run_cart("{message: too many}").is, Is::good);
  EXPECT_EQ(run_cart("{message: \"ValidatingAdmissionPolicy 'few' with binding 'few' denied "
                     "request: too many\"}")
                .is,
            Is::good);
  EXPECT_EQ(run_cart("{message: many}").is, Is::bad);
}

TEST_F(PolicyTableTest, ADifferenceSaysWhatWasExpectedAndWhatCame) {
  const CaseResult result = run_cart("admitted");
  ASSERT_EQ(result.is, Is::bad);
  ASSERT_EQ(result.differences.size(), 2U);
  EXPECT_EQ(result.differences[0].expected, "admitted");
  EXPECT_EQ(result.differences[0].got, "denied");
  EXPECT_THAT(result.differences[1].got, HasSubstr("too many"));
}

TEST_F(PolicyTableTest, AnObjectMayStandInAFileOfItsOwn) {
  write("cart.yaml",
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: cart}\nspec: {replicas: 1}\n");
  EXPECT_EQ(run("- {name: x, resource: cart.yaml, expect: admitted}\n").is, Is::good);
  EXPECT_EQ(run("- {name: x, operation: UPDATE, resource: cart.yaml, old: " +
                std::string(kDeployment) + ", expect: {message: it shrinks}}\n")
                .is,
            Is::good);
  write("two.yaml", "apiVersion: v1\nkind: Pod\n---\napiVersion: v1\nkind: Pod\n");
  EXPECT_THAT(error(std::string(kHead) + "- {name: x, resource: two.yaml, expect: denied}\n"),
              HasSubstr("cases[0].resource two.yaml has 2 objects, and a case is about one"));
}

TEST_F(PolicyTableTest, AnUpdateAndADeletionHaveTheirObjects) {
  const std::string old = ", operation: UPDATE, old: " + std::string(kDeployment);
  EXPECT_EQ(run("- {name: x, resource: {apiVersion: apps/v1, kind: Deployment, metadata: {name: "
                "cart}, spec: {replicas: 2}}" +
                old + ", expect: {message: it shrinks}}\n")
                .is,
            Is::good);
  EXPECT_THAT(error(std::string(kHead) + "- {name: x, operation: UPDATE, resource: " +
                    std::string(kDeployment) + ", expect: denied}\n"),
              HasSubstr("cases[0].old belongs to an UPDATE"));
}

constexpr std::string_view kPatient =
    "policies: [mutate.yaml]\ncases:\n- name: x\n  resource: {apiVersion: v1, kind: Pod, metadata: "
    "{name: a}, spec: {containers: [{name: c, env: [{name: DB_PASSWORD, value: "
    "correct-horse-battery}]}]}}\n  expect:\n    object: {kind: Pod, apiVersion: v1, metadata: "
    "{name: a}, spec: ";

TEST_F(PolicyTableTest, TheObjectIsComparedAsMutatingPoliciesLeaveIt) {
  write("mutate.yaml",
        "apiVersion: admissionregistration.k8s.io/v1\nkind: MutatingAdmissionPolicy\nmetadata: "
        "{name: patient}\nspec:\n  reinvocationPolicy: Never\n  matchConstraints: {resourceRules: "
        "[{apiGroups: [''], "
        "apiVersions: [v1], operations: ['*'], resources: [pods]}]}\n  mutations: [{patchType: "
        "JSONPatch, jsonPatch: {expression: '[JSONPatch{op: \"add\", path: "
        "\"/spec/terminationGracePeriodSeconds\", value: 5}]'}}]\n");
  const auto ask = [&](std::string_view spec) {
    const auto table = read(std::string(kPatient) + std::string(spec) + "}\n");
    EXPECT_TRUE(table) << (table ? "" : table.error().text());
    std::vector<std::string> out;
    const CaseResult result = run_case(**table, (*table)->cases()[0], evaluator_);
    for (const Difference& one : result.differences)
      out.push_back(one.field + ": " + one.expected + ", " + one.got);
    return out;
  };
  EXPECT_THAT(ask("{terminationGracePeriodSeconds: 5.0, containers: [{env: [{name: DB_PASSWORD, "
                  "value: correct-horse-battery}], name: c}]}"),
              ElementsAre());
  EXPECT_THAT(
      ask("{terminationGracePeriodSeconds: 6, hostPID: true, containers: [{name: c}, d]}"),
      ElementsAre(HasSubstr("object.spec.containers[0].env: nothing, [{"),
                  "object.spec.containers[1]: \"d\", nothing", "object.spec.hostPID: true, nothing",
                  "object.spec.terminationGracePeriodSeconds: 6, 5"));
  const auto secrets = ask(
      "{terminationGracePeriodSeconds: 5, containers: [{name: c, env: [{name: "
      "DB_PASSWORD, value: battery-horse-correct}]}]}");
  ASSERT_EQ(secrets.size(), 1U);
  EXPECT_THAT(secrets[0], HasSubstr("object.spec.containers[0].env[0].value: "));
  EXPECT_THAT(secrets[0], testing::Not(HasSubstr("horse")));
}

TEST_F(PolicyTableTest, NoObjectIsExpectedWhereThereCannotBeOne) {
  const std::string object = std::string(kDeployment);
  EXPECT_THAT(error(std::string(kHead) + "- {name: x, operation: DELETE, resource: " + object +
                    ", expect: {object: " + object + "}}\n"),
              HasSubstr("cases[0].expect.object is expected of what is deleted"));
  EXPECT_THAT(error(std::string(kHead) + "- {name: x, resource: " + object +
                    ", expect: {verdict: unknown, object: " + object + "}}\n"),
              HasSubstr("cases[0].expect.object is expected where nothing is known"));
}

TEST_F(PolicyTableTest, WhatIsNotKnownIsToldUnlessItIsExpected) {
  const std::string labelled =
      "- {name: x, resource: {apiVersion: apps/v1, kind: Deployment, metadata: "
      "{name: cart, labels: {a: b}}, spec: {replicas: 1}}";
  const CaseResult result = run(labelled + ", expect: admitted}\n");
  EXPECT_EQ(result.is, Is::unknown);
  EXPECT_THAT(result.why, HasSubstr("who makes the request"));
  EXPECT_EQ(run(labelled + ", expect: unknown}\n").is, Is::good);
  EXPECT_EQ(run(labelled + ", user: jane, expect: admitted}\n").is, Is::good);
  EXPECT_EQ(run(labelled + ", user: joe, groups: [dev], expect: {message: only for jane}}\n").is,
            Is::good);
}

TEST_F(PolicyTableTest, NamespacesAreTheTablesOrTheCases) {
  const std::string one =
      "cases:\n- {name: x, resource: {apiVersion: apps/v1, kind: Deployment, metadata: "
      "{name: cart, annotations: {a: b}}, spec: {replicas: 1}}, namespace: shop, expect: admitted";
  write("ns.yaml", "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop, labels: {team: x}}\n");
  for (const std::string& text :
       {"policies: policies.yaml\nnamespaces: [ns.yaml]\n" + one + "}\n",
        "policies: policies.yaml\n" + one + ", namespaceObject: ns.yaml}\n"}) {
    const auto table = read(text);
    ASSERT_TRUE(table) << table.error().text();
    EXPECT_EQ(run_case(**table, (*table)->cases()[0], evaluator_).is, Is::good);
  }
}

TEST_F(PolicyTableTest, TheValuesOfSecretsAreThere) {
  write("policies.yaml",
        "apiVersion: admissionregistration.k8s.io/v1\nkind: ValidatingAdmissionPolicy\nmetadata: "
        "{name: s}\nspec:\n  matchConstraints: {resourceRules: [{apiGroups: [''], apiVersions: "
        "[v1], operations: ['*'], resources: [secrets]}]}\n  validations: [{expression: "
        "\"object.data.a == 'eA=='\"}]\n");
  write("s.yaml", "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\ndata: {a: eA==}\n");
  EXPECT_EQ(run("- {name: x, resource: s.yaml, expect: admitted}\n").is, Is::good);
}

TEST_F(PolicyTableTest, AnUnusablePolicyIsAGapWithItsPlace) {
  write("policies.yaml",
        std::string(kPolicies) +
            "---\napiVersion: admissionregistration.k8s.io/v1\nkind: ValidatingAdmissionPolicy\n"
            "metadata: {name: bad}\nspec:\n  matchConstraints: {resourceRules: [{apiGroups: [''], "
            "apiVersions: [v1], operations: ['*'], resources: [pods]}]}\n  validations:\n  - "
            "expression: oject.spec == 1\n");
  const auto table = read(std::string(kHead) + "- {name: x, resource: " + std::string(kDeployment) +
                          ", expect: denied}\n");
  ASSERT_TRUE(table) << table.error().text();
  ASSERT_EQ((*table)->gaps().size(), 1U);
  EXPECT_THAT((*table)->gaps()[0], HasSubstr("policies.yaml:35:17: ValidatingAdmissionPolicy bad"));
  EXPECT_EQ(run_case(**table, (*table)->cases()[0], evaluator_).is, Is::good);
}

TEST_F(PolicyTableTest, ErrorsNameTheFileAndTheField) {
  const std::string cart(kDeployment);
  const std::string head(kHead);
  EXPECT_THAT(error("cases: []\n"), HasSubstr("policies is missing"));
  EXPECT_THAT(error("policies: [nowhere.yaml]\ncases: [{}]\n"), HasSubstr("policies"));
  EXPECT_THAT(error("policies: [policies.yaml]\ncases: {}\n"),
              HasSubstr("cases must be a list of cases"));
  EXPECT_THAT(error(head + "- {resource: " + cart + ", expect: denied}\n"),
              HasSubstr("cases[0].name is missing"));
  EXPECT_THAT(error(head + "- {name: x, expect: denied}\n"),
              HasSubstr("cases[0].resource is missing"));
  EXPECT_THAT(error(head + "- {name: x, resource: " + cart + "}\n"),
              HasSubstr("cases[0].expect is missing"));
  EXPECT_THAT(
      error(head + "- {name: x, resource: " + cart + ", expect: deny}\n"),
      HasSubstr("cases[0].expect: 'deny' is no verdict; there are admitted, denied, unknown"));
  EXPECT_THAT(error(head + "- {name: x, resource: " + cart + ", expect: {verdcit: denied}}\n"),
              HasSubstr("did you mean 'verdict'"));
  EXPECT_THAT(error(head + "- {name: x, resource: " + cart + ", groups: [a], expect: denied}\n"),
              HasSubstr("cases[0].user must be there"));
  EXPECT_THAT(error(head + "- {name: x, resource: {kind: Pod}, expect: denied}\n"),
              HasSubstr("cases[0].resource is no object"));
  EXPECT_THAT(error("a: [\n"), HasSubstr("table.yaml"));
}

}  // namespace
}  // namespace bulwark::scan
