// SPDX-License-Identifier: Apache-2.0
// Compares trees with the reference's: as parsed, and as checked with every type, reference and
// overload. What the reference refuses must be refused too. Deviations stand in parse_skipped.txt
// with a reason, and only there.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <iterator>
#include <optional>
#include <string>

#include "cel/check.h"
#include "cel/source_text.h"
#include "formats/builder.h"
#include "formats/json.h"
#include "reference_text.h"
#include "skip_list.h"

namespace bulwark::cel {
namespace {

using formats::Value;

/// Suites of what Kubernetes has not: protocol buffers, and extensions that it does not load.
constexpr std::array<std::string_view, 12> kForeignSuites{
    "proto2",   "proto2_ext", "proto3",       "enums",    "wrappers",     "dynamic",
    "plumbing", "block_ext",  "bindings_ext", "math_ext", "encoders_ext", "unknowns"};

/// A type of a test's declarations; nothing for protocol buffers' own.
std::optional<Type> decode_type(const Value& encoded) {
  const std::string_view kind = encoded.shape()->keys[0];
  const Value inner = encoded.values()[0];
  if (kind == "dyn") return Type::dyn();
  if (kind == "null") return Type::null();
  if (kind == "primitive") {
    const std::string_view name = inner.as_string();
    if (name == "BOOL") return Type::boolean();
    if (name == "INT64") return Type::integer();
    if (name == "UINT64") return Type::unsigned_integer();
    if (name == "DOUBLE") return Type::number();
    return name == "BYTES" ? Type::bytes() : Type::string();
  }
  if (kind == "wellKnown") {
    if (inner.as_string() == "TIMESTAMP") return Type::timestamp();
    if (inner.as_string() == "DURATION") return Type::duration();
  }
  if (kind == "listType") {
    std::optional<Type> element = decode_type(*inner.find("elemType"));
    if (element) return Type::list(*element);
  }
  if (kind == "mapType") {
    std::optional<Type> key = decode_type(*inner.find("keyType"));
    std::optional<Type> value = decode_type(*inner.find("valueType"));
    if (key && value) return Type::map(*key, *value);
  }
  if (kind == "abstractType" && inner.text("name") == "optional_type") {
    std::optional<Type> value = decode_type(inner.find("parameterTypes")->items()[0]);
    if (value) return Type::optional(*value);
  }
  return std::nullopt;
}

class Comparison {
 public:
  void walk(const Value& suite, const std::string& path) {
    std::size_t number = 0;
    if (const Value* tests = suite.find("tests")) {
      for (const Value& test : tests->items()) {
        std::string name(test.at("original")->text("name"));
        run(test, path + "/" + (name.empty() ? "#" + std::to_string(++number) : name));
      }
    }
    if (const Value* suites = suite.find("suites")) {
      for (const Value& inner : suites->items())
        walk(inner, path + "/" + std::string(inner.text("name")));
    }
  }
  void finish() {
    for (const std::string& name : skipped_.idle()) ADD_FAILURE() << name << " need not be skipped";
    std::cout << "parse and check: " << agreed_ << " agree, " << foreign_
              << " need protocol buffers, " << left_out_ << " skipped with a reason\n";
    EXPECT_GT(agreed_, 1000);
  }

 private:
  void run(const Value& test, const std::string& name) {
    const Value& original = *test.find("original");
    const std::string_view source = original.text("expr");
    if (is_foreign(original)) {
      ++foreign_;
      return;
    }
    const std::string problem = deviation(test, original, source, name);
    if (problem.empty()) {
      ++agreed_;
    } else if (skipped_.reason(name) != nullptr) {
      skipped_.use(name);
      ++left_out_;
    } else {
      ADD_FAILURE() << name << ": " << source << "\n  " << problem;
    }
  }

  static bool is_foreign(const Value& original) {
    if (std::string_view(original.text("container")).find("google") == 0) return true;
    for (std::string_view word : {"TestAllTypes", "google.", "GlobalEnum", "NestedEnum"}) {
      if (original.text("expr").find(word) != std::string_view::npos) return true;
    }
    const Value* declared = original.find("typeEnv");
    if (declared == nullptr) return false;
    return std::ranges::any_of(declared->items(), [](const Value& variable) {
      const Value* type = variable.at("ident", "type");
      return type == nullptr || !decode_type(*type);
    });
  }

  /// What the reference's own run had: no optional syntax, no names in backticks, no loops with two
  /// variables, and a depth of 32. It expanded optMap for the checker only.
  static ParseOptions reference_options(bool optional_macros) {
    ParseOptions options;
    options.limits.depth = 32;
    options.macros = {.optionals = optional_macros, .two_variable = false};
    options.optional_syntax = false;
    options.escaped_names = false;
    return options;
  }

  static std::string deviation(const Value& test, const Value& original, std::string_view source,
                               const std::string& name) {
    Result<Ast> ast = parse(source, reference_options(false));
    const Value* wanted = test.find("ast");
    if (wanted == nullptr)
      return ast ? "is refused by the reference: " + std::string(test.text("error")) : "";
    if (!ast) return "does not parse: " + ast.error().text();
    const std::string wanted_text = normal_text(wanted->as_string());
    if (parsed_text(*ast) != wanted_text)
      return "parses to " + parsed_text(*ast) + "\n  not to " + wanted_text;
    if (const std::string other = tree_of_what_is_written(source); !other.empty()) return other;
    if (original.find("disableCheck") != nullptr) return {};
    Environment environment(
        {.homogeneous_literals = false, .container = std::string(original.text("container"))});
    if (name.starts_with("checking/")) declare_common(environment);
    declare(original, environment);
    ast = parse(source, reference_options(true));
    if (!ast) return "does not parse with optMap: " + ast.error().text();
    return check_deviation(test, check(std::move(*ast), environment));
  }

  /// Empty when the tree, written as an expression again, is read as the same tree.
  static std::string tree_of_what_is_written(std::string_view source) {
    const ParseOptions literal{.macros = MacroSet::none()};
    const Result<Ast> ast = parse(source, literal);
    if (!ast) return "does not parse without macros: " + ast.error().text();
    const std::string written = source_text(*ast->root);
    const Result<Ast> again = parse(written, literal);
    if (!again) return "is written as " + written + ": " + again.error().text();
    if (ast->debug_text() == again->debug_text()) return {};
    return "is written as " + written + ", which parses to " + again->debug_text();
  }

  static std::string check_deviation(const Value& test, const Result<CheckedAst>& checked) {
    const Value* wanted = test.find("checkedAst");
    if (wanted == nullptr) {
      return checked ? "is refused by the reference: " + std::string(test.text("error")) : "";
    }
    if (!checked) return "does not check: " + checked.error().text();
    const std::string wanted_text = normal_text(wanted->as_string());
    if (checked_text(*checked) != wanted_text)
      return "checks to " + checked_text(*checked) + "\n  not to " + wanted_text;
    if (checked->type().text() == test.text("type")) return {};
    return "has type " + checked->type().text() + ", not " + std::string(test.text("type"));
  }

  /// The variables that all of the checker's tests have.
  static void declare_common(Environment& environment) {
    const std::pair<const char*, Type> variables[] = {
        {"is", Type::string()},  {"ii", Type::integer()}, {"iu", Type::unsigned_integer()},
        {"iz", Type::boolean()}, {"ib", Type::bytes()},   {"id", Type::number()},
        {"ix", Type::null()}};
    for (const auto& [name, type] : variables) EXPECT_TRUE(environment.declare(name, type));
  }

  static void declare(const Value& original, Environment& environment) {
    const Value* declared = original.find("typeEnv");
    if (declared == nullptr) return;
    for (const Value& variable : declared->items()) {
      EXPECT_TRUE(
          environment.declare(variable.text("name"), *decode_type(*variable.at("ident", "type"))));
    }
  }

  SkipList skipped_{"parse_skipped.txt"};
  int agreed_ = 0, foreign_ = 0, left_out_ = 0;
};

TEST(CelConformance, ParsesAndChecksToTheReferencesTrees) {
  const char* folder = std::getenv("BULWARK_CEL_SPEC");
  if (folder == nullptr)
    GTEST_SKIP() << "BULWARK_CEL_SPEC does not name the folder of the extracted tests";
  Comparison comparison;
  for (const char* name : {"conformance", "parsing", "checking", "comprehension"}) {
    std::ifstream file(std::string(folder) + "/" + name + ".json", std::ios::binary);
    std::string json(std::istreambuf_iterator<char>(file), {});
    ASSERT_FALSE(json.empty()) << name;
    const std::size_t size = json.size();
    json.append(formats::kJsonPadding, ' ');
    formats::Pool pool(1, 42);
    formats::Builder builder(pool);
    formats::DocumentOptions options;
    options.resource = false;
    options.drop_nulls = false;
    formats::JsonReader reader;
    const auto document = reader.read(std::string_view(json).substr(0, size), builder, options);
    ASSERT_TRUE(document) << document.error().text();
    const Value* suites = document->root.find("suites");
    if (suites == nullptr) {
      comparison.walk(document->root, name);
      continue;
    }
    for (const Value& suite : suites->items()) {
      const std::string_view suite_name = suite.text("name");
      if (std::ranges::find(kForeignSuites, suite_name) == kForeignSuites.end()) {
        comparison.walk(suite, std::string(suite_name));
      }
    }
  }
  comparison.finish();
}

}  // namespace
}  // namespace bulwark::cel
