// SPDX-License-Identifier: Apache-2.0
// Runs the evaluation half of the language's conformance tests: every test has the expected value
// or fails as expected, or stands in evaluation_skipped.txt with a reason. What comes of it is the
// table in docs/cel-conformance.md.
//
// A listed test that passes is an error too: the list stays honest.
#include <gtest/gtest.h>

#include <cstdlib>
#include <deque>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <string>

#include "cel/check.h"
#include "cel/compile.h"
#include "cel/evaluator.h"
#include "cel/number_text.h"
#include "cel/time_text.h"
#include "formats/builder.h"
#include "formats/json.h"
#include "skip_list.h"
#include "table.h"

namespace bulwark::cel {
namespace {

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

std::string base64(std::string_view text) {
  constexpr std::string_view
      kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  unsigned bits = 0;
  int count = 0;
  for (char c : text) {
    const std::size_t digit = kDigits.find(c);
    if (digit == std::string_view::npos) continue;
    bits = bits << 6 | static_cast<unsigned>(digit);
    count += 6;
    if (count >= 8) {
      count -= 8;
      out += static_cast<char>(bits >> count);
    }
  }
  return out;
}

/// Something that only protocol buffers have.
struct NotHere {
  std::string what;
};

/// Turns the tests' encoding of values into values.
class Decoder {
 public:
  explicit Decoder(Arena& arena) : arena_(arena) {}

  Value value(const Value& encoded) {
    const std::string_view kind_name = encoded.shape()->keys[0];
    const Value& inner = encoded.values()[0];
    if (kind_name == "nullValue") return Value();
    if (kind_name == "boolValue") return inner;
    if (kind_name == "int64Value") return Value::integer(*parse_int(inner.as_string()));
    if (kind_name == "uint64Value") return Value::unsigned_integer(*parse_uint(inner.as_string()));
    if (kind_name == "doubleValue") return number(inner);
    if (kind_name == "stringValue") return inner;
    if (kind_name == "bytesValue") return make_bytes(arena_.copy(base64(inner.as_string())));
    if (kind_name == "typeValue") return make_type(arena_.copy(inner.as_string()));
    if (kind_name == "listValue") return list(inner);
    if (kind_name == "mapValue") return map(inner);
    if (kind_name == "objectValue") return object(inner);
    throw NotHere{"a value of kind " + std::string(kind_name)};
  }

  Type type(const Value& encoded) {
    const std::string_view kind_name = encoded.shape()->keys[0];
    const Value& inner = encoded.values()[0];
    if (kind_name == "dyn") return Type::dyn();
    if (kind_name == "null") return Type::null();
    if (kind_name == "primitive") return primitive(inner.as_string());
    if (kind_name == "wellKnown" && inner.as_string() == "TIMESTAMP") return Type::timestamp();
    if (kind_name == "wellKnown" && inner.as_string() == "DURATION") return Type::duration();
    if (kind_name == "listType") return Type::list(type(*inner.find("elemType")));
    if (kind_name == "mapType")
      return Type::map(type(*inner.find("keyType")), type(*inner.find("valueType")));
    if (kind_name == "abstractType" && inner.text("name") == "optional_type") {
      return Type::optional(type(inner.find("parameterTypes")->items()[0]));
    }
    throw NotHere{"a type of kind " + std::string(kind_name)};
  }

 private:
  static Type primitive(std::string_view name) {
    if (name == "BOOL") return Type::boolean();
    if (name == "INT64") return Type::integer();
    if (name == "UINT64") return Type::unsigned_integer();
    if (name == "DOUBLE") return Type::number();
    return name == "BYTES" ? Type::bytes() : Type::string();
  }
  static Value number(const Value& inner) {
    if (inner.is_double()) return inner;
    if (inner.is_int()) return Value::number(static_cast<double>(inner.as_int()));
    if (inner.is_uint()) return Value::number(static_cast<double>(inner.as_uint()));
    return Value::number(*parse_double(inner.as_string()));
  }
  Value list(const Value& inner) {
    std::vector<Value> items;
    const Value* values = inner.find("values");
    for (const Value& item : values == nullptr ? std::span<const Value>() : values->items()) {
      items.push_back(value(item));
    }
    return Value::list_in(arena_, items);
  }
  Value map(const Value& inner) {
    std::vector<EntryMap::Entry> entries;
    const Value* encoded = inner.find("entries");
    for (const Value& entry : encoded == nullptr ? std::span<const Value>() : encoded->items()) {
      entries.push_back({value(*entry.find("key")), value(*entry.find("value"))});
    }
    return make_map(arena_, entries);
  }
  Value object(const Value& inner) {
    const std::string_view type_url = inner.text("@type");
    if (type_url.ends_with("google.protobuf.Timestamp"))
      return *parse_timestamp(inner.text("value"));
    if (type_url.ends_with("google.protobuf.Duration"))
      return make_duration(*parse_duration(inner.text("value")));
    throw NotHere{"a message: " + std::string(type_url)};
  }

  Arena& arena_;
};

bool same(const Value& a, const Value& b);

bool same_entries(const Value& a, const Value& b) {
  bool all = map_size(a) == map_size(b);
  for_each_entry(a, [&](const Value& key, const Value& value) {
    bool found = false;
    for_each_entry(b, [&](const Value& other, const Value& other_value) {
      found = found || (same(key, other) && same(value, other_value));
      return !found;
    });
    all = all && found;
    return all;
  });
  return all;
}

/// Equal and of the same kinds all the way down; NaN is itself here.
bool same(const Value& a, const Value& b) {
  if (is_any_map(a) && is_any_map(b)) return same_entries(a, b);
  if (kind(a) != kind(b)) return false;
  if (a.is_list()) {
    const auto left = a.items(), right = b.items();
    return std::equal(left.begin(), left.end(), right.begin(), right.end(), same);
  }
  if (a.is_double() && a.as_double() != a.as_double()) return b.as_double() != b.as_double();
  return equal(a, b);
}

class Conformance {
 public:
  /// Runs a suite with all its sections.
  void run_suite(const Value& suite) {
    results.push_back({std::string(suite.text("name"))});
    walk(suite, results.back().name);
    if (row().passed + row().skipped + row().failed == 0) results.pop_back();
  }
  void finish() const {
    for (const std::string& name : skipped_.idle())
      ADD_FAILURE() << name << " passes or is no more: take it off the list";
  }

  std::vector<SuiteResult> results;
  std::map<std::string, int> reasons;

 private:
  SuiteResult& row() { return results.back(); }

  void walk(const Value& suite, const std::string& path) {
    if (const Value* tests = suite.find("tests")) {
      for (const Value& test : tests->items()) run(test, path);
    }
    if (const Value* suites = suite.find("suites")) {
      for (const Value& inner : suites->items())
        walk(inner, path + "/" + std::string(inner.text("name")));
    }
  }

  void run(const Value& test, const std::string& path) {
    const Value& original = *test.find("original");
    std::string name = path + "/" + std::string(original.text("name"));
    // Some names stand twice in a section.
    if (const int times = ++seen_[name]; times > 1) name += "#" + std::to_string(times);
    std::string problem;
    try {
      problem = outcome(test, original);
    } catch (const NotHere& not_here) {
      problem = not_here.what;
    }
    const std::string* reason = skipped_.reason(name);
    if (problem.empty()) {
      ++row().passed;
      if (reason != nullptr) ADD_FAILURE() << name << " passes: take it off the list";
    } else if (reason != nullptr) {
      ++row().skipped;
      ++reasons[*reason];
      skipped_.use(name);
    } else {
      ++row().failed;
      ADD_FAILURE() << name << ": " << original.text("expr") << "\n  " << problem;
    }
  }

  /// Empty when all is as it should be.
  std::string outcome(const Value& test, const Value& original) {
    if (original.find("checkOnly") != nullptr) return {};
    Decoder decoder(arena_);
    EnvironmentOptions options;
    options.homogeneous_literals = false;
    options.container = original.text("container");
    Environment environment(options);
    std::vector<Value> slots;
    declare(original, decoder, environment, slots);
    const Result<CheckedAst> checked = check(original.text("expr"), environment);
    const bool fails = original.find("evalError") != nullptr;
    // A test that fails when it runs must get that far, if the checker of the reference let it.
    const bool must_check = !fails || test.find("checkedAst") != nullptr;
    if (!checked) return must_check ? "does not check: " + checked.error().text() : "";
    auto program = compile(*checked);
    if (!program) return fails ? "" : "does not compile: " + program.error().text();
    programs_.push_back(std::move(*program));
    const Result<Value> result = evaluator_.run(programs_.back(), slots);
    if (fails) return result ? "should fail, gives " + display_text(*result) : "";
    if (!result) return "fails: " + result.error().message;
    const Value* expected = original.find("value");
    if (const Value* typed = original.find("typedResult")) expected = typed->find("result");
    const Value wanted = expected == nullptr ? Value::boolean(true) : decoder.value(*expected);
    if (same(*result, wanted)) return {};
    return "gives " + display_text(*result) + " (" + std::string(type_name(*result)) +
           "), wanted " + display_text(wanted) + " (" + std::string(type_name(wanted)) + ")";
  }

  void declare(const Value& original, Decoder& decoder, Environment& environment,
               std::vector<Value>& slots) {
    if (const Value* declared = original.find("typeEnv")) {
      for (const Value& variable : declared->items()) {
        const Value* type = variable.at("ident", "type");
        if (type == nullptr) throw NotHere{"a function of the test's own"};
        ASSERT_TRUE(environment.declare(variable.text("name"), decoder.type(*type)));
        slots.push_back(unset_value());
      }
    }
    const Value* bindings = original.find("bindings");
    if (bindings == nullptr) return;
    for_each_entry(*bindings, [&](const Value& name, const Value& bound) {
      const std::string key(name.as_string());
      if (environment.variable(key) == nullptr) {
        EXPECT_TRUE(environment.declare(key, Type::dyn()));
        slots.push_back(unset_value());
      }
      const Value* value = bound.find("value");
      if (value == nullptr) throw NotHere{"a binding that is no value"};
      slots[environment.variable(key)->slot] = decoder.value(*value);
      return true;
    });
  }

  SkipList skipped_{"evaluation_skipped.txt"};
  std::map<std::string, int> seen_;
  Arena arena_;
  std::deque<Program> programs_;
  Evaluator evaluator_;
};

TEST(CelConformance, GivesTheExpectedValues) {
  const char* folder = std::getenv("BULWARK_CEL_SPEC");
  if (folder == nullptr)
    GTEST_SKIP() << "BULWARK_CEL_SPEC does not name the folder of the extracted tests";
  std::string json = read_file(std::string(folder) + "/conformance.json");
  ASSERT_FALSE(json.empty());
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

  Conformance conformance;
  for (const Value& suite : document->root.find("suites")->items()) conformance.run_suite(suite);
  conformance.finish();
  const std::string table = conformance_table(conformance.results, conformance.reasons);
  std::cout << table;
  expect_in_docs(table);
}

}  // namespace
}  // namespace bulwark::cel
