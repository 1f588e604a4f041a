// SPDX-License-Identifier: Apache-2.0
// Tests of read sets: how small they are on the shapes that controls have, and that they leave out
// nothing: documents that agree on what is read give the same answer.
#include "cel/read_set.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "cel/check.h"
#include "cel/compile.h"
#include "cel/evaluator.h"
#include "formats/builder.h"
#include "formats/json_write.h"
#include "formats/pool.h"

namespace bulwark::cel {
namespace {

using formats::Value;

const Environment& environment() {
  static const Environment kEnvironment = [] {
    Environment out;
    EXPECT_TRUE(out.declare("item", Type::dyn()).has_value());
    EXPECT_TRUE(out.declare("params", Type::dyn()).has_value());
    EXPECT_TRUE(out.declare("variables.caps", Type::list(Type::dyn())).has_value());
    return out;
  }();
  return kEnvironment;
}

/// "item.a[*].b? params": what is read, in order.
std::string reads(std::string_view source) {
  Result<CheckedAst> checked = check(source, environment());
  if (!checked) return checked.error().text();
  std::string out;
  for (const ReadPath& path : read_set(*checked)) {
    if (!out.empty()) out += ' ';
    out += environment().variables()[path.slot].name + text(path);
  }
  return out;
}

TEST(ReadSet, FollowsSelections) {
  EXPECT_EQ(reads("item.spec.hostPID == true"), "item.spec.hostPID");
  EXPECT_EQ(reads("item['spec']['hostPID']"), "item.spec.hostPID");
  EXPECT_EQ(reads("!item.?securityContext.?privileged.orValue(false)"),
            "item.securityContext.privileged");
  EXPECT_EQ(reads("item[?'a'].?b.hasValue()"), "item.a.b?");
  EXPECT_EQ(reads("has(item.a.b)"), "item.a.b?");
  EXPECT_EQ(reads("has(item.a) && item.a.b == 1"), "item.a.b");
  EXPECT_EQ(reads("1 + 1 == 2"), "");
}

TEST(ReadSet, ReadsOfALoopOnlyWhatItsBodyReads) {
  EXPECT_EQ(reads("item.volumes.all(v, !has(v.hostPath))"), "item.volumes[*].hostPath?");
  EXPECT_EQ(reads("item.volumes.exists(v, v.hostPath.path == '/')"),
            "item.volumes[*].hostPath.path");
  EXPECT_EQ(reads("item.volumes.filter(v, has(v.secret)).map(v, v.name)"),
            "item.volumes[*].name item.volumes[*].secret?");
  EXPECT_EQ(reads("item.volumes.all(v, true)"), "item.volumes[*]?");
  EXPECT_EQ(reads("size(item.volumes) > 0"), "item.volumes[*]?");
}

TEST(ReadSet, FollowsNestedLoopsAndShadowedNames) {
  EXPECT_EQ(reads("item.a.all(x, x.b.all(y, y.c == x.d))"), "item.a[*].b[*].c item.a[*].d");
  EXPECT_EQ(reads("item.a.all(x, x.b.all(x, has(x.c)))"), "item.a[*].b[*].c?");
  EXPECT_EQ(reads("item.a.all(item, item.b == 1)"), "item.a[*].b");
  EXPECT_EQ(reads("item.a.exists(x, x.b == 1) && item.c.exists(x, x.d == 1)"),
            "item.a[*].b item.c[*].d");
}

TEST(ReadSet, SeesTheKeysOfAMapThatIsLoopedOver) {
  EXPECT_EQ(reads("item.labels.all(k, k.startsWith('a'))"), "item.labels[*]");
  EXPECT_EQ(reads("item.labels.all(k, v, k.startsWith('a'))"), "item.labels[*]?");
  EXPECT_EQ(reads("item.labels.all(k, v, has(v.x))"), "item.labels[*].x?");
  EXPECT_EQ(reads("item.list.transformMap(i, v, v.a).all(k, v, v.b == k)"), "item.list[*].a.b");
}

TEST(ReadSet, JoinsWhatAValueMayBe) {
  EXPECT_EQ(reads("(item.a ? item.b : item.c).d == 1"), "item.a item.b.d item.c.d");
  EXPECT_EQ(reads("item.?a.orValue(item.b).c == 1"), "item.a.c item.b.c");
  EXPECT_EQ(reads("(item.a + item.b).all(x, has(x.c))"), "item.a[*].c? item.b[*].c?");
  EXPECT_EQ(reads("[item.a, item.b].exists(x, x.c == 1)"), "item.a.c item.b.c");
  EXPECT_EQ(reads("{'k': item.a}.k.b == 1"), "item.a.b");
  EXPECT_EQ(reads("item.?a.optMap(x, x.b == 1).orValue(true)"), "item.a.b");
}

TEST(ReadSet, ReadsWholeWhatIsUsedUp) {
  EXPECT_EQ(reads("item.a == params.b"), "item.a params.b");
  EXPECT_EQ(reads("'x' in item.list"), "item.list");
  EXPECT_EQ(reads("item.name.startsWith('a')"), "item.name");
  EXPECT_EQ(reads("'c ' + item.name + ' x'"), "item.name");
  EXPECT_EQ(reads("item"), "item");
  EXPECT_EQ(reads("item.labels[params.key] == 'x'"), "item.labels[*] params.key");
  EXPECT_EQ(reads("sets.contains(params.allowed, item.caps)"), "item.caps params.allowed");
}

TEST(ReadSet, KeepsPathsThatAShorterOneCoversOut) {
  EXPECT_EQ(reads("item.a.b == 1 || item.a == item.c"), "item.a item.c");
  EXPECT_EQ(reads("item.a.b == 1 && has(item.a.b.c) && has(item.a)"), "item.a.b");
}

TEST(ReadSet, RemembersThatUnusedPartsCanFail) {
  EXPECT_EQ(reads("[item.a.b].size() == 1"), "item.a.b?");
  EXPECT_EQ(reads("{'a': item.a}.size() == 1"), "item.a?");
}

TEST(ReadSet, NamesVariables) {
  EXPECT_EQ(reads("variables.caps.exists(c, c == 'x')"), "variables.caps[*]");
}

// ---- documents that agree on the read set give one answer

bool agree(const Value& a, const Value& b, std::span<const ReadStep> steps) {
  if (steps.empty()) return formats::deep_equal(a, b);
  const ReadStep& step = steps.front();
  if (step.kind == ReadStep::Kind::presence) return true;
  if (step.kind == ReadStep::Kind::field) {
    if (!a.is_map() || !b.is_map()) return !a.is_map() && !b.is_map() && formats::deep_equal(a, b);
    const Value* in_a = a.find(step.field);
    const Value* in_b = b.find(step.field);
    if (in_a == nullptr || in_b == nullptr) return in_a == in_b;
    return agree(*in_a, *in_b, steps.subspan(1));
  }
  if (a.kind() != b.kind()) return false;
  if (!a.is_list() && !a.is_map()) return formats::deep_equal(a, b);
  if (a.size() != b.size() || (a.is_map() && a.shape() != b.shape())) return false;
  std::span<const Value> left = a.is_list() ? a.items() : a.values();
  std::span<const Value> right = b.is_list() ? b.items() : b.values();
  for (std::size_t i = 0; i < left.size(); ++i) {
    if (!agree(left[i], right[i], steps.subspan(1))) return false;
  }
  return true;
}

/// Small documents over few keys, so that two of them often agree.
class Documents {
 public:
  Value next(int depth = 4) {
    const std::size_t pick = random_() % (depth == 0 ? 4 : 9);
    if (pick < 4) return scalar(pick);
    return pick < 6 ? list(depth) : map(depth);
  }

  /// `value` with something in it replaced.
  Value changed(const Value& value, int depth = 4) {
    if ((!value.is_map() && !value.is_list()) || value.size() == 0 || depth == 0 ||
        random_() % 6 == 0)
      return next(depth);
    const std::size_t at = random_() % value.size();
    if (value.is_list()) {
      std::vector<Value> items(value.items().begin(), value.items().end());
      items[at] = changed(items[at], depth - 1);
      return pool_.list(items);
    }
    std::vector<Value> values(value.values().begin(), value.values().end());
    values[at] = changed(values[at], depth - 1);
    return pool_.map(value.shape(), values);
  }

 private:
  Value scalar(std::size_t pick) {
    if (pick == 0) return Value::boolean(random_() % 2 == 0);
    if (pick == 1) return Value::integer(static_cast<std::int64_t>(random_() % 2));
    return Value::short_string(pick == 2 ? "a" : "b");
  }
  Value list(int depth) {
    std::vector<Value> items(random_() % 3);
    for (Value& item : items) item = next(depth - 1);
    return pool_.list(items);
  }
  Value map(int depth) {
    std::vector<std::string_view> keys;
    for (std::string_view key : {"a", "b", "c"}) {
      if (random_() % 4 != 0) keys.push_back(key);
    }
    std::vector<Value> values(keys.size());
    for (Value& value : values) value = next(depth - 1);
    return pool_.map(pool_.shape(keys), values);
  }

  formats::Pool pool_{1, 42};
  std::mt19937 random_{7};
};

constexpr std::string_view kExpressions[] = {
    "item.a.b == 'a'",
    "has(item.a.b) || has(item.b)",
    "item.?a.?b.orValue('x')",
    "item.?a.?b.hasValue() ? item.c : 'no'",
    "item.a.all(x, has(x.b))",
    "item.a.exists(x, x.b == 1)",
    "item.a.all(k, v, k == 'a' || has(v.b))",
    "item.a.filter(x, has(x.a)).map(x, x.b)",
    "item.a.map(x, x.?b.orValue('x'))",
    "item.a.exists_one(x, x == 'a')",
    "item.a.all(x, item.b.exists(x, x == 'a') || x.b == 'b')",
    "item.a.map(a, a.map(b, b.c))",
    "size(item.a) + size(item.b)",
    "(item.a + item.b).map(x, x.a)",
    "item.a + item.b",
    "item.a in item.b",
    "item.b[item.a]",
    "item.b[?item.a].orValue(0)",
    "item.a[0].b",
    "item.?a[?0].?b.orValue(item.c)",
    "(has(item.a) ? item.b : item.c).a",
    "[item.a, item.b].map(x, x.c)",
    "[?item.?a, ?item.b.?c].size()",
    "{'k': item.a, ?'l': item.?b}.map(k, k).size()",
    "{'k': item.a, ?'l': item.?b.?c}.l",
    "item.a.transformMap(k, v, has(v.a), v.b)",
    "item.a.transformList(i, v, i == 0 || has(v.a), v.b)",
    "item.a.transformMapEntry(k, v, {string(k): v.a}).all(k, v, v == 'a')",
    "item.?a.optMap(x, x.b).orValue('x')",
    "item.?a.optFlatMap(x, x.?b).or(item.?c).hasValue()",
    "optional.ofNonZeroValue(item.a).optMap(x, 1).orValue(0)",
    "dyn(item).a.b == dyn(item.c)",
    "type(item.a) == string || item.b",
    "[item.a.b].size() == 1",
    "item.a.map(x, [x.b]).map(y, y[0].c)",
    "[[item.a], [item.b]].map(x, x.map(y, has(y.c)))",
    "optional.of(item.a).value().b",
    "item.a.all(x, !has(x.b) || x.b.all(y, y == x.c))",
    "item.a == item.b || item.a.b == item.b.a",
};

struct Answers {
  Evaluator evaluator;
  std::string of(const Program& program, const Value& item) {
    const Value slots[] = {item, Value(), Value()};
    const auto result = evaluator.run(program, slots);
    return result ? display_text(*result) : "error: " + result.error().text();
  }
};

TEST(ReadSet, LeavesOutNothingThatMatters) {
  Documents documents;
  Answers answers;
  for (std::string_view source : kExpressions) {
    Result<CheckedAst> checked = check(source, environment());
    ASSERT_TRUE(checked.has_value()) << source << checked.error().text();
    const std::vector<ReadPath> paths = read_set(*checked);
    auto program = compile(*checked);
    ASSERT_TRUE(program.has_value()) << source;
    int compared = 0;
    for (int i = 0; i < 3000; ++i) {
      const Value before = documents.next();
      const Value after = documents.changed(before);
      const bool same = std::ranges::all_of(
          paths, [&](const ReadPath& path) { return agree(before, after, path.steps); });
      if (!same || formats::deep_equal(before, after)) continue;
      ++compared;
      ASSERT_EQ(answers.of(*program, before), answers.of(*program, after))
          << source << "\n  " << formats::json_text(before) << "\n  " << formats::json_text(after);
    }
    EXPECT_GT(compared, 10) << source << " is compared too rarely to show anything";
  }
}

}  // namespace
}  // namespace bulwark::cel
