// SPDX-License-Identifier: Apache-2.0
// How a diff is told, and that no value of it is a secret.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "outputs/changed_value.h"
#include "outputs/diff_format.h"
#include "outputs/sample_report.h"
#include "outputs/text.h"

namespace bulwark::outputs {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

// The text must outlive the value.
formats::Value text(std::string_view value) { return formats::Value::string_at(value); }

class DiffOutput : public ::testing::Test {
 protected:
  DiffOutput() {
    diff_.before = &before_.report;
    diff_.after = &after_.report;
  }

  model::ChangedField& change(std::string path, std::string named,
                              std::optional<formats::Value> before,
                              std::optional<formats::Value> after) {
    if (diff_.drifted.empty()) {
      diff_.drifted.emplace_back().before = &before_.resource("Deployment", "shop", "cart");
      diff_.drifted.back().after = &after_.resource("Deployment", "shop", "cart");
    }
    return diff_.drifted.back().fields.emplace_back(
        model::ChangedField{std::move(path), std::move(named), false, before, after});
  }

  std::string write(std::string_view format, const Options& options = {}) {
    io::StringSink sink;
    const auto chosen = diff_format(format);
    if (!chosen || !write_diff(**chosen, diff_, before_.locator, after_.locator, options, sink))
      return "did not write";
    return sink.text();
  }

  SampleReport before_, after_;
  model::Diff diff_;
};

TEST_F(DiffOutput, TableTellsWhatOpenedClosedAndDrifted) {
  fill(before_);
  fill(after_);
  diff_.opened = {0};
  diff_.closed = {{2, model::Closed::How::mended}};
  diff_.unknown = {0};
  diff_.added = {&after_.resource("Pod", "shop", "new")};
  diff_.removed = {&before_.resource("Pod", "shop", "old")};
  diff_.gaps_opened = {0};
  diff_.compared = 2;
  change("spec.replicas", "replicas", formats::Value::integer(2), formats::Value::integer(3));
  change("spec.paused", "paused", std::nullopt, formats::Value::boolean(true));
  EXPECT_EQ(write("table"), R"(Opened
CRITICAL  Title of privileged-container                     privileged-container
  Deployment shop/cart (and 3 of its objects)                 deploy/cart.yaml:5
    container 'cart' runs privileged
         4  - name: cart
    >    5    privileged: true
         6    image: cart:latest
  fix  Set it to false.

Closed
      1  Title of latest-tag                                          latest-tag
         Deployment shop/cart

Not known any more: could not be evaluated
      1  Title of privileged-container                      privileged-container
         Deployment shop/cart

Objects added
  + Pod shop/new

Objects removed
  - Pod shop/old

Objects that differ
  ~ Deployment shop/cart
      spec.replicas: 2 -> 3
      spec.paused: (not there) -> true

Newly not evaluated
  deploy/broken.yaml:3:1: a mapping ends too early

1 finding opened (1 critical), 1 closed, 1 not known; 3 objects: 1 added, 1
removed, 1 differ; 1 gap opened, 0 closed
)");
}

TEST_F(DiffOutput, LongValuesStandBelowEachOther) {
  const std::string before(100, 'a');
  change("spec.x", "x", text(before), text("b"));
  EXPECT_THAT(write("table"), HasSubstr("      spec.x\n        - aaaa"));
  EXPECT_THAT(write("table"), HasSubstr("\n        + b\n"));
}

TEST_F(DiffOutput, JsonHasEverythingUnderItsKeys) {
  fill(before_);
  fill(after_);
  diff_.opened = {0};
  diff_.closed = {{2, model::Closed::How::gone}};
  change("spec.paused", "paused", std::nullopt, formats::Value::boolean(true));
  const std::string out = write("json");
  EXPECT_THAT(out, HasSubstr(R"("schema": "bulwark.diff/v1")"));
  EXPECT_THAT(out, HasSubstr(R"("opened_by_severity":{"critical":1,"high":0,)"));
  EXPECT_THAT(out, HasSubstr(R"({"how":"gone","finding":{"control":"latest-tag",)"));
  EXPECT_THAT(out, HasSubstr(R"("fields":[{"path":"spec.paused","old":null,"new":"true"}])"));
}

TEST_F(DiffOutput, NoFormatTellsACredential) {
  const std::string token =
      "ghp"
      "_C4naryC4naryC4naryC4naryC4naryC4nary";
  const std::string other = "other " + token;
  const std::string args = R"(["--password","hunter2hunter2"])";
  change("spec.token", "x", text(token), text(other));
  change("env[DB_PASSWORD].value", "DB_PASSWORD", text("hunter2hunter2"), text("hunter2hunter3"));
  change("data.b", "b", text("hunter2"), text("hunter3")).secret = true;
  const formats::Value list = text(args);
  change("args", "args", std::nullopt, list);
  change("env[X]", "X", std::nullopt, text(R"([{"name":"API_KEY","value":"hunter2hunter2"}])"));
  change("spec." + token, "x", std::nullopt, text("\x1b[31mred"));
  for (const char* format : {"table", "json"}) {
    const std::string out = write(format, {.width = 120, .colour = false, .all = true});
    EXPECT_THAT(out, Not(HasSubstr(token))) << format;
    EXPECT_THAT(out, Not(HasSubstr("hunter"))) << format << out;
    EXPECT_THAT(out, Not(HasSubstr("\x1b"))) << format;
    EXPECT_THAT(out, HasSubstr("***")) << format;
  }
  EXPECT_THAT(write("table"), HasSubstr("env[DB_PASSWORD].value: another value"));
}

TEST_F(DiffOutput, FitsTwoScreensAndNamesWhatIsLeftOut) {
  for (int i = 0; i < 300; ++i) {
    diff_.added.push_back(&after_.resource("Pod", "shop", "p" + std::to_string(i)));
    after_.finding(after_.control("c" + std::to_string(i), model::Severity::high),
                   *diff_.added.back(), "wrong");
    diff_.opened.push_back(static_cast<std::uint32_t>(i));
  }
  const std::string out = write("table");
  EXPECT_LE(std::count(out.begin(), out.end(), '\n'), 130);
  EXPECT_THAT(out, HasSubstr("and 280 more: --all"));
}

TEST_F(DiffOutput, OtherFormatsAreRefusedByName) {
  const auto wrong = diff_format("jsn");
  ASSERT_FALSE(wrong);
  EXPECT_THAT(wrong.error().message, HasSubstr("did you mean 'json'"));
}

}  // namespace
}  // namespace bulwark::outputs
