// SPDX-License-Identifier: Apache-2.0
// Whole expressions: values, errors, absorption, costs, limits.
#include "cel/evaluator.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <deque>
#include <map>
#include <string>

#include "cel/compile.h"
#include "formats/builder.h"
#include "formats/json.h"

namespace bulwark::cel {
namespace {

using ::testing::HasSubstr;

/// Expressions over one variable, `object`, of any type.
class EvaluatorTest : public ::testing::Test {
 protected:
  void object(std::string json) {
    json.append(formats::kJsonPadding, ' ');
    formats::Builder builder(pool_);
    formats::DocumentOptions options;
    options.resource = false;
    const auto text = std::string_view(json).substr(0, json.size() - formats::kJsonPadding);
    auto document = reader_.read(text, builder, options);
    ASSERT_TRUE(document) << document.error().text();
    object_ = document->root;
  }

  Result<Value> run(std::string_view expression) {
    EnvironmentOptions options;
    options.homogeneous_literals = homogeneous_;
    Environment environment(options);
    EXPECT_TRUE(environment.declare("object", Type::dyn()));
    auto program = compile(expression, environment);
    if (!program) return std::unexpected(program.error());
    programs_.push_back(std::move(*program));
    return evaluator_.run(programs_.back(), {&object_, 1});
  }

  std::string text(std::string_view expression) {
    const Result<Value> result = run(expression);
    return result ? display_text(*result) : "error: " + result.error().message;
  }

  std::uint64_t cost(std::string_view expression) {
    const Result<Value> result = run(expression);
    EXPECT_TRUE(result) << result.error().text();
    return evaluator_.cost();
  }

  formats::Pool pool_{1, 42};
  formats::JsonReader reader_;
  Value object_;
  bool homogeneous_ = true;
  std::deque<Program> programs_;
  Evaluator evaluator_;
};

TEST_F(EvaluatorTest, ComputesWithoutWrapping) {
  EXPECT_EQ(text("1 + 2 * 3 - 4 / 2 % 3"), "5");
  EXPECT_EQ(text("9223372036854775807 + 1"), "error: integer overflow");
  EXPECT_EQ(text("-9223372036854775808 / -1"), "error: integer overflow");
  EXPECT_EQ(text("0u - 1u"), "error: unsigned integer overflow");
  EXPECT_EQ(text("1 / 0"), "error: division by zero");
  EXPECT_EQ(text("1 % 0"), "error: modulus by zero");
  EXPECT_EQ(text("1.0 / 0.0"), "+Inf");
}

TEST_F(EvaluatorTest, ComparesNumbersOfAllKinds) {
  homogeneous_ = false;
  EXPECT_EQ(text("dyn(1) == 1u && dyn(1) == 1.0 && dyn(1.5) > 1"), "true");
  EXPECT_EQ(text("dyn(-1) < 1u && dyn(18446744073709551615u) > 1.0"), "true");
  EXPECT_EQ(text("{'a': [1, {'b': 2}]} == {'a': [1, {'b': 2}]}"), "true");
  EXPECT_EQ(text("dyn([1, 2]) == dyn([1.0, 2u])"), "true");
  EXPECT_EQ(text("double('NaN') == double('NaN')"), "false");
}

TEST_F(EvaluatorTest, ReadsFieldsOfTheObject) {
  object(
      R"({"metadata": {"name": "web", "labels": {"app": "shop"}}, "spec": {"containers": [{"image": "a"}, {}]}})");
  EXPECT_EQ(text("object.metadata.name"), "web");
  EXPECT_EQ(text("object.metadata['labels']['app']"), "shop");
  EXPECT_EQ(text("object.spec.containers[0].image"), "a");
  EXPECT_EQ(text("object.spec.containers[7]"), "error: index out of bounds: 7");
  EXPECT_EQ(text("object.spec.hostPID"), "error: no such key: hostPID");
  EXPECT_EQ(text("has(object.spec.hostPID)"), "false");
  EXPECT_EQ(text("has(object.spec.containers)"), "true");
  EXPECT_EQ(text("has(object.status.phase)"), "error: no such key: status");
}

TEST_F(EvaluatorTest, FollowsOptionalFields) {
  object(R"({"spec": {"priority": 3}})");
  EXPECT_EQ(text("object.spec.?priority.orValue(0)"), "3");
  EXPECT_EQ(text("object.?status.phase.orValue('none')"), "none");
  EXPECT_EQ(text("object.?spec.?priority.hasValue()"), "true");
  EXPECT_EQ(text("object.?spec.?priority.optMap(p, p * 2).value()"), "6");
  EXPECT_EQ(text("object.?nothing.or(object.?spec).value().priority"), "3");
  EXPECT_EQ(text("[?object.?spec.?nothing, dyn(1)]"), "[1]");
  EXPECT_EQ(text("{?'a': object.?nothing, 'b': dyn(1)}"), "{b: 1}");
}

TEST_F(EvaluatorTest, AbsorbsErrorsOnlyWhereTheOtherSideDecides) {
  object("{}");
  EXPECT_EQ(text("object.a || true"), "true");
  EXPECT_EQ(text("true || object.a"), "true");
  EXPECT_EQ(text("object.a && false"), "false");
  EXPECT_EQ(text("object.a || false"), "error: no such key: a");
  EXPECT_EQ(text("object.a && true && object.b"), "error: no such key: a");
  EXPECT_EQ(text("false ? object.a : 1"), "1");
  EXPECT_EQ(text("[1, 2].exists(x, x == 2 || object.a)"), "true");
  EXPECT_EQ(text("[1, 2].all(x, x == 1 && object.a)"), "false");
}

TEST_F(EvaluatorTest, RunsMacros) {
  EXPECT_EQ(text("[1, 2, 3].all(x, x > 0)"), "true");
  EXPECT_EQ(text("[1, 2, 3].exists_one(x, x > 2)"), "true");
  EXPECT_EQ(text("[1, 2, 3].map(x, x * 2)"), "[2, 4, 6]");
  EXPECT_EQ(text("[1, 2, 3].map(x, x > 1, x * 2)"), "[4, 6]");
  EXPECT_EQ(text("[1, 2, 3].filter(x, x != 2)"), "[1, 3]");
  EXPECT_EQ(text("{'a': 1, 'b': 2}.map(k, k)"), "[a, b]");
  EXPECT_EQ(text("[1, 2].map(x, [3, 4].map(y, x * y))"), "[[3, 4], [6, 8]]");
  EXPECT_EQ(text("[5, 6].transformMap(i, v, i + v)"), "{0: 5, 1: 7}");
  EXPECT_EQ(text("{'a': 1}.transformList(k, v, k + string(v))"), "[a1]");
  EXPECT_EQ(text("[1, 2].filter(x, 1 / 0 > 0)"), "error: division by zero");
}

TEST_F(EvaluatorTest, MakesListsOutOfLists) {
  object(R"({"a": ["x", "y", "x"], "b": [["x"], [], ["y"]]})");
  EXPECT_EQ(text("object.a.distinct()"), "[x, y]");
  EXPECT_EQ(text("object.b.flatten()"), "[x, y]");
  EXPECT_EQ(text("dyn([[['x']]]).flatten(2)"), "[x]");
  EXPECT_EQ(text("[3, 1, 2].sort().reverse().slice(0, 2)"), "[3, 2]");
  EXPECT_EQ(text("lists.range(3)"), "[0, 1, 2]");
  EXPECT_THAT(text("dyn('ab').distinct()"), HasSubstr("no such overload"));
  EXPECT_THAT(text("dyn('ab').sort()"), HasSubstr("no such overload"));
}

TEST_F(EvaluatorTest, ChangesTheCaseOfTheEmptyString) {
  EXPECT_EQ(text("''.upperAscii() == '' && ''.lowerAscii() == ''"), "true");
}

TEST_F(EvaluatorTest, KeepsLazyAccumulatorsApartFromInnerLoops) {
  object(R"({"a": [1, 2, 3]})");
  EXPECT_EQ(text("object.?a.map(x, 1)"), text("object.?a.map(x, 1)"));
  EXPECT_EQ(
      text("optional.of([1, 2].map(z, z + 1)).optMap(l, [7, 8].map(y, l.map(z, z * y))).value()"),
      "[[14, 21], [16, 24]]");
  EXPECT_EQ(text("optional.of(object.a.filter(z, z > 1)).optMap(l, [10].map(y, y + l.map(q, "
                 "q)[0])).value()"),
            "[12]");
}

TEST_F(EvaluatorTest, SearchesSetsOfConstants) {
  object(R"({"x": "e", "n": 3})");
  EXPECT_EQ(text("object.x in ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j']"), "true");
  EXPECT_EQ(text("object.n in [1, 2, 3]"), "true");
  EXPECT_EQ(text("'z' in ['a']"), "false");
  EXPECT_EQ(text("object.x in {'e': 1}"), "true");
}

TEST_F(EvaluatorTest, SaysWhereItFailed) {
  object("{}");
  const Result<Value> result = run("1 == 1 &&\n  object.spec.x == 2");
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::malformed);
  EXPECT_THAT(result.error().where, HasSubstr("2:"));
}

TEST_F(EvaluatorTest, RefusesBadConstantsBeforeRunning) {
  EXPECT_EQ(text("timestamp('yesterday')"),
            "error: type conversion error from 'string' to 'google.protobuf.Timestamp'");
  EXPECT_THAT(text("'a'.matches('(')"), HasSubstr("not a regular expression"));
}

TEST_F(EvaluatorTest, CountsCostAsKubernetesDoes) {
  object(R"({"spec": {"containers": [{"name": "a"}, {"name": "b"}]}, "x": {"y": 1}})");
  EXPECT_EQ(cost("1 == 1"), 1U);
  EXPECT_EQ(cost("object.x.y"), 3U);
  EXPECT_EQ(cost("has(object.x.y)"), 2U);
  EXPECT_EQ(cost("object.x.y == 1"), 4U);
  EXPECT_EQ(cost("object.x.y in [1, 2]"), 3U);
  EXPECT_EQ(cost("[object.x.y]"), 13U);
  EXPECT_EQ(cost("{'a': object.x.y}"), 33U);
  EXPECT_EQ(cost("true ? object.x.y : 2"), 2U);
  EXPECT_EQ(cost("'a'.startsWith('abcdefghijkl')"), 2U);
  EXPECT_EQ(cost("'abcdefghijkl'.matches('^a')"), 2U);
  // range 3; per element: condition 2, accumulator 1, predicate name 2 + equality 1; result 1.
  EXPECT_EQ(cost("object.spec.containers.all(c, c.name != 'z')"), 3U + 2 * (2 + 1 + 3) + 1);
  EXPECT_EQ(cost("object.spec.containers.exists(c, c.name == 'z')"), 3U + 2 * (3 + 1 + 3) + 1);
  // per element: accumulator 1, list 10, sum 1, name 2; result 1.
  EXPECT_EQ(cost("object.spec.containers.map(c, c.name)"), 3U + 2 * 14 + 1);
  EXPECT_EQ(cost("object.?x.?z.orValue(1)"), 2U);
}

TEST_F(EvaluatorTest, StopsWhatCostsTooMuch) {
  object(
      "[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31,32]");
  const char* expensive =
      "object.all(a, object.all(b, object.all(c, object.all(d, a + b + c + d > 0)))) || true";
  const Result<Value> result = run(expensive);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::limit);
  EXPECT_EQ(result.error().message, "operation cancelled: actual cost limit exceeded");
}

TEST_F(EvaluatorTest, StopsLoopsThatCostNothing) {
  object(
      "[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31,32]");
  EvaluatorOptions options;
  options.iteration_limit = 1000;
  Evaluator small(options);
  ASSERT_TRUE(run("object.map(a, object.filter(b, object.filter(c, false).size() > 0))"));
  const Result<Value> result = small.run(programs_.back(), {&object_, 1});
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::limit);
}

TEST_F(EvaluatorTest, StopsWhatNeedsTooMuchMemory) {
  object(
      R"(["aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"])");
  std::string expression = "object[0]";
  for (int i = 0; i < 4; ++i) expression += ".replace('', object[0])";
  const Result<Value> result = run(expression);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::limit);
}

TEST_F(EvaluatorTest, GuessesOfFieldsAreNeverWrong) {
  Environment environment;
  ASSERT_TRUE(environment.declare("object", Type::dyn()));
  const auto program = compile("has(object.m) ? string(object.m) : 'none'", environment);
  ASSERT_TRUE(program);
  const std::map<std::string, std::string> cases{{R"({"a": 1, "m": 2})", "2"},
                                                 {R"({"m": 3})", "3"},
                                                 {R"({})", "none"},
                                                 {R"({"a": 1, "z": 2})", "none"},
                                                 {R"({"z": 1})", "none"},
                                                 {R"({"l": 1, "n": 2, "m": 4})", "4"},
                                                 {R"({"a": 0, "b": 1, "c": 2})", "none"}};
  for (int round = 0; round < 2; ++round) {
    for (const auto& [json, expected] : cases) {
      object(json);
      const Result<Value> result = evaluator_.run(*program, {&object_, 1});
      ASSERT_TRUE(result) << result.error().text();
      EXPECT_EQ(display_text(*result), expected) << json;
    }
  }
}

/// Runs a program of its own when it is asked, on the same evaluator.
class Doubled : public LazyVariables {
 public:
  Doubled(Evaluator& evaluator, const Program& program, Value object)
      : evaluator_(evaluator), program_(program), object_(object) {}
  Result<Value> get(std::uint32_t) override {
    ++asked;
    return evaluator_.run(program_, {&object_, 1});
  }
  int asked = 0;

 private:
  Evaluator& evaluator_;
  const Program& program_;
  Value object_;
};

TEST_F(EvaluatorTest, AsksForLazyVariablesOnlyWhenTheyAreUsed) {
  object(R"({"long": "a text that does not fit into a value"})");
  Environment environment;
  ASSERT_TRUE(environment.declare("object", Type::dyn()));
  ASSERT_TRUE(environment.declare("variables.twice", Type::dyn()));
  const auto variable = compile("object.long + object.long", environment);
  const auto outer = compile("object.long.size() > 1000 ? variables.twice : 'no'", environment);
  const auto using_it = compile("[1, 2].map(i, variables.twice + string(i))[1]", environment);
  ASSERT_TRUE(variable && outer && using_it);
  Doubled lazy(evaluator_, *variable, object_);
  const Value slots[] = {object_, unset_value()};
  ASSERT_EQ(display_text(*evaluator_.run(*outer, slots, &lazy)), "no");
  EXPECT_EQ(lazy.asked, 0);
  const Result<Value> result = evaluator_.run(*using_it, slots, &lazy);
  ASSERT_TRUE(result);
  EXPECT_EQ(display_text(*result),
            "a text that does not fit into a valuea text that does not fit into a value2");
}

TEST_F(EvaluatorTest, KeepsResultsWhileAHoldLives) {
  object(R"({"long": "a text that does not fit into a value"})");
  const Evaluator::Hold hold(evaluator_);
  const Result<Value> first = run("object.long + '!'");
  ASSERT_TRUE(run("object.long + '?'"));
  EXPECT_EQ(display_text(*first), "a text that does not fit into a value!");
}

/// Parts in the order in which they begin, indented by what they are within.
class Notes : public Observer {
 public:
  void begin(std::string_view text) override {
    open_.push_back(lines.size());
    lines.push_back(std::string(2 * (open_.size() - 1), ' ').append(text));
  }
  void end(const Value& value, std::uint64_t cost) override {
    const std::string told = is_error(value) ? failure_text(failure_of(value))
                                             : display_text(value);
    lines[open_.back()] += " = " + told + " for " + std::to_string(cost);
    open_.pop_back();
  }
  std::vector<std::string> lines;

 private:
  std::vector<std::size_t> open_;
};

TEST_F(EvaluatorTest, ToldPartsAreWrittenAsInTheSourceWithTheirValueAndCost) {
  using ::testing::ElementsAre;
  object(R"({"kind": "Pod", "spec": {"containers": [{"name": "a"}, {"name": "b"}]}})");
  Notes notes;
  EXPECT_EQ(evaluator_.observe(&notes), nullptr);
  EXPECT_EQ(text("(object.kind == 'Pod' || object.nothing) &&\n"
                 "object.spec.containers.all(c, c.name != 'b') && has( object.spec )"),
            "false");
  EXPECT_THAT(notes.lines,
              ElementsAre("object.kind == 'Pod' || object.nothing = true for 3",
                          "  object.kind == 'Pod' = true for 3", "    object.kind = Pod for 2",
                          "object.spec.containers.all(c, c.name != 'b') = false for 16",
                          "  object.spec.containers = [{name: a}, {name: b}] for 3",
                          "  c.name != 'b' = true for 3", "    c.name = a for 2",
                          "  c.name != 'b' = false for 3", "    c.name = b for 2"));
  notes.lines.clear();
  EXPECT_EQ(text("-(object.size) + [1, 2][1] > 0"), "error: no such key: size");
  EXPECT_EQ(notes.lines.front(), "-(object.size) + [1, 2][1] = no such key: size for 6");
  EXPECT_EQ(evaluator_.observe(nullptr), &notes);
}

}  // namespace
}  // namespace bulwark::cel
