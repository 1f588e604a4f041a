// SPDX-License-Identifier: Apache-2.0
// Tests of the checker: types, overloads, names, and its messages.
#include "cel/check.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace bulwark::cel {
namespace {

Environment environment(EnvironmentOptions options = {}) {
  Environment out(std::move(options));
  EXPECT_TRUE(out.declare("object", Type::dyn()).has_value());
  EXPECT_TRUE(out.declare("names", Type::list(Type::string())).has_value());
  EXPECT_TRUE(out.declare("labels", Type::map(Type::string(), Type::string())).has_value());
  EXPECT_TRUE(out.declare("count", Type::integer()).has_value());
  EXPECT_TRUE(out.declare("variables.caps", Type::list(Type::dyn())).has_value());
  return out;
}

std::string type_of(std::string_view source, EnvironmentOptions options = {}) {
  Result<CheckedAst> checked = check(source, environment(std::move(options)));
  if (!checked)
    return checked.error().where + ": " +
           checked.error().message.substr(0, checked.error().message.find('\n'));
  return checked->type().text();
}

std::string overloads(std::string_view source) {
  Result<CheckedAst> checked = check(source, environment());
  if (!checked) return checked.error().text();
  std::string out;
  for (std::string_view id : checked->info(*checked->ast.root).overloads) {
    if (!out.empty()) out += ' ';
    out += id;
  }
  return out;
}

TEST(Check, InfersTypes) {
  EXPECT_EQ(type_of("1 + 2"), "int");
  EXPECT_EQ(type_of("[]"), "list(dyn)");
  EXPECT_EQ(type_of("[] + [1]"), "list(int)");
  EXPECT_EQ(type_of("{'a': [1u]}"), "map(string, list(uint))");
  EXPECT_EQ(type_of("names.map(n, n.size())"), "list(int)");
  EXPECT_EQ(type_of("names.filter(n, n.startsWith('a'))[0]"), "string");
  EXPECT_EQ(type_of("labels.all(k, k != '')"), "bool");
  EXPECT_EQ(type_of("labels.transformMap(k, v, v.size())"), "map(string, int)");
  EXPECT_EQ(type_of("object.spec.containers.all(c, has(c.image))"), "bool");
  EXPECT_EQ(type_of("type(1)"), "type(int)");
  EXPECT_EQ(type_of("duration('1h') + timestamp('2020-01-01T00:00:00Z')"), "timestamp");
  EXPECT_EQ(type_of("count > 1 ? 'a' : 'b'"), "string");
}

TEST(Check, InfersOptionalTypes) {
  EXPECT_EQ(type_of("labels[?'a']"), "optional_type(string)");
  EXPECT_EQ(type_of("object.?spec.?hostPID"), "optional_type(dyn)");
  EXPECT_EQ(type_of("labels.?a.orValue('x')"), "string");
  EXPECT_EQ(type_of("optional.of(1).optMap(v, string(v))"), "optional_type(string)");
  EXPECT_EQ(type_of("[?labels.?a, 'b']"), "list(string)");
  EXPECT_EQ(type_of("object.?a.or(optional.none())"), "optional_type(dyn)");
}

TEST(Check, NamesTheOverloads) {
  EXPECT_EQ(overloads("1 + 2"), "add_int64");
  EXPECT_EQ(overloads("size(names)"), "size_list");
  EXPECT_EQ(overloads("names.size()"), "list_size");
  EXPECT_EQ(overloads("count < 1.5"), "less_int64_double");
  EXPECT_EQ(overloads("object.a.size()"), "bytes_size list_size map_size string_size");
  EXPECT_EQ(overloads("object.?a"), "select_optional_field");
}

TEST(Check, ResolvesDottedNamesLongestFirst) {
  Result<CheckedAst> checked = check("variables.caps.size()", environment());
  ASSERT_TRUE(checked.has_value());
  EXPECT_EQ(checked->ast.debug_text(), "variables.caps.size()");
  const Expr& target = *checked->ast.root->as<Call>()->target;
  ASSERT_NE(target.as<Identifier>(), nullptr);
  EXPECT_EQ(target.as<Identifier>()->name, "variables.caps");
  EXPECT_EQ(checked->info(target).reference, Reference::variable);
  EXPECT_EQ(checked->info(target).slot, 4U);
}

TEST(Check, PrefersALoopVariableToANamespace) {
  Result<CheckedAst> checked = check("names.all(variables, variables.caps == '')", environment());
  ASSERT_FALSE(checked.has_value());
  EXPECT_EQ(checked.error().where, "1:31");
  checked = check("[object].all(variables, variables.caps == '')", environment());
  EXPECT_TRUE(checked.has_value());
}

TEST(Check, FindsDeclaredDottedNamesPresent) {
  Result<CheckedAst> checked = check("has(variables.caps)", environment());
  ASSERT_TRUE(checked.has_value());
  EXPECT_EQ(checked->ast.debug_text(), "true");
  EXPECT_EQ(type_of("has(variables.cap)"),
            "1:5: undeclared reference to 'variables.cap'; did you mean 'variables.caps'?");
}

TEST(Check, DropsTheNamespaceOfAFunction) {
  Result<CheckedAst> checked = check("sets.contains([1], [2])", environment());
  ASSERT_TRUE(checked.has_value());
  EXPECT_EQ(checked->ast.debug_text(), "sets.contains([1], [2])");
  EXPECT_EQ(checked->ast.root->as<Call>()->target, nullptr);
  EXPECT_EQ(overloads("optional.of(1)"), "optional_of");
}

TEST(Check, ResolvesNamesInItsContainer) {
  Environment in_container(EnvironmentOptions{.container = "a.b"});
  ASSERT_TRUE(in_container.declare("a.b.x", Type::string()).has_value());
  ASSERT_TRUE(in_container.declare("x", Type::integer()).has_value());
  EXPECT_EQ(check("x", in_container)->type().text(), "string");
  EXPECT_EQ(check(".x", in_container)->type().text(), "int");
}

TEST(Check, ShadowsNames) {
  EXPECT_EQ(type_of("names.map(count, count)"), "list(string)");
  EXPECT_EQ(type_of("names.map(n, [n].map(n, [n]))"), "list(list(list(string)))");
  EXPECT_EQ(type_of("names.all(n, true) && n == ''"), "1:23: undeclared reference to 'n'");
}

TEST(Check, RefusesWrongTypes) {
  EXPECT_EQ(type_of("1 + 'a'"),
            "1:3: found no matching overload for '_+_' applied to '(int, string)'");
  EXPECT_EQ(type_of("names.startsWith('a')"),
            "1:17: found no matching overload for 'startsWith' applied to 'list(string).(string)'");
  EXPECT_EQ(type_of("names.all(n, 0)"),
            "1:10: found no matching overload for '_&&_' applied to '(bool, int)'");
  EXPECT_EQ(
      type_of("count.all(n, true)"),
      "1:1: expression of type 'int' cannot be the range of a comprehension (a list or a map can)");
  EXPECT_EQ(type_of("count.x"), "1:6: type 'int' has no fields, so no '.x'");
  EXPECT_EQ(type_of("[1, 'a']"), "1:5: expected type 'int' but found 'string'");
  EXPECT_EQ(type_of("[1, 'a']", {.homogeneous_literals = false}), "list(dyn)");
  EXPECT_EQ(type_of("[1, dyn('a')]"), "1:8: expected type 'int' but found 'dyn'");
  EXPECT_EQ(type_of("a.B{c: 1}"), "1:4: 'a.B' is not a type that can be constructed here");
}

TEST(Check, SuggestsWhatWasMeant) {
  EXPECT_EQ(type_of("objct.spec"), "1:1: undeclared reference to 'objct'; did you mean 'object'?");
  EXPECT_EQ(type_of("variables.cap"),
            "1:1: undeclared reference to 'variables.cap'; did you mean 'variables.caps'?");
  EXPECT_EQ(type_of("'a'.startWith('b')"),
            "1:14: undeclared reference to the function 'startWith'; did you mean 'startsWith'?");
}

TEST(Check, KnowsWhatAKubernetesVersionHas) {
  EXPECT_EQ(type_of("sets.contains([1], [1])", {.kubernetes_minor = 28}),
            "1:14: the function 'sets.contains' exists since Kubernetes 1.29");
  EXPECT_EQ(type_of("count < 1.5", {.kubernetes_minor = 27}),
            "1:7: found no matching overload for '_<_' applied to '(int, double)'");
  EXPECT_EQ(type_of("names.join(',')", {.kubernetes_minor = 29}), "string");
  EXPECT_EQ(type_of("math.greatest(1, 2)"),
            "1:14: the function 'math.greatest' is not part of Kubernetes' CEL");
}

TEST(Check, NamesTypesAsValues) {
  EXPECT_EQ(type_of("type(object) == string"), "bool");
  EXPECT_EQ(type_of("int"), "type(int)");
  EXPECT_EQ(type_of("list"), "type(list(dyn))");
}

TEST(Check, SurvivesTypesThatDouble) {
  std::string source = "[1]";
  for (int i = 0; i < 100; ++i) source += ".map(a, [[a], [a]].map(b, {'k': b}))";
  Result<CheckedAst> checked = check(source, environment());
  ASSERT_TRUE(checked.has_value());
  source = "[1]";
  for (int i = 0; i < 60; ++i) source += ".map(a, {a: a})";
  checked = check(source, environment());
  ASSERT_TRUE(checked.has_value());
  EXPECT_LT(checked->type().text().size(), 20'000U);
}

TEST(Check, RefusesNamesThatAreTakenOrNoNames) {
  Environment out = environment();
  EXPECT_FALSE(out.declare("object", Type::dyn()).has_value());
  EXPECT_FALSE(out.declare("a..b", Type::dyn()).has_value());
  EXPECT_FALSE(out.declare("namespace", Type::dyn()).has_value());
  EXPECT_TRUE(out.declare("variables.namespace", Type::dyn()).has_value());
}

}  // namespace
}  // namespace bulwark::cel
