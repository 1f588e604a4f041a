// SPDX-License-Identifier: Apache-2.0
// Questions about permissions: what the authorizer is asked, what its answers become, and that
// nobody's answer is no answer.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>

#include "cel/authorizer.h"
#include "cel/test_expression.h"

namespace bulwark::cel {
namespace {

using ::testing::HasSubstr;

/// Allows everything, and remembers what it was asked.
struct Recorder : Authorizer {
  Result<Permission> decide(const PermissionQuestion& question) override {
    const ResourceQuestion& resource = question.resource;
    std::string text;
    for (const std::string_view part :
         {question.account_namespace, question.account_name, question.verb, question.path,
          resource.group, resource.resource, resource.subresource, resource.space, resource.name,
          resource.field_selector, resource.label_selector}) {
      text.append(part).append("|");
    }
    asked = text;
    if (unknown) return fail(ErrorCode::unavailable, *unknown);
    return answer;
  }
  std::string asked;
  Permission answer{Permission::Verdict::allowed, "because", ""};
  std::optional<std::string> unknown;
};

class Permissions : public ::testing::Test {
 protected:
  Answer evaluate(std::string_view expression, Authorizer* who, int minor = 37) {
    EnvironmentOptions options;
    options.kubernetes_minor = minor;
    Environment environment(options);
    EXPECT_TRUE(environment.declare("authorizer", authorizer_type()));
    EXPECT_TRUE(environment.declare("authorizer.requestResource", resource_check_type()));
    const auto program = compile(expression, environment);
    if (!program) return {"error: " + program.error().message, 0};
    Evaluator evaluator;
    evaluator.set_authorizer(who);
    const Value slots[] = {make_authorizer(arena_),
                           make_resource_check(arena_, {.group = "apps",
                                                        .resource = "deployments",
                                                        .subresource = {},
                                                        .space = "shop",
                                                        .name = "web",
                                                        .field_selector = {},
                                                        .label_selector = {}})};
    const auto result = evaluator.run(*program, slots);
    return {result ? display_text(*result) : "error: " + result.error().message, evaluator.cost()};
  }

  Arena arena_;
  Recorder recorder_;
};

TEST_F(Permissions, AskForAllThatTheExpressionSays) {
  evaluate(
      "authorizer.group('apps').resource('deployments').subresource('status')"
      ".namespace('shop').name('web').fieldSelector('a=b').labelSelector('c=d').check('patch')",
      &recorder_);
  EXPECT_EQ(recorder_.asked, "||patch||apps|deployments|status|shop|web|a=b|c=d|");
  evaluate("authorizer.serviceAccount('shop', 'robot').path('/healthz').check('get')", &recorder_);
  EXPECT_EQ(recorder_.asked, "shop|robot|get|/healthz||||||||");
  evaluate("authorizer.requestResource.check('custom')", &recorder_);
  EXPECT_EQ(recorder_.asked, "||custom||apps|deployments||shop|web|||");
}

TEST_F(Permissions, AnswerWithWhatTheAuthorizerDecides) {
  EXPECT_EQ(evaluate("authorizer.path('/x').check('get').allowed()", &recorder_).text, "true");
  EXPECT_EQ(evaluate("authorizer.path('/x').check('get').reason()", &recorder_).text, "because");
  recorder_.answer = {Permission::Verdict::no_opinion, "", "webhook timed out"};
  EXPECT_EQ(evaluate("authorizer.path('/x').check('get').allowed()", &recorder_).text, "false");
  EXPECT_EQ(evaluate("authorizer.path('/x').check('get').errored()", &recorder_).text, "true");
  EXPECT_EQ(evaluate("authorizer.path('/x').check('get').error()", &recorder_).text,
            "webhook timed out");
}

TEST_F(Permissions, AreNotDeniedWhereNobodyCanTell) {
  constexpr std::string_view
      kAsk = "!authorizer.group('apps').resource('deployments').check('delete').allowed()";
  EXPECT_EQ(evaluate(kAsk, nullptr).text,
            "error: it is not known whether the user may delete deployments.apps: no authorizer is "
            "given to ask");
  recorder_.unknown = "the snapshot has no roles";
  EXPECT_EQ(evaluate(kAsk, &recorder_).text,
            "error: it is not known whether the user may delete deployments.apps: the snapshot has "
            "no roles");
  EXPECT_THAT(
      evaluate("authorizer.serviceAccount('a', 'b').path('/x').check('get').allowed()", nullptr)
          .text,
      HasSubstr("whether service account a/b may get /x"));
}

TEST_F(Permissions, CostWhatTheApiServerCounts) {
  EXPECT_EQ(evaluate("authorizer.path('/x').check('get').allowed()", &recorder_).cost, 350'003);
  EXPECT_EQ(evaluate("authorizer.group('').resource('pods').labelSelector('a=b,c=d,e in (f,g)')"
                     ".check('list').error()",
                     &recorder_)
                .cost,
            350'466);
  const Answer three = evaluate(
      "['/a', '/b', '/c'].all(p, authorizer.path(p).check('get').allowed())", &recorder_);
  EXPECT_EQ(three.text, "error: operation cancelled: actual cost limit exceeded");
}

TEST_F(Permissions, RefuseNamesThatNoObjectCanHave) {
  EXPECT_EQ(evaluate("authorizer.path(' \\u00a0')", &recorder_).text,
            "error: path must not be empty");
  EXPECT_EQ(evaluate("authorizer.group('').resource('')", &recorder_).text,
            "error: resource must not be empty");
  EXPECT_EQ(evaluate("authorizer.serviceAccount('a', 'B')", &recorder_).text,
            "error: Invalid service account name");
  EXPECT_EQ(evaluate("authorizer.serviceAccount('a.b', 'b')", &recorder_).text,
            "error: Invalid service account namespace");
}

TEST_F(Permissions, CannotBeCompared) {
  EXPECT_EQ(evaluate("authorizer == authorizer", &recorder_).text, "error: no such overload");
  EXPECT_EQ(evaluate("authorizer != authorizer", &recorder_).text, "true");
}

TEST_F(Permissions, HaveSelectorsSince131) {
  EXPECT_THAT(evaluate("authorizer.requestResource.labelSelector('a').check('get').allowed()",
                       &recorder_, 30)
                  .text,
              HasSubstr("exists since Kubernetes 1.31"));
  EXPECT_EQ(Environment::function_since("serviceAccount"), 27);
}

}  // namespace
}  // namespace bulwark::cel
