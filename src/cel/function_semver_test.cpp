// SPDX-License-Identifier: Apache-2.0
// semver(), with the answers, messages and costs that an API server gives.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cel/test_expression.h"

namespace bulwark::cel {
namespace {

constexpr ExpectedAnswer kAnswers[] = {
    {"semver('1.2.3-rc.1+build.5')", "1.2.3-rc.1+build.5", 2},
    {"semver('1.2')", "error: No Major.Minor.Patch elements found", 1},
    {"semver('01.2.3')", R"(error: Major number must not contain leading zeroes "01")", 1},
    {"semver('1.2.3-01')",
     R"(error: Numeric PreRelease version must not contain leading zeroes "01")", 1},
    {"semver('1.2.3-a..b')", "error: Prerelease is empty", 1},
    {"semver('1.2.3+a_b')", R"(error: Invalid character(s) found in build meta data "a_b")", 1},
    {"semver('1..3')", R"(error: strconv.ParseUint: parsing "": invalid syntax)", 1},
    {"semver('0.0.18446744073709551616')",
     R"(error: strconv.ParseUint: parsing "18446744073709551616": value out of range)", 3},
    {"semver('9223372036854775808.0.0').major()", "-9223372036854775808", 4},
    {"semver('v01.2', true)", "1.2.0", 1},
    {"semver('1.2.-a', true)", "1.2.0-a", 1},
    {"semver('1.2+a', true)", "error: short version cannot contain PreRelease/Build meta data", 1},
    {"semver('vv1.2.3', true)", R"(error: Invalid character(s) found in major number "0v1")", 1},
    {"semver('1.2.3', dyn(1))", "error: no such overload: semver(string, int)", 1},
    {"isSemver('v1.2.3')", "false", 1},
    {"isSemver('v1.2.3', true)", "true", 1},
    {"semver('1.2.3-rc.2').compareTo(semver('1.2.3-rc.10'))", "-1", 4},
    {"semver('1.2.3-rc2').compareTo(semver('1.2.3-rc10'))", "1", 3},
    {"semver('1.2.3-1').compareTo(semver('1.2.3-a'))", "-1", 3},
    {"semver('1.2.3-rc').compareTo(semver('1.2.3-rc.1'))", "-1", 3},
    {"semver('1.2.3+a') == semver('1.2.3')", "true", 3},
    {"semver('1.2.3-rc').isLessThan(semver('1.2.3'))", "true", 3},
    {"semver('1.2.3').compareTo(dyn(quantity('1')))",
     "error: no such overload: compareTo(kubernetes.Semver, kubernetes.Quantity)", 4},
};

TEST(Semver, AnswersAsTheApiServerDoes) { expect_answers(kAnswers); }

TEST(Semver, IsUnknownBefore133) {
  EXPECT_THAT(ask("isSemver('1.0.0')", 32).text,
              ::testing::HasSubstr("exists since Kubernetes 1.33"));
  EXPECT_EQ(Environment::function_since("major"), 33);
}

}  // namespace
}  // namespace bulwark::cel
