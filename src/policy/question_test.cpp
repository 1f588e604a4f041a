// SPDX-License-Identifier: Apache-2.0
#include "policy/question.h"

#include <gtest/gtest.h>

#include "formats/json.h"

namespace bulwark::policy {
namespace {

using formats::Value;

cel::ReadStep field(std::string name) {
  cel::ReadStep step;
  step.kind = cel::ReadStep::Kind::field;
  step.field = std::move(name);
  return step;
}
cel::ReadStep marker(cel::ReadStep::Kind kind) {
  cel::ReadStep step;
  step.kind = kind;
  return step;
}

class Keys : public ::testing::Test {
 protected:
  Key key(std::vector<cel::ReadStep> steps, std::string text) {
    const std::size_t size = text.size();
    text.resize(size + formats::kJsonPadding);
    auto document = reader_.read(std::string_view(text).substr(0, size), builder_, {});
    EXPECT_TRUE(document);
    std::array<Value, kItem + 1> slots{};
    slots[kItem] = document->root;
    Question question;
    cel::ReadPath path;
    path.slot = kItem;
    path.steps = std::move(steps);
    question.reads.push_back(path);
    return KeyMaker(question, 1).key(slots);
  }

  formats::Pool pool_{1, 9};
  formats::Builder builder_{pool_};
  formats::JsonReader reader_;
};

TEST_F(Keys, DependOnlyOnWhatIsRead) {
  EXPECT_EQ(key({field("a")}, R"({"a":1,"b":2})"), key({field("a")}, R"({"a":1,"b":3})"));
  EXPECT_NE(key({field("a")}, R"({"a":1})"), key({field("a")}, R"({"a":2})"));
}

TEST_F(Keys, TellAbsentFromEveryValue) {
  const Key absent = key({field("a")}, R"({"b":1})");
  for (const char* value : {"0", "\"\"", "false", "[]", "{}"}) {
    EXPECT_NE(absent, key({field("a")}, std::string(R"({"a":)") + value + "}")) << value;
  }
}

TEST_F(Keys, TellHowFarTheWalkCame) {
  const std::vector<cel::ReadStep> steps{field("a"), field("b")};
  EXPECT_NE(key(steps, R"({"c":1})"), key(steps, R"({"a":{"c":1}})"));
  EXPECT_NE(key(steps, R"({"a":"x"})"), key(steps, R"({"a":{"b":"x"}})"));
  const auto each = marker(cel::ReadStep::Kind::each);
  EXPECT_NE(key({each, each}, R"({"a":"x"})"), key({each}, R"({"a":"x"})"));
}

TEST_F(Keys, PresenceIgnoresTheValue) {
  const auto presence = marker(cel::ReadStep::Kind::presence);
  EXPECT_EQ(key({field("a"), presence}, R"({"a":1})"), key({field("a"), presence}, R"({"a":[2]})"));
  EXPECT_NE(key({field("a"), presence}, R"({"a":1})"), key({field("a"), presence}, R"({"b":1})"));
}

TEST_F(Keys, EachSeesTheNumberOfItemsAndTheirFields) {
  const auto each = marker(cel::ReadStep::Kind::each);
  const std::vector<cel::ReadStep> steps{field("v"), each, field("x")};
  EXPECT_EQ(key(steps, R"({"v":[{"x":1,"y":5},{}]})"), key(steps, R"({"v":[{"x":1},{"y":6}]})"));
  EXPECT_NE(key(steps, R"({"v":[{"x":1}]})"), key(steps, R"({"v":[{"x":1},{}]})"));
  EXPECT_NE(key(steps, R"({"v":{"x":1}})"), key(steps, R"({"v":[1]})"));
}

TEST(Memo, KeepsWhatItIsTold) {
  Memo memo;
  for (std::uint32_t i = 0; i < 2'000; ++i) memo.insert({i % 512, i}, i);
  EXPECT_EQ(memo.size(), 2'000U);
  for (std::uint32_t i = 0; i < 2'000; ++i) ASSERT_EQ(memo.find({i % 512, i}), i);
  EXPECT_EQ(memo.find({1, 2}), -1);
}

}  // namespace
}  // namespace bulwark::policy
