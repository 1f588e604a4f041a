// SPDX-License-Identifier: Apache-2.0
// Mutations against what a real API server made of them (tests/oracle/mutation/server.jsonl).
#include "admission/mutate_object.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <string>
#include <vector>

#include "admission/schema_table.h"
#include "base/text.h"
#include "cel/compile.h"
#include "cel/environment.h"
#include "cel/evaluator.h"
#include "formats/builder.h"
#include "formats/json.h"
#include "formats/json_write.h"

namespace bulwark::admission {
namespace {

using formats::Value;

// The server's types leave out what is empty or false: so both sides are compared without it.
bool is_empty(const Value& value) {
  if (value.is_bool()) return !value.as_bool();
  if (value.is_string()) return value.as_string().empty();
  return value.is_null() || ((value.is_list() || value.is_map()) && value.size() == 0);
}

Value pruned(Arena& arena, const Value& value) {
  if (value.is_list()) {
    std::vector<Value> items;
    for (const Value& item : value.items()) items.push_back(pruned(arena, item));
    return Value::list_in(arena, items);
  }
  if (!value.is_map()) return value;
  std::vector<std::string_view> keys;
  std::vector<Value> values;
  for (std::size_t i = 0; i < value.size(); ++i) {
    const Value entry = pruned(arena, value.values()[i]);
    if (is_empty(entry)) continue;
    keys.push_back(value.shape()->keys[i]);
    values.push_back(entry);
  }
  return Value::map_in(arena, keys, values);
}

// The server names atomic places in the order in which Go walks its maps: in ours, sorted.
std::string in_order(std::string_view error) {
  constexpr std::string_view kBefore = "maps or structs: ";
  const std::size_t at = error.find(kBefore);
  if (at == std::string_view::npos) return std::string(error);
  std::string list(error.substr(at + kBefore.size()));
  std::erase(list, ' ');
  auto places = split(list, ',');
  std::sort(places.begin(), places.end());
  return std::string(error.substr(0, at + kBefore.size())) + join(places, ", ");
}

class Mutate : public testing::Test {
 protected:
  struct Outcome {
    Value object;
    std::string error;
    MutationFailure::Reach reach = MutationFailure::Reach::policy;
  };

  Outcome mutate(Arena& arena, const std::string& expression, const Value& object) {
    cel::EnvironmentOptions options;
    options.object_types = true;
    cel::Environment environment(options);
    EXPECT_TRUE(environment.declare("object", cel::Type::dyn()));
    const auto program = cel::compile(expression, environment);
    if (!program) return {{}, "does not compile: " + program.error().text()};
    cel::Evaluator evaluator;
    const std::vector<Value> slots{object};
    const auto yielded = evaluator.run(*program, slots);
    if (!yielded) return {{}, "resulted in error: " + yielded.error().message};
    const auto schema = built_in_schema(37, object.text("apiVersion"), object.text("kind"));
    if (!schema) return {{}, "no schema"};
    const auto type = expression.starts_with("Object") ? PatchType::apply_configuration
                                                       : PatchType::json_patch;
    const auto mutated = mutate_object(arena, *schema, type, object, *yielded);
    if (!mutated) return {{}, mutated.error().error.message, mutated.error().reach};
    // The result must not outlive what it points into.
    return {Value::string_in(arena, formats::json_text(pruned(arena, *mutated))), ""};
  }

  void judge(const Value& of, const std::string& where) {
    Arena arena(std::size_t{1} << 16);
    const std::string expression(of.text("expression"));
    const Outcome mine = mutate(arena, expression, *of.find("object"));
    if (const Value* result = of.find("result")) {
      ASSERT_EQ(mine.error, "") << where << " " << expression;
      EXPECT_EQ(mine.object.as_string(), formats::json_text(pruned(arena, *result)))
          << where << " " << expression;
      ++admitted_;
      return;
    }
    const std::string theirs = in_order(of.text("error"));
    // The server's own validation of the mutated object is no part of the mutation.
    const bool by_mutation = theirs.find("denied request") != std::string::npos ||
                             theirs.find("Internal error") != std::string::npos;
    if (!by_mutation) return;
    ASSERT_NE(mine.error, "") << where << " " << expression << " wanted: " << theirs;
    const bool request = mine.reach == MutationFailure::Reach::request;
    EXPECT_EQ(request, of.find("code")->as_int() == 500) << where << " " << expression;
    // Go names the struct that cannot hold a value; the field is what a user knows.
    const bool typed = theirs.find("json: cannot unmarshal") != std::string_view::npos;
    const std::string wanted = typed ? "json: cannot unmarshal" : theirs;
    const std::string told = typed ? mine.error.substr(0, wanted.size()) : in_order(mine.error);
    EXPECT_TRUE(wanted.find(told) != std::string_view::npos)
        << where << " " << expression << "\n mine:   " << told << "\n theirs: " << theirs;
    ++refused_;
  }

  std::size_t admitted_ = 0;
  std::size_t refused_ = 0;
};

TEST_F(Mutate, DoesWhatARealApiServerDid) {
  std::ifstream file(std::string(BULWARK_SOURCE_DIR) + "/tests/oracle/mutation/server.jsonl");
  ASSERT_TRUE(file.is_open());
  std::string line;
  formats::JsonReader reader;
  formats::DocumentOptions options;
  options.resource = false;
  for (std::size_t number = 1; std::getline(file, line); ++number) {
    formats::Pool pool(1, number);
    formats::Builder builder(pool);
    std::string text = line;
    text.append(formats::kJsonPadding, '\0');
    const auto read = reader.read(std::string_view(text).substr(0, line.size()), builder, options);
    ASSERT_TRUE(read.has_value()) << number;
    judge(read->root, "server.jsonl:" + std::to_string(number));
  }
  EXPECT_GT(admitted_, 250U);
  EXPECT_GT(refused_, 80U);
}

}  // namespace
}  // namespace bulwark::admission
