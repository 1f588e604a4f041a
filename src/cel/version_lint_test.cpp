// SPDX-License-Identifier: Apache-2.0
// Tests of which Kubernetes versions run an expression, and of the reasons.
#include "cel/version_lint.h"

#include <gtest/gtest.h>

namespace bulwark::cel {
namespace {

VersionSupport support(std::string_view source) {
  Environment environment;
  EXPECT_TRUE(environment.declare("object", Type::dyn()));
  return version_support(source, environment);
}

struct Row {
  std::string_view source;
  int since;
  std::string_view reason;
};

constexpr Row kRows[] = {
    {"optional.none()", 28, "the function optional.none() exists since 1.28"},
    {"object.?a.hasValue()", 28, "optional fields exist since 1.28"},
    {"[?object.b.c]", 28, "optional elements exist since 1.28"},
    {"{?'a': object.b}", 28, "optional entries exist since 1.28"},
    {"1 < 2.0", 28, "numbers of different types compare since 1.28"},
    {"quantity('1').isInteger()", 28, "the function quantity() exists since 1.28"},
    {"'%d'.format([1]) == '1'", 29, "the function format() exists since 1.29"},
    {"['a'].join('-') == 'a'", 29, "the function join() exists since 1.29"},
    {"sets.contains([1], [1])", 29, "the function sets.contains() exists since 1.29"},
    {"ip('10.0.0.1').family() == 4", 30, "the function ip() exists since 1.30"},
    {"[1].all(i, x, x > i)", 32, "macros with two variables exist since 1.32"},
    {"{'a': 1}.transformMap(k, v, v)", 32, "macros with two variables exist since 1.32"},
    {"[1, 2].sort() == [1, 2]", 34, "the function sort() exists since 1.34"},
    {"[1, 2].sortBy(x, -x) == [2, 1]", 34, "the macro sortBy() exists since 1.34"},
    {"[1].includes(1)", 37, "the function includes() exists since 1.37"},
};

TEST(VersionLint, NamesTheVersionThatBringsWhatAnExpressionUses) {
  for (const Row& row : kRows) {
    const VersionSupport found = support(row.source);
    EXPECT_EQ(found.runs_since, row.since) << row.source;
    EXPECT_EQ(found.writable_since(), row.since + 1) << row.source;
    ASSERT_FALSE(found.problems.empty()) << row.source;
    EXPECT_EQ(found.problems.back().reason, row.reason) << row.source;
    EXPECT_EQ(found.problems.back().last, row.since - 1) << row.source;
  }
}

TEST(VersionLint, FindsNothingInWhatAllVersionsRun) {
  const VersionSupport found = support("object.spec.containers.all(c, c.image.startsWith('a'))");
  EXPECT_TRUE(found.problems.empty());
  EXPECT_EQ(found.runs_since, kOldestKubernetesMinor);
  EXPECT_EQ(found.writable_since(), kOldestKubernetesMinor);
}

TEST(VersionLint, NamesTheYoungestOfSeveralReasonsForEachVersion) {
  const VersionSupport found = support("[1].all(i, x, isIP('a') && object.?b.hasValue())");
  ASSERT_EQ(found.problems.size(), 1U);
  EXPECT_EQ(found.problems[0].first, kOldestKubernetesMinor);
  EXPECT_EQ(found.problems[0].last, 31);
  EXPECT_EQ(found.runs_since, 32);
}

TEST(VersionLint, FindsWhatOnlyOldVersionsLetPass) {
  const VersionSupport found = support("[dyn(1), 'a'].size() == 2");
  EXPECT_EQ(found.runs_since, kNewestKubernetesMinor + 1);
  ASSERT_EQ(found.problems.size(), 1U);
  EXPECT_EQ(found.problems[0].first, 29);
  EXPECT_EQ(found.problems[0].reason, "expected type 'dyn' but found 'string'");
}

TEST(VersionLint, SaysWhyAClusterCannotRunAnExpression) {
  Environment environment;
  const auto refused = check_version("isIP('10.0.0.1')", environment, 29);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().message,
            "this expression fails on a 1.29 cluster: the function isIP() exists since 1.30");
  EXPECT_EQ(refused.error().where, "1:5");
  EXPECT_TRUE(check_version("isIP('10.0.0.1')", environment, 30));
}

}  // namespace
}  // namespace bulwark::cel
