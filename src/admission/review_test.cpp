// SPDX-License-Identifier: Apache-2.0
// What is said of requests with policies in place. tests/cluster/checks/admission_policies.py holds
// the same to a real API server.
#include "admission/review.h"

#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "admission/test_review.h"

namespace bulwark::admission {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using Is = Verdict::Is;

constexpr std::string_view kHead =
    "apiVersion: admissionregistration.k8s.io/v1\nkind: ValidatingAdmissionPolicy\nmetadata: "
    "{name: "
    "p}\nspec:\n  matchConstraints: {resourceRules: [{apiGroups: ['*'], apiVersions: ['*'], "
    "operations: ['*'], resources: ['*']}]}\n";

class ReviewTest : public ReviewFixture {
 protected:
  /// A policy that is about everything, and denies.
  void use_spec(std::string_view rest) { use(std::string(kHead) + std::string(rest)); }
};

constexpr std::string_view kPod =
    "apiVersion: v1\nkind: Pod\nmetadata: {name: a, namespace: shop, labels: {team: x}}\nspec: "
    "{containers: [{name: c, image: 'r/a:1'}]}\n";

TEST_F(ReviewTest, DeniesWithTheWordsOfTheApiServer) {
  use_spec("  validations: [{expression: \"object.metadata.name == 'b'\", reason: Forbidden}]\n");
  const Verdict verdict = ask(kPod);
  EXPECT_EQ(verdict.is, Is::denied);
  EXPECT_EQ(verdict.code, 403);
  EXPECT_EQ(verdict.message,
            "ValidatingAdmissionPolicy 'p' with binding 'p' denied request: failed expression: "
            "object.metadata.name == 'b'");
}

TEST_F(ReviewTest, TakesTheMessageExpressionAndFallsBackToTheMessage) {
  use_spec(
      "  validations: [{expression: 'false', message: ' plain ', messageExpression: \"'name ' + "
      "object.metadata.name\"}]\n");
  EXPECT_THAT(ask(kPod).message, testing::EndsWith("denied request: name a"));
  EXPECT_THAT(ask("apiVersion: v1\nkind: Pod\nmetadata: {generateName: x}\n").message,
              testing::EndsWith("denied request: plain"));
}

TEST_F(ReviewTest, AnErrorIsADenialOrNothingByTheFailurePolicy) {
  use_spec("  validations: [{expression: \"object.spec.nothing == 'b'\"}]\n");
  EXPECT_EQ(ask(kPod).message,
            "ValidatingAdmissionPolicy 'p' with binding 'p' denied request: expression "
            "'object.spec.nothing == 'b'' resulted in error: no such key: nothing");
  policies_ = PolicySet(37);
  use_spec(
      "  failurePolicy: Ignore\n  validations: [{expression: \"object.spec.nothing == 'b'\"}]\n");
  const Verdict verdict = ask(kPod);
  EXPECT_EQ(verdict.is, Is::admitted);
  ASSERT_EQ(verdict.decisions.size(), 1U);
  EXPECT_TRUE(verdict.decisions[0].ignored);
}

TEST_F(ReviewTest, AFalseConditionLeavesThePolicyOutEvenBesideAnError) {
  use_spec(
      "  matchConditions: [{name: broken, expression: 'object.nothing == 1'}, {name: never, "
      "expression: 'false'}]\n  validations: [{expression: 'false'}]\n");
  EXPECT_EQ(ask(kPod).is, Is::admitted);
}

TEST_F(ReviewTest, VariablesAreComputedOnceAPhaseAndOnlyWhereUsed) {
  use_spec(
      "  variables: [{name: unused, expression: 'object.nothing'}, {name: named, expression: "
      "'object.metadata.name'}]\n  validations: [{expression: \"variables.named == 'a' && "
      "variables.named != 'b'\"}]\n");
  EXPECT_EQ(ask(kPod).is, Is::admitted);
  ASSERT_EQ(trace_.size(), 1U);
  std::vector<std::string> fields;
  for (const Step& step : trace_[0].steps) fields.push_back(step.field);
  EXPECT_THAT(fields,
              ElementsAre("spec.variables[1].expression", "spec.validations[0].expression"));
  // What a variable is made of is told of the variable, not of who asked for it first.
  ASSERT_EQ(trace_[0].steps[0].parts.size(), 0U);
  std::vector<std::string> parts;
  for (const Part& part : trace_[0].steps[1].parts)
    parts.push_back(fmt::format("{} {} = {} ({})", part.depth, part.text, part.value, part.cost));
  EXPECT_THAT(parts,
              ElementsAre("0 variables.named == 'a' = true (3)", "1 variables.named = \"a\" (2)",
                          "0 variables.named != 'b' = true (3)", "1 variables.named = \"a\" (2)"));
}

TEST_F(ReviewTest, NothingLeadsOnFromAVariableThatIsOptional) {
  use_spec(
      "  variables: [{name: spec, expression: 'object.?spec'}]\n  validations:\n"
      "  - {expression: 'variables.spec.hasValue() && !variables.spec.?containers.hasValue()'}\n"
      "  - {expression: 'variables.spec.value().containers.size() == 1'}\n"
      "  - {expression: 'variables.spec.containers.hasValue()'}\n");
  EXPECT_THAT(ask(kPod).message, testing::EndsWith("no such key: containers"));
}

TEST_F(ReviewTest, OfALongLoopTheFirstPartsAreToldAndHowManyMoreThereWere) {
  use_spec("  validations: [{expression: 'lists.range(1000).all(i, i < 1000)'}]\n");
  EXPECT_EQ(ask(kPod).is, Is::admitted);
  const Step& step = trace_[0].steps[0];
  EXPECT_EQ(step.parts.size(), kMostParts);
  // lists.range(1000), and of every round the comparison and its left side.
  EXPECT_EQ(step.parts.size() + step.parts_left_out, 2001U);
}

TEST_F(ReviewTest, WhatIsNotKnownIsNoVerdict) {
  use_spec("  validations: [{expression: \"request.userInfo.username == 'jane'\"}]\n");
  EXPECT_EQ(ask(kPod).is, Is::unknown);
  EXPECT_THAT(ask(kPod).message, HasSubstr("it is not known who makes the request"));
  user_ = User{"jane", "", {}, {}};
  EXPECT_EQ(ask(kPod).is, Is::admitted);
  user_->name = "joe";
  EXPECT_EQ(ask(kPod).is, Is::denied);
}

TEST_F(ReviewTest, BesideADenialItIsToldWhatIsNotKnown) {
  use_spec(
      "  validations: [{expression: 'false'}, {expression: 'namespaceObject.metadata.name == "
      "\"x\"'}, {expression: 'namespaceObject.metadata.name == \"x\"'}]\n");
  const Verdict verdict = ask(kPod);
  EXPECT_EQ(verdict.is, Is::denied);
  EXPECT_THAT(not_evaluated(verdict),
              ElementsAre(testing::StartsWith("ValidatingAdmissionPolicy 'p': ")));
}

TEST_F(ReviewTest, AnUnknownNamespaceOrAuthorizerIsNoVerdictUnlessItDoesNotMatter) {
  use_spec(
      "  validations: [{expression: \"'x' in namespaceObject.metadata.labels || "
      "object.metadata.name == 'a'\"}, {expression: \"authorizer.group('').resource('pods')"
      ".check('get').allowed() || object.metadata.name == 'a'\"}]\n");
  EXPECT_EQ(ask(kPod).is, Is::admitted);
  const Verdict other = ask("apiVersion: v1\nkind: Pod\nmetadata: {name: b, namespace: shop}\n");
  EXPECT_EQ(other.is, Is::unknown);
  EXPECT_EQ(other.decisions.size(), 2U);
  name_space_ = read("apiVersion: v1\nkind: Namespace\nmetadata: {name: shop, labels: {x: y}}\n");
  EXPECT_EQ(
      ask("apiVersion: v1\nkind: Pod\nmetadata: {name: b, namespace: shop}\n").decisions.size(),
      1U);
}

TEST_F(ReviewTest, SelectsByNamespaceObjectAndResource) {
  use("apiVersion: admissionregistration.k8s.io/v1\nkind: ValidatingAdmissionPolicy\nmetadata: "
      "{name: p}\nspec:\n  matchConstraints:\n    namespaceSelector: {matchLabels: "
      "{kubernetes.io/metadata.name: shop}}\n    objectSelector: {matchExpressions: [{key: team, "
      "operator: In, values: [x]}]}\n    resourceRules: [{apiGroups: [''], apiVersions: [v1], "
      "operations: [CREATE], resources: [pods]}]\n    excludeResourceRules: [{apiGroups: [''], "
      "apiVersions: [v1], operations: ['*'], resources: ['*'], resourceNames: [spared]}]\n"
      "  validations: [{expression: 'false'}]\n");
  EXPECT_EQ(ask(kPod).is, Is::denied);
  EXPECT_EQ(ask(kPod, Operation::update).is, Is::admitted);
  EXPECT_EQ(ask("apiVersion: v1\nkind: Pod\nmetadata: {name: a, namespace: other, labels: {team: "
                "x}}\n")
                .is,
            Is::admitted);
  EXPECT_EQ(ask("apiVersion: v1\nkind: Pod\nmetadata: {name: a, namespace: shop}\n").is,
            Is::admitted);
  EXPECT_EQ(ask("apiVersion: v1\nkind: Pod\nmetadata: {name: spared, namespace: shop, labels: "
                "{team: x}}\n")
                .is,
            Is::admitted);
}

TEST_F(ReviewTest, AnotherVersionOfTheResourceIsNotConvertedAndSoNotJudged) {
  use("apiVersion: admissionregistration.k8s.io/v1\nkind: ValidatingAdmissionPolicy\nmetadata: "
      "{name: p}\nspec:\n  matchConstraints: {resourceRules: [{apiGroups: [autoscaling], "
      "apiVersions: [v1], operations: ['*'], resources: ['*']}]}\n  validations: [{expression: "
      "'false'}]\n");
  EXPECT_EQ(ask("apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {name: a, "
                "namespace: shop}\n")
                .is,
            Is::unknown);
}

TEST_F(ReviewTest, WarnsAuditsAndTakesParameters) {
  use(std::string(kHead) +
      "  paramKind: {apiVersion: v1, kind: ConfigMap}\n  validations: [{expression: "
      "\"object.metadata.name in params.data.names.split(',')\"}]\n  auditAnnotations: [{key: "
      "seen, "
      "valueExpression: \"string(params.metadata.name)\"}]\n---\n"
      "apiVersion: admissionregistration.k8s.io/v1\nkind: "
      "ValidatingAdmissionPolicyBinding\nmetadata: {name: b}\nspec: {policyName: p, paramRef: "
      "{selector: {}, parameterNotFoundAction: Deny}, validationActions: [Warn, Audit]}\n---\n"
      "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: one, namespace: shop}\ndata: {names: "
      "'a,b'}\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: two, namespace: shop}\ndata: "
      "{names: c}\n");
  const Verdict verdict = ask(kPod);
  EXPECT_EQ(verdict.is, Is::admitted);
  EXPECT_THAT(verdict.warnings,
              ElementsAre("Validation failed for ValidatingAdmissionPolicy 'p' with binding 'b': "
                          "failed expression: object.metadata.name in "
                          "params.data.names.split(',')"));
  EXPECT_EQ(verdict.annotations.at("p/seen"), "one, two");
  EXPECT_THAT(verdict.annotations.at("validation.policy.admission.k8s.io/validation_failure"),
              HasSubstr("\"expressionIndex\":0"));
  EXPECT_THAT(ask("apiVersion: v1\nkind: Pod\nmetadata: {name: a, namespace: empty}\n").message,
              HasSubstr("no params found for policy binding with `Deny` parameterNotFoundAction"));
}

TEST_F(ReviewTest, ABudgetThatIsGoneEndsThePolicy) {
  std::string validations =
      "  variables: [{name: ten, expression: '[0, 1, 2, 3, 4, 5, 6, 7, 8, 9]'}]\n  validations:\n";
  for (int i = 0; i < 40; ++i)
    validations.append("  - expression: \"").append(kCostly).append("\"\n");
  use_spec(validations);
  EXPECT_THAT(ask(kPod).message, HasSubstr("running out of cost budget"));
}

TEST_F(ReviewTest, RefusesWhatTheApiServerRefuses) {
  const auto why = [&](std::string_view rest) {
    PolicySet policies(37);
    policies.add(read(std::string(kHead) + std::string(rest)), "p.yaml");
    return policies.unusable().empty() ? std::string("fine") : policies.unusable()[0].why;
  };
  EXPECT_EQ(why("  validations: [{expression: 'true'}]\n"), "fine");
  EXPECT_EQ(why("  validations: []\n"), "spec.validations or auditAnnotations must have an entry");
  EXPECT_EQ(why("  validations: [{expression: '1'}]\n"),
            "spec.validations[0].expression: must evaluate to bool but got int");
  EXPECT_THAT(why("  validations: [{expression: 'objct.x == 1'}]\n"),
              testing::StartsWith("spec.validations[0].expression: 1:1: undeclared reference to "
                                  "'objct'"));
  EXPECT_THAT(why("  validations: [{expression: 'request.usr == 1'}]\n"),
              HasSubstr("undefined field 'usr'"));
  EXPECT_THAT(why("  validations: [{expression: 'true', reason: Because}]\n"),
              HasSubstr("must be Forbidden, Invalid or RequestEntityTooLarge"));
  EXPECT_THAT(why("  validations: [{expresion: 'true'}]\n"), HasSubstr("expression is missing"));
  EXPECT_THAT(why("  variables: [{name: if, expression: '1'}]\n  validations: [{expression: "
                  "'true'}]\n"),
              HasSubstr("no CEL identifier"));
  EXPECT_THAT(why("  validations: [{expression: 'true', messageExpression: \"string(authorizer"
                  ".path('/').check('get').allowed())\"}]\n"),
              HasSubstr("undeclared reference to 'authorizer'"));
}

TEST_F(ReviewTest, JudgesConnectionsByTheirOptions) {
  use("apiVersion: admissionregistration.k8s.io/v1\nkind: ValidatingAdmissionPolicy\nmetadata: "
      "{name: p}\nspec:\n  matchConstraints: {resourceRules: [{apiGroups: [''], apiVersions: [v1], "
      "operations: [CONNECT], resources: [pods/exec]}]}\n  validations: [{expression: "
      "\"object.container != 'db' && request.subResource == 'exec'\"}]\n");
  EXPECT_EQ(ask("apiVersion: v1\nkind: PodExecOptions\nmetadata: {name: a, namespace: "
                "shop}\ncontainer: db\n",
                Operation::connect)
                .is,
            Is::denied);
  EXPECT_EQ(ask("apiVersion: v1\nkind: PodExecOptions\nmetadata: {name: a, namespace: "
                "shop}\ncontainer: web\n",
                Operation::connect)
                .is,
            Is::admitted);
}

TEST_F(ReviewTest, DoesNotJudgePoliciesThemselvesAndReviews) {
  use_spec("  validations: [{expression: 'false'}]\n");
  EXPECT_EQ(ask("apiVersion: authentication.k8s.io/v1\nkind: TokenReview\n").is, Is::admitted);
  EXPECT_EQ(ask("apiVersion: admissionregistration.k8s.io/v1\nkind: "
                "ValidatingAdmissionPolicy\nmetadata: {name: x}\n")
                .is,
            Is::admitted);
}

TEST_F(ReviewTest, ValuesThatWereDroppedAreNotJudged) {
  constexpr std::string_view kSecret =
      "apiVersion: v1\nkind: Secret\nmetadata: {name: s, namespace: shop}\ndata: {a: '***'}\n";
  use_spec("  validations: [{expression: \"!has(object.data) || object.data.a != 'eA=='\"}]\n");
  EXPECT_EQ(ask(kSecret).is, Is::admitted);
  secret_values_dropped_ = true;
  EXPECT_EQ(ask(kSecret).is, Is::unknown);
  EXPECT_THAT(ask(kSecret).message, HasSubstr("values of the Secret"));
  EXPECT_EQ(ask(kPod).is, Is::admitted);
  policies_ = PolicySet(37);
  use_spec("  validations: [{expression: \"has(object.data.a)\"}]\n");
  EXPECT_EQ(ask(kSecret).is, Is::admitted);
}

}  // namespace
}  // namespace bulwark::admission
