// SPDX-License-Identifier: Apache-2.0
#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "outputs/sample_report.h"
#include "outputs/text.h"

namespace bulwark::outputs {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::size_t lines_of(const std::string& text) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

TEST(OutputFormat, SuggestsTheNameThatWasMeant) {
  ASSERT_TRUE(output_format("sarif"));
  const auto wrong = output_format("sariff");
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().code, ErrorCode::not_found);
  EXPECT_THAT(wrong.error().message, HasSubstr("did you mean 'sarif'"));
}

TEST(Table, ShowsFindingPlaceCodeAndFix) {
  SampleReport sample;
  fill(sample);
  EXPECT_EQ(sample.write("table"),
            R"(CRITICAL  Title of privileged-container                     privileged-container
  Deployment shop/cart (and 3 of its objects)                 deploy/cart.yaml:5
    container 'cart' runs privileged
         4  - name: cart
    >    5    privileged: true
         6    image: cart:latest
  fix  Set it to false.

LOW       Title of latest-tag                                         latest-tag
  Deployment shop/cart                                        deploy/cart.yaml:6
    image 'cart:latest' moves
         5  privileged: true
    >    6  image: cart:latest
  fix  Set it to false.

Not evaluated
  deploy/broken.yaml:3:1: a mapping ends too early

Waived
  1 expected of the platform: the platform's own agent

Notices
  the waiver of latest-tag expired on 2026-01-31

Findings     critical      high    medium       low      info
  container         1         -         -         1         -

4 documents: 2 read, 1 not evaluated, 1 empty; 98 controls; 1 waived
)");
}

TEST(Table, SaysThatNothingWasFoundOnlyOfWhatWasEvaluated) {
  SampleReport clean;
  EXPECT_THAT(clean.write("table"), HasSubstr("No findings.\n"));
  clean.problem("x.yaml", "cannot be read");
  EXPECT_THAT(clean.write("table"), HasSubstr("No findings in what could be evaluated."));
}

TEST(Table, FitsTwoScreensAtTenThousandFindings) {
  SampleReport sample;
  std::vector<const model::Control*> controls;
  for (std::size_t i = 0; i < 90; ++i) {
    controls.push_back(
        &sample.control(fmt::format("control-{}", i), model::kSeverities.at(i / 20)));
  }
  for (std::size_t i = 0; i < 10'000; ++i) {
    const model::Resource& resource = sample.resource("Deployment", "shop",
                                                      fmt::format("cart-{}", i));
    sample.finding(*controls[i % 90], resource, "something is wrong with it");
  }
  const std::string text = sample.write("table");
  EXPECT_LE(lines_of(text), 100U) << text;
  EXPECT_GE(lines_of(text), 70U) << text;
  EXPECT_THAT(text, HasSubstr("10,000 findings; the worst are shown. More: --all"));
  EXPECT_THAT(text, HasSubstr("> "));
  std::size_t from = 0;
  for (std::size_t end = text.find('\n'); end != std::string::npos; end = text.find('\n', from)) {
    EXPECT_LE(display_width(std::string_view(text).substr(from, end - from)), 80U);
    from = end + 1;
  }
  EXPECT_GT(lines_of(sample.write("table", {.width = 80, .colour = false, .all = true})), 50'000U);
}

TEST(Table, PaintsOnlyWhenToldTo) {
  SampleReport sample;
  fill(sample);
  EXPECT_THAT(sample.write("table"), Not(HasSubstr("\x1b")));
  EXPECT_THAT(sample.write("table", {.width = 80, .colour = true, .all = false}),
              HasSubstr("\x1b[1;31mCRITICAL"));
}

TEST(Json, WritesKeysAsDocumented) {
  SampleReport sample;
  fill(sample);
  const std::string text = sample.write("json");
  EXPECT_THAT(text, HasSubstr(R"("schema": "bulwark.report/v1")"));
  EXPECT_THAT(
      text,
      HasSubstr(
          R"("resource":{"cluster":"","apiVersion":"apps/v1","kind":"Deployment","namespace":"shop","name":"cart"},"file":"deploy/cart.yaml","line":5,"column":5,"path":"spec.containers[0].privileged")"));
  EXPECT_THAT(
      text,
      HasSubstr(
          R"("fix":{"text":"Set it to false.","set":{"securityContext.privileged":false},"keep":{},"grade":"tested"})"));
  EXPECT_THAT(text, HasSubstr(R"("frameworks":{"attack":["T1610","T1611"],"pss":["baseline"]})"));
  EXPECT_THAT(
      text,
      HasSubstr(
          R"("waived":{"by":"expected","reason":"the platform's own agent","expires":null})"));
  EXPECT_THAT(text, HasSubstr(R"("documents":{"read":2,"not_evaluated":1,"empty":1})"));
}

TEST(Github, EscapesWhatWouldEndACommand) {
  SampleReport sample;
  sample.locator.file = "a,b:c.yaml";
  const model::Control& control = sample.control("x", model::Severity::high);
  sample.finding(control, sample.resource("Pod", "", "p"), "100%\n::error::injected");
  const std::string text = sample.write("github");
  EXPECT_THAT(text, HasSubstr("::error file=a%2Cb%3Ac.yaml,line=5,col=5,"));
  EXPECT_THAT(text, HasSubstr("100%25\\n::error"));
  EXPECT_THAT(text, Not(HasSubstr("\n::error::injected")));
}

TEST(Markdown, StaysBelowTheSizeOfAComment) {
  SampleReport sample;
  const model::Resource& resource = sample.resource("Pod", "", "a|b<script>");
  for (std::size_t i = 0; i < 200; ++i) {
    const model::Control& control = sample.control(fmt::format("control-{}", i),
                                                   model::Severity::high);
    for (int n = 0; n < 60; ++n) sample.finding(control, resource, std::string(500, '|'));
    sample.problem(std::string(300, '|'), std::string(500, '<'));
  }
  const std::string text = sample.write("markdown");
  EXPECT_LE(text.size(), 60'000U);
  EXPECT_THAT(text, HasSubstr("did not fit here"));
  EXPECT_THAT(text, HasSubstr("200 not evaluated"));
  EXPECT_THAT(text, Not(HasSubstr("<script>")));
}

TEST(Html, SaysWhichFindingsHaveNoCode) {
  SampleReport sample;
  const model::Control& control = sample.control("x", model::Severity::low);
  const model::Resource& resource = sample.resource("Pod", "", "p");
  const model::Finding first = sample.finding(control, resource, "wrong");
  sample.report.findings.resize(20'000, first);
  EXPECT_THAT(sample.write("html"), Not(HasSubstr("Lines of code stand with")));
  sample.report.findings.push_back(first);
  const std::string text = sample.write("html");
  EXPECT_THAT(text, HasSubstr("Lines of code stand with the worst 20,000 of the 20,001 findings"));
  EXPECT_THAT(text, HasSubstr(R"("frames":20000)"));
  EXPECT_THAT(text, HasSubstr(R"("rank":20000,)"));
}

// Bytes that would move a cursor, end an element, or start a command, in every text that a manifest
// can bring.
class Hostile : public ::testing::TestWithParam<Format> {};

TEST_P(Hostile, NamesCannotBreakTheFormat) {
  SampleReport sample;
  const std::string bad = "a\x1b[31m\x07\xE2\x80\xAE]]></script><!--\"'&|\n::error::x\xFF\x01";
  sample.locator.file = bad + ".yaml";
  sample.locator.lines = {"a: b", "privileged: " + bad, "c: d"};
  sample.finding(sample.control("x", model::Severity::high), sample.resource("Pod", "ns", bad),
                 bad);
  sample.problem(bad, bad);
  sample.report.notices = {bad};
  sample.report.targets = {bad};
  const std::string text = sample.write(GetParam().name);
  EXPECT_THAT(text, Not(HasSubstr("\x1b")));
  EXPECT_THAT(text, Not(HasSubstr("\x07")));
  EXPECT_THAT(text, Not(HasSubstr("\xFF")));
  EXPECT_THAT(text, Not(HasSubstr("\n::error::x")));
  if (GetParam().name == "html") {
    EXPECT_THAT(text, Not(HasSubstr("]]></script>")));
  }
  if (GetParam().name != "json" && GetParam().name != "sarif") {
    EXPECT_THAT(text, Not(HasSubstr("\xE2\x80\xAE")));
  }
}

// No format prints a credential, wherever in a report it stands.
class Canary : public ::testing::TestWithParam<Format> {};

TEST_P(Canary, IsMaskedEverywhere) {
  const std::vector<std::string> tokens{
      "ghp"
      "_C4naryC4naryC4naryC4naryC4naryC4nary",
      "AKIA"
      "C4NARYC4NARYC4NA",
      "eyJ"
      "hbGciOiJIUzI1NiJ9.eyJjNG5hcnkiOjF9.c4naryc4nary",
      "xoxb"
      "-123456789-c4naryc4nary",
      "sk_live"
      "_c4naryc4naryc4nary",
      "glpat"
      "-c4naryc4naryc4nary12"};
  for (const std::string& token : tokens) {
    SampleReport sample;
    sample.locator.file = "deploy/" + token + ".yaml";
    sample.locator.lines = {"env:",
                            "- name: DB_PASSWORD",
                            "  value: hunter2hunter2",
                            "x:",
                            "  privileged: " + token,
                            "  apiKey: hunter2hunter2",
                            "  url: https://bob:hunter2hunter2@db/x",
                            "  password: |",
                            "    hunter2hunter2"};
    const model::Control& control = sample.control("x", model::Severity::high);
    const model::Resource& resource = sample.resource("Pod", token, token);
    model::Waived waived;
    waived.reason = "password=hunter2hunter2";
    sample.finding(control, resource, "value " + token + " and TOKEN=hunter2hunter2");
    sample.finding(control, resource, "value " + token, "value")
        .waived = &sample.report.waivers.emplace_back(std::move(waived));
    sample.problem(token + " password=hunter2hunter2", "near 'apiKey: hunter2hunter2' " + token)
        .waived_by = "TOKEN=hunter2hunter2";
    sample.problem("open", "near 'apiKey: hunter2hunter2' " + token).file = token;
    sample.report.notices = {"TOKEN=hunter2hunter2 " + token};
    sample.report.targets = {"https://bob:hunter2hunter2@git/x", token};
    for (const bool all : {false, true}) {
      const std::string text = sample.write(GetParam().name,
                                            {.width = 200, .colour = false, .all = all});
      EXPECT_THAT(text, Not(HasSubstr(token))) << text;
      EXPECT_THAT(text, Not(HasSubstr("hunter2"))) << text;
      EXPECT_THAT(text, HasSubstr("*")) << "the mask itself is shown";
    }
  }
}

std::string format_name(const ::testing::TestParamInfo<Format>& info) {
  return std::string(info.param.name);
}
INSTANTIATE_TEST_SUITE_P(Every, Hostile, ::testing::ValuesIn(formats().begin(), formats().end()),
                         format_name);
INSTANTIATE_TEST_SUITE_P(Every, Canary, ::testing::ValuesIn(formats().begin(), formats().end()),
                         format_name);

}  // namespace
}  // namespace bulwark::outputs
