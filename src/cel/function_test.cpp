// SPDX-License-Identifier: Apache-2.0
// The functions, family by family, through expressions that name no variable.
#include "cel/function.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <deque>
#include <set>
#include <string>

#include "cel/compile.h"
#include "cel/declarations.h"
#include "cel/evaluator.h"

namespace bulwark::cel {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

std::string text(std::string_view expression) {
  EnvironmentOptions options;
  options.homogeneous_literals = false;
  const Environment environment(options);
  const auto program = compile(expression, environment);
  if (!program) return "error: " + program.error().message;
  Evaluator evaluator;
  const Result<Value> result = evaluator.run(*program, {});
  return result ? display_text(*result) : "error: " + result.error().message;
}

TEST(Functions, EveryDeclaredOverloadCanRun) {
  // These have nodes of their own in a program.
  const std::set<std::string_view> planned{"conditional",
                                           "logical_and",
                                           "logical_or",
                                           "not_strictly_false",
                                           "equals",
                                           "not_equals",
                                           "index_list",
                                           "index_map",
                                           "optional_list_index_int",
                                           "optional_map_index_value",
                                           "list_optindex_optional_int",
                                           "map_optindex_optional_value",
                                           "optional_list_optindex_optional_int",
                                           "optional_map_optindex_optional_value",
                                           "optional_or_optional",
                                           "optional_orValue_value",
                                           "select_optional_field"};
  for (const auto table : all_declarations()) {
    for (const OverloadDeclaration& declared : table) {
      EXPECT_TRUE(find_function(declared.id) != nullptr || planned.contains(declared.id))
          << declared.id;
    }
  }
}

TEST(Functions, CountTextsByCodePoints) {
  EXPECT_EQ(text("'ä€😀'.size()"), "3");
  EXPECT_EQ(text("'ä€😀x'.charAt(2)"), "😀");
  EXPECT_EQ(text("'ä€😀x'.substring(1, 3)"), "€😀");
  EXPECT_EQ(text("'ä€ä€'.indexOf('ä', 1)"), "2");
  EXPECT_EQ(text("'ä€ä€'.lastIndexOf('€', 2)"), "1");
  EXPECT_EQ(text("'ab'.charAt(3)"), "error: index out of range: 3");
}

TEST(Functions, ReplaceAndSplitAsGoDoes) {
  EXPECT_EQ(text("'äb'.replace('', '-')"), "-ä-b-");
  EXPECT_EQ(text("'aaa'.replace('a', 'b', 2)"), "bba");
  EXPECT_EQ(text("''.split(',')"), "[]");
  EXPECT_EQ(text("''.split(',').size()"), "1");
  EXPECT_EQ(text("''.split('').size()"), "0");
  EXPECT_EQ(text("'äb'.split('')"), "[ä, b]");
  EXPECT_EQ(text("'a,b,c'.split(',', 2)"), "[a, b,c]");
  EXPECT_EQ(text("'a,b'.split(',', 0).size()"), "0");
  EXPECT_EQ(text("'\\u2003 x\\t'.trim()"), "x");
  EXPECT_EQ(text("''.upperAscii()"), "");
}

TEST(Functions, FormatAsKubernetesDoes) {
  EXPECT_EQ(text("'%s|%d|%.2f|%x|%X|%b|%o|%%'.format(['a', 3, 1.005, 'az', 255, 5, 8])"),
            "a|3|1.00|617a|FF|101|10|%");
  EXPECT_EQ(text("'%f'.format([1234567.891])"), "1,234,567.891000");
  EXPECT_EQ(text("'%e'.format([1052.032911275])"), "1.052033×10⁰³");
  EXPECT_EQ(text("'%s'.format([{'b': [1, 'x'], 'a': duration('90m')}])"),
            "{\"a\":duration(\"5400s\"), \"b\":[1, \"x\"]}");
  EXPECT_EQ(text("'%s'.format([])"), "error: index 0 out of range");
  EXPECT_THAT(text("'%d'.format(['a'])"), HasSubstr("decimal clause can only be used on integers"));
}

TEST(Functions, ConvertOnlyWhatFits) {
  EXPECT_EQ(text("int('-42') + int(3.9) + int(7u)"), "-32");
  EXPECT_EQ(text("int(9.3e18)"), "error: integer overflow");
  EXPECT_EQ(text("uint(-1)"), "error: unsigned integer overflow");
  EXPECT_EQ(text("double('1e3') + double('-Infinity')"), "-Inf");
  EXPECT_EQ(text("string(1e6) + ' ' + string(0.1)"), "1e+06 0.1");
  EXPECT_EQ(text("bool('True') && !bool('f')"), "true");
  EXPECT_EQ(text("string(b'\\xff')"), "error: invalid UTF-8 in bytes, cannot convert to string");
  EXPECT_EQ(text("type(1) == int && type(type(1)) == type && type([]) == list"), "true");
}

TEST(Functions, KnowTimes) {
  EXPECT_EQ(text("string(timestamp('2024-02-29T23:59:59.120Z') + duration('1s'))"),
            "2024-03-01T00:00:00.12Z");
  EXPECT_EQ(text("string(timestamp('2024-02-29T01:00:00+02:30'))"), "2024-02-29T01:00:00+02:30");
  EXPECT_EQ(text("timestamp('2024-02-29T01:00:00+02:30') == timestamp('2024-02-28T22:30:00Z')"),
            "true");
  EXPECT_EQ(text("string(duration('1h30m0.5s')) + string(duration('-1ms'))"), "5400.5s-0.001s");
  EXPECT_EQ(text("timestamp('2023-02-29T00:00:00Z')"),
            "error: type conversion error from 'string' to 'google.protobuf.Timestamp'");
  EXPECT_EQ(text("timestamp('9999-12-31T23:59:59Z') + duration('1s')"),
            "error: timestamp overflow");
  EXPECT_EQ(text("timestamp('9999-12-31T23:59:59Z') - timestamp('0001-01-01T00:00:00Z')"),
            "error: integer overflow");
  EXPECT_EQ(text("timestamp('1969-12-31T23:59:59Z').getDayOfWeek()"), "3");
  EXPECT_EQ(text("timestamp('2024-12-31T00:00:00Z').getDayOfYear()"), "365");
}

TEST(Functions, KnowTimeZones) {
  EXPECT_EQ(text("timestamp('2024-07-01T12:00:00Z').getHours('+05:30')"), "17");
  EXPECT_EQ(text("timestamp('2024-07-01T12:00:00Z').getHours('-00:30')"), "11");
  EXPECT_EQ(text("timestamp('2024-07-01T12:00:00Z').getHours('Europe/Berlin')"), "14");
  EXPECT_EQ(text("timestamp('2024-01-01T12:00:00Z').getHours('Europe/Berlin')"), "13");
  EXPECT_EQ(text("timestamp('2090-07-01T12:00:00Z').getHours('America/New_York')"), "8");
  EXPECT_EQ(text("timestamp('2090-01-01T12:00:00Z').getHours('Australia/Sydney')"), "23");
  EXPECT_THAT(text("timestamp('2024-01-01T12:00:00Z').getHours('../../etc/passwd')"),
              StartsWith("error: unknown"));
}

TEST(Functions, LookIntoListsAndSets) {
  EXPECT_EQ(text("[3, 1, 2].max() - [3, 1, 2].min() + [1, 2].sum()"), "5");
  EXPECT_EQ(text("[1, 2, 2].isSorted() && ![2, 1].isSorted()"), "true");
  EXPECT_EQ(text("['a', 'b', 'a'].lastIndexOf('a') + ['a'].indexOf('z')"), "1");
  EXPECT_EQ(text("sets.contains([1, 2u, 3.0], [3, 1]) && !sets.intersects([1], [2])"), "true");
  EXPECT_EQ(text("sets.equivalent([1, 1], dyn([1u]))"), "true");
  EXPECT_EQ(text("[3, 1, 2].sort().map(x, x)"), "[1, 2, 3]");
  EXPECT_EQ(text("[[1], [2, [3]]].flatten()"), "[1, 2, [3]]");
  EXPECT_EQ(text("[1, 2, 1u].distinct() + lists.range(2) + [1, 2, 3].slice(1, 2)"),
            "[1, 2, 0, 1, 2]");
}

TEST(Functions, SearchByRegularExpression) {
  EXPECT_EQ(text("'abc 123 de45'.findAll('[0-9]+')"), "[123, 45]");
  EXPECT_EQ(text("'abc'.findAll('x*')"), "[, , , ]");
  EXPECT_EQ(text("'a1b2'.findAll('[0-9]', 1)"), "[1]");
  EXPECT_EQ(text("'abc'.find('z')"), "");
  EXPECT_EQ(text("['a', '('].exists(p, 'a'.matches(p))"), "true");
  EXPECT_THAT(text("['('].exists(p, 'a'.matches(p))"), StartsWith("error: error parsing regexp"));
}

TEST(Functions, TellArgumentsThatDoNotFit) {
  EXPECT_EQ(text("dyn(1).startsWith('a')"), "error: no such overload");
  EXPECT_EQ(text("dyn(1) + 'a'"), "error: no such overload");
}

}  // namespace
}  // namespace bulwark::cel
