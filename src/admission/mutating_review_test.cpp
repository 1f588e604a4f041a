// SPDX-License-Identifier: Apache-2.0
// What mutating policies make of requests. tests/cluster/checks/mutating_policies.py holds the same
// to a real API server.
#include "admission/mutating_review.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "admission/test_review.h"
#include "formats/json_write.h"

namespace bulwark::admission {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;
using Is = Verdict::Is;

constexpr std::string_view kMap =
    "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: shop, labels: {team: x}}\n"
    "data: {k: '1'}\n";

/// A policy about everything. `rest` are further fields of the spec.
std::string policy(std::string_view name, std::string_view rest, std::string_view again = "Never") {
  std::string out =
      "apiVersion: admissionregistration.k8s.io/v1\nkind: MutatingAdmissionPolicy\nmetadata: "
      "{name: ";
  out.append(name)
      .append("}\nspec:\n  reinvocationPolicy: ")
      .append(again)
      .append(
          "\n  matchConstraints: {resourceRules: [{apiGroups: ['*'], apiVersions: ['*'], "
          "operations: "
          "['*'], resources: ['*']}]}\n");
  return out.append(rest).append("\n---\n");
}

std::string patch(std::string_view expression) {
  return "  mutations:\n  - patchType: JSONPatch\n    jsonPatch:\n      expression: |-\n        " +
         std::string(expression) + "\n";
}

std::string apply(std::string_view expression) {
  return "  mutations:\n  - patchType: ApplyConfiguration\n    applyConfiguration:\n      "
         "expression: |-\n        " +
         std::string(expression) + "\n";
}

class MutatingReviewTest : public ReviewFixture {
 protected:
  static std::string object_of(const Verdict& verdict) {
    return verdict.object ? formats::json_text(*verdict.object) : "as it was";
  }
  /// How often each mutation changed something: "policy[mutation] in round".
  static std::vector<std::string> changes_of(const Verdict& verdict) {
    std::vector<std::string> out;
    for (const Change& change : verdict.changes)
      out.push_back(change.policy->name + "[" + std::to_string(change.mutation) + "] in " +
                    std::to_string(change.round));
    return out;
  }
  std::string why(std::string_view rest, std::string_view again = "Never") {
    PolicySet policies(37);
    const std::string text = policy("p", rest, again);
    policies.add(read(text.substr(0, text.find("\n---\n") + 1)), "p.yaml");
    return policies.unusable().empty() ? std::string("fine") : policies.unusable()[0].why;
  }
};

TEST_F(MutatingReviewTest, PatchesAndConfiguresTheObjectInTheOrderOfTheMutations) {
  use(policy("p", patch("[JSONPatch{op: 'add', path: '/data/m', value: object.data.k + '!'}]") +
                      "  - patchType: ApplyConfiguration\n    applyConfiguration: {expression: "
                      "\"Object{metadata: Object.metadata{labels: {'m': object.data.m}}}\"}\n"));
  const Verdict verdict = ask(kMap);
  EXPECT_EQ(verdict.is, Is::admitted);
  EXPECT_EQ(object_of(verdict),
            R"({"apiVersion":"v1","data":{"k":"1","m":"1!"},"kind":"ConfigMap","metadata":)"
            R"({"labels":{"m":"1!","team":"x"},"name":"a","namespace":"shop"}})");
  EXPECT_THAT(changes_of(verdict), ElementsAre("p[0] in 1", "p[1] in 1"));
  EXPECT_EQ(verdict.policies, 1U);
}

TEST_F(MutatingReviewTest, ValidatingPoliciesJudgeTheMutatedObject) {
  use(policy("p", apply("Object{metadata: Object.metadata{labels: {'safe': 'yes'}}}")) +
      "apiVersion: admissionregistration.k8s.io/v1\nkind: ValidatingAdmissionPolicy\nmetadata: "
      "{name: p}\nspec:\n  matchConstraints: {objectSelector: {matchLabels: {safe: 'yes'}}, "
      "resourceRules: [{apiGroups: ['*'], apiVersions: ['*'], operations: ['*'], resources: "
      "['*']}]}\n  validations: [{expression: \"object.metadata.labels.safe != 'yes'\"}]\n");
  const Verdict verdict = ask(kMap);
  EXPECT_EQ(verdict.is, Is::denied);
  EXPECT_THAT(verdict.message, StartsWith("ValidatingAdmissionPolicy 'p' with binding 'p' denied"));
  EXPECT_THAT(object_of(verdict), HasSubstr("\"safe\":\"yes\""));
}

TEST_F(MutatingReviewTest, InvokesAgainWhatIsNeededAgain) {
  use(policy("first", apply("Object{data: Object.data{k: object.data.k + 'a'}}"), "IfNeeded") +
      policy("second", apply("Object{data: Object.data{k: object.data.k + 'b'}}")));
  const Verdict verdict = ask(kMap);
  EXPECT_THAT(object_of(verdict), HasSubstr("\"k\":\"1aba\""));
  EXPECT_THAT(changes_of(verdict), ElementsAre("first[0] in 1", "second[0] in 1", "first[0] in 2"));
}

TEST_F(MutatingReviewTest, AnErrorDeniesWithTheWordsOfTheApiServer) {
  use(policy("p", apply("Object{data: Object.data{k: object.data.nothing}}")));
  const Verdict verdict = ask(kMap);
  EXPECT_EQ(verdict.is, Is::denied);
  EXPECT_EQ(verdict.code, 403);
  EXPECT_EQ(verdict.reason, "Invalid");
  EXPECT_EQ(verdict.message,
            "policy 'p' with binding 'p' denied request: expression 'Object{data: Object.data{k: "
            "object.data.nothing}}' resulted in error: no such key: nothing");
  EXPECT_EQ(object_of(verdict), "as it was");
}

TEST_F(MutatingReviewTest, AnErrorOfAPolicyThatIgnoresFailuresLeavesItsMutationOut) {
  use(policy("p", "  failurePolicy: Ignore\n" + apply("Object{data: Object.data{k: object.x}}") +
                      "  - patchType: JSONPatch\n    jsonPatch: {expression: \"[JSONPatch{op: "
                      "'add', path: '/data/m', value: 'y'}]\"}\n"));
  const Verdict verdict = ask(kMap);
  EXPECT_EQ(verdict.is, Is::admitted);
  EXPECT_THAT(object_of(verdict), HasSubstr(R"("data":{"k":"1","m":"y"})"));
  ASSERT_EQ(verdict.decisions.size(), 1U);
  EXPECT_TRUE(verdict.decisions[0].ignored);
}

TEST_F(MutatingReviewTest, WhatTheServerCannotDecodeIsAnInternalErrorWhateverTheFailurePolicy) {
  use(policy(
      "p", "  failurePolicy: Ignore\n" + patch("[JSONPatch{op: 'add', path: '/nope', value: 1}]")));
  const Verdict verdict = ask(kMap);
  EXPECT_EQ(verdict.is, Is::denied);
  EXPECT_EQ(verdict.code, 500);
  EXPECT_EQ(verdict.reason, "InternalError");
  EXPECT_EQ(verdict.message,
            "Internal error occurred: strict decoding error: unknown field \"nope\"");
}

TEST_F(MutatingReviewTest, ConditionsAndSelectorsLeaveAPolicyOut) {
  use(policy("never",
             "  matchConditions: [{name: a, expression: 'object.nothing == 1'}, {name: b, "
             "expression: 'false'}]\n" +
                 apply("Object{data: Object.data{a: 'a'}}")) +
      policy(
          "ignored",
          "  failurePolicy: Ignore\n  matchConditions: [{name: a, expression: 'object.x == 1'}]\n" +
              apply("Object{data: Object.data{a: 'a'}}")));
  const Verdict verdict = ask(kMap);
  EXPECT_EQ(verdict.is, Is::admitted);
  EXPECT_EQ(object_of(verdict), "as it was");
}

TEST_F(MutatingReviewTest, AnErrorInAConditionDenies) {
  use(policy("p", "  matchConditions: [{name: a, expression: 'object.nothing == 1'}]\n" +
                      apply("Object{data: Object.data{a: 'a'}}")));
  EXPECT_EQ(ask(kMap).message,
            "policy 'p' with binding 'p' denied request: expression 'object.nothing == 1' resulted "
            "in error: no such key: nothing");
}

TEST_F(MutatingReviewTest, VariablesAreComputedOnceAMutation) {
  use(policy("p",
             "  variables: [{name: own, expression: object.data.k}, {name: unused, expression: "
             "object.x}]\n" +
                 apply("Object{data: Object.data{a: variables.own, b: variables.own}}") +
                 "  - patchType: JSONPatch\n    jsonPatch: {expression: \"[JSONPatch{op: 'add', "
                 "path: '/data/c', value: variables.own}]\"}\n"));
  EXPECT_THAT(object_of(ask(kMap)), HasSubstr(R"("data":{"a":"1","b":"1","c":"1","k":"1"})"));
  ASSERT_EQ(trace_.size(), 1U);
  std::vector<std::string> fields;
  for (const Step& step : trace_[0].steps) fields.push_back(step.field);
  EXPECT_THAT(
      fields,
      ElementsAre("spec.variables[0].expression", "spec.mutations[0].applyConfiguration.expression",
                  "spec.variables[0].expression", "spec.mutations[1].jsonPatch.expression"));
}

TEST_F(MutatingReviewTest, RunsOnceForEveryParam) {
  use(policy("p",
             "  paramKind: {apiVersion: v1, kind: ConfigMap}\n" +
                 patch("[JSONPatch{op: 'add', path: '/data/' + params.data.key, value: 'y'}]")) +
      "apiVersion: admissionregistration.k8s.io/v1\nkind: "
      "MutatingAdmissionPolicyBinding\nmetadata: "
      "{name: b}\nspec: {policyName: p, paramRef: {selector: {}, parameterNotFoundAction: Deny}}\n"
      "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: one, namespace: shop}\ndata: {key: "
      "one}\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: two, namespace: shop}\ndata: "
      "{key: two}\n");
  const Verdict verdict = ask(kMap);
  EXPECT_THAT(object_of(verdict), HasSubstr(R"("data":{"k":"1","one":"y","two":"y"})"));
  const Verdict other = ask(
      "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: bare}\n");
  EXPECT_EQ(other.code, 403);
  EXPECT_EQ(other.reason, "Forbidden");
  EXPECT_EQ(other.message,
            "policy 'p' with binding 'b' denied request: failed to configure binding: no params "
            "found for policy binding with `Deny` parameterNotFoundAction");
}

TEST_F(MutatingReviewTest, WhatIsNotKnownIsNoVerdictEvenWhereFailuresAreIgnored) {
  use(policy("p", "  failurePolicy: Ignore\n" +
                      apply("Object{data: Object.data{by: request.userInfo.username}}")));
  const Verdict verdict = ask(kMap);
  EXPECT_EQ(verdict.is, Is::unknown);
  EXPECT_THAT(verdict.message, HasSubstr("it is not known who makes the request"));
  EXPECT_EQ(object_of(verdict), "as it was");
  user_ = User{"jane", "", {}, {}};
  EXPECT_THAT(object_of(ask(kMap)), HasSubstr("\"by\":\"jane\""));
}

TEST_F(MutatingReviewTest, AsksNoAuthorizerThatIsNotThere) {
  use(policy("p", patch("authorizer.group('').resource('pods').check('get').allowed() ? "
                        "[JSONPatch{op: 'remove', path: '/data'}] : []")));
  EXPECT_EQ(ask(kMap).is, Is::unknown);
}

TEST_F(MutatingReviewTest, CustomResourcesAreConfiguredByTheirDefinition) {
  constexpr std::string_view kWidget =
      "apiVersion: example.com/v1\nkind: Widget\nmetadata: {name: a, namespace: shop}\nspec: "
      "{parts: [{name: x, size: 1}]}\n";
  const std::string resize = policy("p", apply("Object{spec: Object.spec{parts: "
                                               "[Object.spec.parts{name: 'x', size: 2}]}}"));
  use(resize);
  EXPECT_EQ(ask(kWidget).is, Is::unknown);
  policies_ = PolicySet(37);
  use(policy("p", patch("[JSONPatch{op: 'replace', path: '/spec/parts/0/size', value: 3}]")));
  EXPECT_THAT(object_of(ask(kWidget)), HasSubstr(R"([{"name":"x","size":3}])"));
  policies_ = PolicySet(37);
  use(resize +
      "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: "
      "widgets.example.com}\nspec:\n  group: example.com\n  names: {kind: Widget, plural: "
      "widgets}\n  scope: Namespaced\n  versions:\n  - name: v1\n    served: true\n    storage: "
      "true\n    schema:\n      openAPIV3Schema:\n        type: object\n        properties:\n"
      "          spec:\n            type: object\n            properties:\n              parts:\n"
      "                type: array\n                x-kubernetes-list-type: map\n"
      "                x-kubernetes-list-map-keys: [name]\n                items:\n"
      "                  type: object\n                  properties: {name: {type: string}, size: "
      "{type: integer}}\n                  required: [name]\n");
  EXPECT_THAT(object_of(ask(kWidget)), HasSubstr(R"([{"name":"x","size":2}])"));
}

TEST_F(MutatingReviewTest, DeletesNothingAndNoPolicies) {
  use(policy("p", apply("Object{data: Object.data{k: object.nothing}}")));
  EXPECT_EQ(ask(kMap, Operation::remove).is, Is::admitted);
  EXPECT_EQ(ask("apiVersion: admissionregistration.k8s.io/v1\nkind: "
                "MutatingAdmissionPolicyBinding\nmetadata: {name: x}\n")
                .is,
            Is::admitted);
}

TEST_F(MutatingReviewTest, ABudgetThatIsGoneFailsTheMutation) {
  std::string
      variables = "  variables:\n  - {name: ten, expression: '[0, 1, 2, 3, 4, 5, 6, 7, 8, 9]'}\n";
  std::string all = "true";
  for (int i = 0; i < 20; ++i) {
    const std::string name = "v" + std::to_string(i);
    variables.append("  - {name: ").append(name).append(", expression: \"").append(kCostly);
    variables.append("\"}\n");
    all.append(" && variables.").append(name);
  }
  use(policy("p", variables + patch(all + " ? [JSONPatch{op: 'remove', path: '/data'}] : []")));
  EXPECT_EQ(ask(kMap).message,
            "policy 'p' with binding 'p' denied request: validation failed due to running out of "
            "cost budget, no further validation rules will be run");
}

TEST_F(MutatingReviewTest, RefusesWhatTheApiServerRefuses) {
  const std::string good = apply("Object{}");
  EXPECT_EQ(why(good), "fine");
  EXPECT_EQ(why(good, "IfNeeded"), "fine");
  EXPECT_EQ(why(good, "''"), "spec.reinvocationPolicy must be a text that is not empty");
  EXPECT_EQ(why(good, "Always"), "spec.reinvocationPolicy must be IfNeeded or Never");
  EXPECT_EQ(why("  mutations: []\n"), "spec.mutations must contain at least one item");
  EXPECT_EQ(why("  mutations: [{patchType: JSONPatch}]\n"),
            "spec.mutations[0].jsonPatch must be specified when patchType is JSONPatch");
  EXPECT_EQ(why("  mutations: [{patchType: Merge, jsonPatch: {expression: '[]'}}]\n"),
            "spec.mutations[0].patchType must be ApplyConfiguration or JSONPatch");
  EXPECT_EQ(why("  mutations: [{patchType: JSONPatch, jsonPatch: {expression: "
                "\"[JSONPatch{op: 'remove', path: '/x'}]\"}, applyConfiguration: {expression: "
                "'Object{}'}}]\n"),
            "spec.mutations[0].applyConfiguration must not be specified when patchType is "
            "JSONPatch");
  EXPECT_THAT(why(patch("Object{}")),
              StartsWith("spec.mutations[0].jsonPatch.expression: must evaluate to list(JSONPatch) "
                         "but got Object"));
  EXPECT_THAT(why(apply("object")),
              StartsWith("spec.mutations[0].applyConfiguration.expression: must evaluate to Object "
                         "but got dyn"));
  EXPECT_THAT(why("  variables: [{name: o, expression: 'Object{}'}]\n" + good),
              HasSubstr("spec.variables[0].expression"));
  EXPECT_THAT(why("  matchConditions: [{name: a, expression: 'variables.x'}]\n  variables: [{name: "
                  "x, expression: 'true'}]\n" +
                  good),
              HasSubstr("undeclared reference to 'variables'"));
  EXPECT_THAT(why("  paramKind: {apiVersion: a/b/c, kind: X}\n" + good),
              StartsWith("spec.paramKind.apiVersion"));
}

TEST_F(MutatingReviewTest, NoRuleMayNameADelete) {
  load(
      "apiVersion: admissionregistration.k8s.io/v1\nkind: MutatingAdmissionPolicy\nmetadata: "
      "{name: p}\nspec:\n  reinvocationPolicy: Never\n  matchConstraints: {resourceRules: "
      "[{apiGroups: [''], apiVersions: [v1], operations: [CREATE, DELETE], resources: [pods]}]}\n" +
      apply("Object{}"));
  ASSERT_EQ(policies_.unusable().size(), 1U);
  EXPECT_EQ(policies_.unusable()[0].why,
            "spec.matchConstraints.resourceRules.operations: must be CREATE, UPDATE, CONNECT or *, "
            "not DELETE");
}

TEST_F(MutatingReviewTest, BindingsAreThoseOfTheirKindOfPolicy) {
  load(policy("p", apply("Object{data: Object.data{a: 'a'}}")) +
       "apiVersion: admissionregistration.k8s.io/v1\nkind: "
       "ValidatingAdmissionPolicyBinding\nmetadata: {name: b}\nspec: {policyName: p, "
       "validationActions: [Deny]}\n");
  ASSERT_EQ(policies_.unusable().size(), 1U);
  EXPECT_EQ(policies_.unusable()[0].what, "ValidatingAdmissionPolicyBinding b");
  EXPECT_THAT(changes_of(ask(kMap)), ElementsAre("p[0] in 1"));
}

}  // namespace
}  // namespace bulwark::admission
