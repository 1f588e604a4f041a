// SPDX-License-Identifier: Apache-2.0
// Costs that differ between versions, and functions that Kubernetes does not have.
#include "cel/cost.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cel/test_expression.h"

namespace bulwark::cel {
namespace {

using ::testing::HasSubstr;

TEST(Cost, OfAPrefixIsCountedByThePrefixSince137) {
  constexpr std::string_view kLongText = "'abcdefghijklmnopqrstuvwxyz'.startsWith('a')";
  constexpr std::string_view kLongPrefix = "'a'.endsWith('abcdefghijklmnopqrstuvwxyz')";
  EXPECT_EQ(ask(kLongText, 36).cost, 3);
  EXPECT_EQ(ask(kLongText, 37).cost, 1);
  EXPECT_EQ(ask(kLongPrefix, 36).cost, 1);
  EXPECT_EQ(ask(kLongPrefix, 37).cost, 3);
}

TEST(Cost, StopsWhereTheLimitIsPassed) {
  const auto program = compile("[1, 2, 3].map(x, [x]).size() == 3", Environment());
  ASSERT_TRUE(program);
  EvaluatorOptions options;
  options.cost_limit = 25;
  Evaluator evaluator(options);
  EXPECT_EQ(evaluator.run(*program, {}).error().code, ErrorCode::limit);
  EXPECT_LT(evaluator.cost(), 25 + 31);
}

TEST(Functions, ThatKubernetesDoesNotHaveSaySo) {
  for (const std::string_view expression :
       {"math.abs(1)", "base64.encode(b'a')", "cel.bind(x, 1, x)", "proto.getExt(1, 2)",
        "regex.replace('a', 'b', 'c')"}) {
    EXPECT_THAT(ask(expression).text, HasSubstr("is not part of Kubernetes' CEL")) << expression;
  }
}

}  // namespace
}  // namespace bulwark::cel
