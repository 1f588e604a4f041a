// SPDX-License-Identifier: Apache-2.0
// Tests of what Kubernetes asks of literals since 1.29.
#include "cel/literal_rules.h"

#include <gtest/gtest.h>

#include "cel/check.h"

namespace bulwark::cel {
namespace {

/// Its first line: a picture of the place follows.
std::string refusal(std::string_view source, int minor = kNewestKubernetesMinor) {
  EnvironmentOptions options;
  options.kubernetes_minor = minor;
  Environment environment(options);
  EXPECT_TRUE(environment.declare("object", Type::dyn()));
  const auto checked = check(source, environment);
  if (checked) return "";
  return checked.error().message.substr(0, checked.error().message.find('\n'));
}

TEST(LiteralRules, RefuseElementsOfWhichOneIsUnknown) {
  EXPECT_EQ(refusal("[object.a, 'b']"), "expected type 'dyn' but found 'string'");
  EXPECT_EQ(refusal("{'a': object.a, 'b': 1}"), "expected type 'dyn' but found 'int'");
  EXPECT_EQ(refusal("[object.a, object.b]"), "");
}

TEST(LiteralRules, LetOldVersionsMixThem) { EXPECT_EQ(refusal("[object.a, 'b']", 28), ""); }

TEST(LiteralRules, LetTheArgumentsOfFormatBeOfAnyType) {
  EXPECT_EQ(refusal("'%s %d %s'.format([object.a, 1, [object.b, 'c']])"), "");
  EXPECT_EQ(refusal("'%s-%d'.format(['a', 1])"), "");
  EXPECT_EQ(refusal("['a', 1].size() == 2"), "expected type 'string' but found 'int'");
}

TEST(LiteralRules, HoldFormatStringsAgainstTheirArguments) {
  EXPECT_EQ(refusal("'%s %s'.format(['a'])"), "index 1 out of range");
  EXPECT_EQ(refusal("'%s'.format(['a', 'b'])"),
            "too many arguments supplied to string.format (expected 1, got 2)");
  EXPECT_EQ(refusal("'%z'.format([1])"),
            "could not parse formatting clause: unrecognized formatting clause \"z\"");
  EXPECT_EQ(refusal("'%d'.format(['a'])"),
            "error during formatting: decimal clause can only be used on integers, was given "
            "string");
  EXPECT_EQ(refusal("'%d %f %x'.format([object.a, 1.5, b'a'])"), "");
}

}  // namespace
}  // namespace bulwark::cel
