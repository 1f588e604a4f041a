// SPDX-License-Identifier: Apache-2.0
// Tests of objects that expressions make, and of what becomes of them.
#include "cel/object.h"

#include <gtest/gtest.h>

#include "cel/compile.h"
#include "cel/evaluator.h"
#include "formats/json_write.h"

namespace bulwark::cel {
namespace {

class Objects : public ::testing::Test {
 protected:
  static Environment environment_with(bool object_types) {
    EnvironmentOptions options;
    options.object_types = object_types;
    return Environment(options);
  }

  Value run(std::string_view source) {
    auto program = compile(source, environment_with(true));
    EXPECT_TRUE(program) << source << ": " << program.error().text();
    programs_.push_back(std::move(*program));
    const Result<Value> value = evaluator_.run(programs_.back(), {});
    EXPECT_TRUE(value) << source << ": " << value.error().text();
    return value ? *value : Value();
  }
  /// Its first line: a picture of the place follows.
  static std::string refusal(std::string_view source, bool object_types = true) {
    const auto program = compile(source, environment_with(object_types));
    if (program) return "";
    return program.error().message.substr(0, program.error().message.find('\n'));
  }

  Arena arena_;
  std::vector<Program> programs_;
  Evaluator evaluator_;
};

TEST_F(Objects, BecomeOrdinaryMapsWhenTheyAreHandedOn) {
  const Value made = run("Object{spec: Object.spec{replicas: 1 + 1, names: ['a'].map(x, x)}}");
  ASSERT_TRUE(is_made(made));
  const Result<Value> plain = plain_value(arena_, made);
  ASSERT_TRUE(plain);
  EXPECT_EQ(formats::json_text(*plain), R"({"spec":{"names":["a"],"replicas":2}})");
  EXPECT_EQ(evaluator_.cost(), 40U + 40 + 1 + 14);
}

TEST_F(Objects, BecomeMapsWithinListsOfPatches) {
  const Value made = run("[JSONPatch{op: 'add', path: '/spec', value: Object.spec{a: 1}}]");
  const Result<Value> plain = plain_value(arena_, made);
  ASSERT_TRUE(plain);
  EXPECT_EQ(formats::json_text(*plain), R"([{"op":"add","path":"/spec","value":{"a":1}}])");
}

TEST_F(Objects, CannotBeHandedOnWithAKeyThatIsNoText) {
  EXPECT_FALSE(plain_value(arena_, run("Object{spec: {1: 'a'}.map(k, {k: 'a'})}")));
}

TEST_F(Objects, MustBeNamedByThePathOfTheirFields) {
  EXPECT_TRUE(misnamed_types(run("Object{spec: Object.spec{t: [Object.spec.t{}]}}")).empty());
  const auto wrong = misnamed_types(run("Object{spec: Object.other{}}"));
  ASSERT_EQ(wrong.size(), 1U);
  EXPECT_EQ(wrong[0],
            "unexpected type name \"Object.other\", expected \"Object.spec\", which matches field "
            "name path from root Object type");
}

TEST_F(Objects, LeaveOutOptionalFieldsThatAreAbsent) {
  const Value made = run("Object{?a: optional.none(), ?b: optional.of(1)}");
  EXPECT_EQ(display_text(object_of(made).fields), "{b: 1}");
}

TEST_F(Objects, ExistOnlyWhereTheEnvironmentSaysSo) {
  EXPECT_TRUE(refusal("Object{}", false).contains("not a type"));
  EXPECT_FALSE(refusal("jsonpatch.escapeKey('a')", false).empty());
  EXPECT_TRUE(refusal("Invalid{}").contains("not a type"));
}

TEST_F(Objects, HaveTypedFieldsInPatches) {
  EXPECT_EQ(refusal("JSONPatch{op: 1}"),
            "expected type of field 'op' is 'string' but provided type is 'int'");
  EXPECT_EQ(refusal("JSONPatch{nosuch: 1}"), "'JSONPatch' has no field 'nosuch'");
}

TEST_F(Objects, OutliveTheirEvaluationWhenKept) {
  const Value kept = keep(arena_, run("Object{spec: Object.spec{name: 'a' + 'b'}}"));
  run("1 + 1");
  EXPECT_EQ(display_text(kept), "Object{spec: Object.spec{name: ab}}");
}

TEST_F(Objects, EscapeKeysForPatches) {
  EXPECT_EQ(display_text(run("jsonpatch.escapeKey('a/b~c')")), "a~1b~0c");
}

}  // namespace
}  // namespace bulwark::cel
