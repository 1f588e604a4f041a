// SPDX-License-Identifier: Apache-2.0
// quantity(), with the answers, messages and costs that an API server gives.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cel/quantity.h"
#include "cel/test_expression.h"

namespace bulwark::cel {
namespace {

using ::testing::HasSubstr;

constexpr ExpectedAnswer kQuantities[] = {
    {"quantity('+').asInteger()", "0", 2},
    {"quantity('.Ei')", "error: unable to parse numeric part of quantity", 1},
    {"quantity('1..2')",
     "error: quantities must match the regular expression "
     "'^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
     1},
    {"quantity('1Ee5')", "error: unable to parse quantity's suffix", 1},
    {"quantity('1e9223372036854775808')", "error: unable to parse quantity's suffix", 3},
    {"quantity('1e4294967301').asInteger()", "100000", 3},
    {"quantity('1e-100000').compareTo(quantity('1n'))", "0", 3},
    {"quantity('100Ei').compareTo(quantity('9223372036854775807'))", "0", 4},
    {"sign(quantity('-0.0000000000000000000000'))", "0", 4},
    {"isQuantity('.Ei')", "false", 1},
    {"isQuantity('20 Mi')", "false", 1},
    {"quantity('9999999999999999999999999999999999999G').asInteger()",
     "error: cannot convert value to integer", 5},
    {"quantity('1000m').isInteger()", "false", 2},
    {"quantity('1.0k').isInteger()", "true", 2},
    {"quantity('1000Pi').isInteger()", "false", 2},
    {"quantity('10000Ti').asInteger()", "error: cannot convert value to integer", 2},
    {"quantity('9223372036854775807').isInteger()", "false", 3},
    {"quantity('0e1000000').asInteger()", "0", 2},
    {"quantity('50.703k').asApproximateFloat()", "50703", 2},
    {"quantity('9007199254740993.5').asApproximateFloat()", "9.007199254740994e+15", 3},
    {"quantity('123456789012345678901234567890').asApproximateFloat()", "1.234567890123457e+29", 4},
    {"quantity('1e400').asApproximateFloat()", "+Inf", 2},
    {"quantity('50k').add(20).sub(quantity('100k')).sub(-50000) == quantity('20')", "true", 7},
    {"quantity('50020') == quantity('50k').add(20)", "error: no such overload", 4},
    {"quantity('50k').add(20) != quantity('50k').add(20)", "true", 5},
    {"quantity('1n').add(quantity('1E')).compareTo(quantity('1000000000000000000.000000001'))", "0",
     7},
    {"quantity('9E').add(9223372036854775807).compareTo(quantity('18223372036854775807'))", "0", 5},
    {"quantity('0').sub(-9223372036854775808).asInteger()", "-9223372036854775808", 3},
    {"quantity('1').sub(-9223372036854775808).compareTo(quantity('9223372036854775809'))", "-1", 5},
    {"quantity('1.5Gi').sub(quantity('1.5Gi')).isInteger()", "false", 4},
    {"quantity('1').compareTo(quantity('1.0000000000000000000000001'))", "-1", 5},
    {"quantity('-1m').compareTo(quantity('-1001u'))", "1", 3},
    {"quantity('123456789012345678').compareTo(quantity('123456789012345678.1'))", "-1", 5},
    {"quantity('1Ki') == quantity('1024')", "true", 3},
    {"quantity('1') == dyn(1)", "error: no such overload", 2},
    {"dyn('1').isLessThan(dyn('2'))", "error: no such overload: isLessThan(string, string)", 1},
    {"quantity('1').isLessThan(dyn(1))",
     "error: no such overload: isLessThan(kubernetes.Quantity, int)", 2},
    {"[quantity('1k')].all(q, q.isLessThan(quantity('1.5Gi')) && q.isInteger())", "false", 20},
    {"[quantity('1k')].all(q, quantity('1.5Gi').isGreaterThan(q) && q.isInteger())", "true", 20},
    {"[quantity('1k')].all(q, q == quantity('1.5Gi') || q.isInteger())", "true", 20},
};

TEST(Quantity, AnswersAsTheApiServerDoes) { expect_answers(kQuantities); }

TEST(Quantity, IsUnknownBefore128) {
  EXPECT_THAT(ask("isQuantity('1')", 27).text, HasSubstr("exists since Kubernetes 1.28"));
}

TEST(Quantity, DoesNotComputeWithNumbersOfEndlessLength) {
  const Answer answer = ask("quantity('1e2000000').isLessThan(quantity('1n')) || true");
  EXPECT_EQ(answer.text, "true");
  EXPECT_THAT(ask("quantity('1e2000000').add(quantity('1n')).isInteger() || true").text,
              HasSubstr("operation cancelled: a quantity has more than"));
  EXPECT_THAT(ask("isQuantity('0." + std::string(30'000, '7') + "')").text,
              HasSubstr("operation cancelled"));
}

TEST(Quantity, WritesItsExactValue) {
  EXPECT_EQ(ask("quantity('1.5Gi')").text, "1610612736");
  EXPECT_EQ(ask("quantity('-1n').add(1)").text, "0.999999999");
  EXPECT_EQ(ask("quantity('1e50')").text, "1e50");
}

}  // namespace
}  // namespace bulwark::cel
