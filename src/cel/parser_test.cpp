// SPDX-License-Identifier: Apache-2.0
// Tests of the parser: trees, positions, literals, macros, and the one message for what is wrong.
#include "cel/parser.h"

#include <gtest/gtest.h>

#include "cel/source_text.h"
#include "formats/json_write.h"

namespace bulwark::cel {
namespace {

std::string tree(std::string_view source) {
  Result<Ast> ast = parse(source);
  return ast ? ast->debug_text() : "error: " + ast.error().where + " " + ast.error().message;
}

std::string first_line_of_error(std::string_view source, const ParseOptions& options = {}) {
  Result<Ast> ast = parse(source, options);
  if (ast) return "no error";
  return ast.error().where + ": " + ast.error().message.substr(0, ast.error().message.find('\n'));
}

formats::Value constant(const Ast& ast) { return ast.root->as<Constant>()->value; }

std::string string_value(std::string_view source) {
  Result<Ast> ast = parse(source);
  if (!ast) return "error: " + ast.error().message;
  formats::Value value = constant(*ast);
  return std::string(value.as_string());
}

TEST(Parser, BindsOperatorsByPrecedence) {
  EXPECT_EQ(tree("a || b && c == d + e * -f"), "_||_(a, _&&_(b, _==_(c, _+_(d, _*_(e, -_(f))))))");
  EXPECT_EQ(tree("1 - 2 - 3"), "_-_(_-_(1, 2), 3)");
  EXPECT_EQ(tree("a in b == c"), "_==_(@in(a, b), c)");
  EXPECT_EQ(tree("a ? b : c ? d : e"), "_?_:_(a, b, _?_:_(c, d, e))");
  EXPECT_EQ(tree("(1 + 2) * 3"), "_*_(_+_(1, 2), 3)");
}

TEST(Parser, BalancesChainsOfLogicalOperators) {
  EXPECT_EQ(tree("a || b || c || d || e || f"), "_||_(_||_(_||_(a, b), c), _||_(_||_(d, e), f))");
  std::string chain = "a";
  for (int i = 0; i < 3000; ++i) chain += " && a";
  EXPECT_TRUE(parse(chain).has_value());
}

TEST(Parser, ReadsSelectionsIndexesAndCalls) {
  EXPECT_EQ(tree("a.b[c].d(e, f).g"), "_[_](a.b, c).d(e, f).g");
  EXPECT_EQ(tree(".a.b()"), ".a.b()");
  EXPECT_EQ(tree("a.`b-c/d.e`"), "a.b-c/d.e");
  EXPECT_EQ(tree("request.namespace"), "request.namespace");
  EXPECT_EQ(tree("a.?b[?0].orValue([])"), "_[?_](_?._(a, \"b\"), 0).orValue([])");
}

TEST(Parser, ReadsListsMapsAndMessages) {
  EXPECT_EQ(tree("[1, ?a, 'x',]"), "[1, ?a, \"x\"]");
  EXPECT_EQ(tree("[,]"), "[]");
  EXPECT_EQ(tree("{'a': 1, ?'b': c}"), "{\"a\": 1, ?\"b\": c}");
  EXPECT_EQ(tree("a.B{c: 1, ?d: e}.f"), "a.B{c: 1, ?d: e}.f");
}

TEST(Parser, KeepsASignWithItsNumber) {
  Result<Ast> least = parse("-9223372036854775808");
  ASSERT_TRUE(least.has_value());
  EXPECT_EQ(constant(*least).as_int(), std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ(tree("4--4"), "_-_(4, -4)");
  EXPECT_EQ(tree("--a"), "a");
  EXPECT_EQ(tree("!!!a"), "!_(a)");
}

TEST(Parser, RefusesNumbersOutOfRange) {
  EXPECT_EQ(first_line_of_error("9223372036854775808"), "1:1: this int does not fit 64 bits");
  EXPECT_EQ(first_line_of_error("1 + 0x1FFFFFFFFFFFFFFFFu"), "1:5: this uint does not fit 64 bits");
  EXPECT_EQ(first_line_of_error("1e999"), "1:1: this double is out of range");
}

TEST(Parser, ReadsEveryKindOfNumber) {
  EXPECT_EQ(constant(*parse("0xfF")).as_int(), 255);
  EXPECT_EQ(constant(*parse("18446744073709551615u")).as_uint(), 18446744073709551615U);
  EXPECT_DOUBLE_EQ(constant(*parse(".5")).as_double(), 0.5);
  EXPECT_DOUBLE_EQ(constant(*parse("1e3")).as_double(), 1000);
  EXPECT_DOUBLE_EQ(constant(*parse("-1.5E-2")).as_double(), -0.015);
  EXPECT_DOUBLE_EQ(constant(*parse("1e-999")).as_double(), 0);
}

TEST(Parser, ReadsEveryKindOfString) {
  EXPECT_EQ(string_value(R"("a\tb\x41\101\u00e9\U0001F600\?\`")"), "a\tbAA\u00e9\U0001F600?`");
  EXPECT_EQ(string_value(R"(r"a\t'b")"), "a\\t'b");
  EXPECT_EQ(string_value("'''a\r\n'b'\r'''"), "a\n'b'\n");
  EXPECT_EQ(string_value(R"("\xFF")"), "\u00ff");
  EXPECT_EQ(string_value(R"(b"\xFF\377")"), "\xFF\xFF");
  EXPECT_TRUE(parse(R"(bR'\d')")->root->as<Constant>()->is_bytes);
}

TEST(Parser, RefusesWrongEscapes) {
  EXPECT_EQ(first_line_of_error(R"('\q')"), "1:1: unknown escape '\\q' in a string");
  EXPECT_EQ(first_line_of_error(R"('\xF')"), "1:1: the escape '\\x' needs 2 hexadecimal digits");
  EXPECT_EQ(first_line_of_error(R"('\ud800')"), "1:1: invalid unicode code point in an escape");
  EXPECT_EQ(first_line_of_error(R"(b'\u0041')"), "1:1: unknown escape '\\u' in a bytes literal");
  EXPECT_EQ(first_line_of_error("'abc"), "1:1: this string has no closing quote");
}

TEST(Parser, ExpandsMacros) {
  EXPECT_EQ(tree("has(a.b.c)"), "has(a.b.c)");
  EXPECT_EQ(
      tree("m.all(v, f)"),
      "fold(v in m; @result = true; @not_strictly_false(@result); _&&_(@result, f); @result)");
  EXPECT_EQ(tree("m.exists(k, v, f)"),
            "fold(k, v in m; @result = false; @not_strictly_false(!_(@result)); _||_(@result, f); "
            "@result)");
  EXPECT_EQ(tree("m.map(v, p, f)"),
            "fold(v in m; @result = []; true; _?_:_(p, _+_(@result, [f]), @result); @result)");
  EXPECT_EQ(tree("m.transformMap(k, v, f)"),
            "fold(k, v in m; @result = {}; true; cel.@mapInsert(@result, k, f); @result)");
  EXPECT_EQ(tree("o.optMap(v, f)"),
            "_?_:_(o.hasValue(), optional.of(fold(#unused in []; v = o.value(); false; v; f)), "
            "optional.none())");
}

TEST(Parser, LeavesCallsThatOnlyLookLikeMacros) {
  EXPECT_EQ(tree("all(a, b)"), "all(a, b)");
  EXPECT_EQ(tree("a.all(b)"), "a.all(b)");
  EXPECT_EQ(tree("a.has(b.c)"), "a.has(b.c)");
}

TEST(Parser, NamesTheMacroArgumentThatIsWrong) {
  EXPECT_EQ(first_line_of_error("has(m)"),
            "1:5: has() takes a field selection, such as has(object.spec)");
  EXPECT_EQ(first_line_of_error("a.filter(b.c, true)"), "1:11: argument is not an identifier");
  EXPECT_EQ(first_line_of_error("a.all(v, v, true)"), "1:10: the two variables have one name: 'v'");
  EXPECT_EQ(first_line_of_error("a.map(__result__, 1)"),
            "1:7: iteration variable overwrites accumulator variable");
}

TEST(Parser, PointsAtTheFirstThingThatIsWrong) {
  Result<Ast> ast = parse("a &&\n  b = c");
  ASSERT_FALSE(ast.has_value());
  EXPECT_EQ(ast.error().where, "2:5");
  EXPECT_EQ(ast.error().message,
            "'=' is not an operator; to compare, write '=='\n |   b = c\n | ....^");
  EXPECT_EQ(first_line_of_error(""), "1:1: the expression is empty");
  EXPECT_EQ(first_line_of_error("a b"), "1:3: unexpected 'b' after a complete expression");
  EXPECT_EQ(first_line_of_error("(a"), "1:3: expected ')', found the end of the expression");
  EXPECT_EQ(first_line_of_error("var + 1"),
            "1:1: reserved identifier: var (it may only follow a dot)");
  EXPECT_EQ(first_line_of_error("'\u00e9' + $"), "1:7: unexpected character: $");
  EXPECT_EQ(first_line_of_error("self.true"),
            "1:6: expected a field name after '.', found 'true'; write it in backticks");
  EXPECT_EQ(first_line_of_error("TestAllTypes(){}"),
            "1:15: unexpected '{' after a complete expression");
}

TEST(Parser, BoundsDepthAndSize) {
  EXPECT_EQ(parse(std::string(300, '(') + "1").error().code, ErrorCode::limit);
  EXPECT_EQ(parse(std::string(100'000, '[')).error().code, ErrorCode::limit);
  std::string sum = "1";
  for (int i = 0; i < 300; ++i) sum += "+1";
  EXPECT_EQ(parse(sum).error().code, ErrorCode::limit);
  EXPECT_TRUE(parse(std::string(200, '(') + "1" + std::string(200, ')')).has_value());
  std::string doubling = "a";
  for (int i = 0; i < 60; ++i) doubling += ".optMap(v, v)";
  EXPECT_EQ(parse(doubling).error().code, ErrorCode::limit);
  EXPECT_EQ(parse(std::string(100'001, ' ')).error().code, ErrorCode::limit);
}

TEST(Parser, RefusesWhatIsNoUtf8) {
  EXPECT_EQ(first_line_of_error("'\xff'"), ": the expression is not valid UTF-8");
  EXPECT_EQ(first_line_of_error("'\xed\xa0\x80'"), ": the expression is not valid UTF-8");
}

TEST(Parser, HasOptionalSyntaxOnlyWhereKubernetesHasIt) {
  ParseOptions old{.macros = {.optionals = false, .two_variable = false}, .optional_syntax = false};
  EXPECT_EQ(first_line_of_error("a.?b", old),
            "1:3: '?' here is optional syntax, which Kubernetes has since 1.28");
  EXPECT_EQ(parse("a.all(k, v, true)", old)->debug_text(), "a.all(k, v, true)");
}

TEST(Parser, TakesPlainDottedNamesAloneForMessages) {
  EXPECT_EQ(tree("a.b{c: 1}"), "a.b{c: 1}");
  EXPECT_EQ(first_line_of_error("(a){}"), "1:4: unexpected '{' after a complete expression");
  EXPECT_EQ(first_line_of_error("a.`b`{}"), "1:6: unexpected '{' after a complete expression");
}

TEST(Parser, ReadsWhatItWritesAsTheSameTree) {
  for (const std::string_view source :
       {"a.b.c == 'x\\n\"\\\\ä' || !(d in [1, ?e.f, -2u - 3]) && has(g.h) ? -(5) : --i",
        "x.all(k, v, v > 1.0 && k < 1e-7 || v == -0.0).map(y, {?y: 1, (a ? b : c): b'\\xff\\001'})",
        "a.?b[?c][0].`d-e`.`in`.for(.f, .g(1), m.n{o: 1, ?p: q, `r-s`: null}) % (1 - (2 - 3)) * "
        "4"}) {
    const ParseOptions literal{.macros = MacroSet::none()};
    const Result<Ast> ast = parse(source, literal);
    ASSERT_TRUE(ast.has_value()) << ast.error().text();
    const std::string written = source_text(*ast->root);
    const Result<Ast> again = parse(written, literal);
    ASSERT_TRUE(again.has_value()) << written << again.error().text();
    EXPECT_EQ(ast->debug_text(), again->debug_text()) << written;
    EXPECT_EQ(tree(source), tree(written)) << written;
  }
}

TEST(Parser, GivesEveryNodeItsPlace) {
  Result<Ast> ast = parse("a.b +\n\u00e9 ");
  EXPECT_FALSE(ast.has_value());
  ast = parse("a.b +\n c(d)");
  ASSERT_TRUE(ast.has_value());
  EXPECT_EQ(ast->root->position, (Position{4, 1, 5}));
  EXPECT_EQ(ast->root->as<Call>()->args[1]->position, (Position{8, 2, 3}));
}

}  // namespace
}  // namespace bulwark::cel
