// SPDX-License-Identifier: Apache-2.0
#include "outputs/benchmark_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/text.h"
#include "outputs/sample_report.h"
#include "outputs/text.h"

namespace bulwark::outputs {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class BenchmarkTable : public ::testing::Test {
 protected:
  BenchmarkTable() {
    fill(sample_);
    fill_benchmark(sample_);
  }
  SampleReport sample_;
};

TEST_F(BenchmarkTable, TellsEveryNumberUnderItsSection) {
  EXPECT_THAT(sample_.write("table"), HasSubstr(R"(CIS Kubernetes Benchmark 1.12

1.2  API server                                                  2 not evaluated
  not evaluated  1.2.1   Title of 1.2.1
      no API server was read
  not evaluated  1.2.2   Title of 1.2.2

5.2  Pod security                                       1 pass, 1 fail, 1 manual
  pass           5.2.1   Title of 5.2.1
  fail           5.2.2   Title of 5.2.2
      Deployment shop/cart)"));
}

TEST_F(BenchmarkTable, ShowsTheFirstThingsAndCountsTheRest) {
  const std::string text = sample_.write("table");
  EXPECT_THAT(text, HasSubstr("        privileged-container: container 'cart' runs privileged\n"));
  EXPECT_THAT(text, HasSubstr("      + 1 more: --all\n      1 finding is waived\n"));
  EXPECT_THAT(text, HasSubstr("      + 29 more: -o json\n"));
  EXPECT_THAT(text, HasSubstr("5 recommendations: 1 pass, 1 fail, 1 manual, 2 not evaluated\n"));
  EXPECT_THAT(sample_.write("table", {.all = true}), Not(HasSubstr("+ 1 more: --all")));
}

TEST_F(BenchmarkTable, FitsIntoTheWidthOfTheTerminal) {
  sample_.report.benchmark->sections[0].recommendations[0].reason = std::string(300, 'x');
  sample_.report.benchmark->sections[0].title = std::string(90, 'y');
  for (const unsigned width : {50U, 80U, 120U}) {
    for (const std::string& line : split(sample_.write("table", {.width = width}), '\n'))
      EXPECT_LE(display_width(line), std::max(width, 80U)) << line;
  }
}

TEST_F(BenchmarkTable, IsTakenIntoMarkdown) {
  const std::string text = sample_.write("markdown");
  EXPECT_THAT(text, HasSubstr("1 pass, 1 fail, 1 manual, 2 not evaluated</summary>"));
  EXPECT_THAT(text, HasSubstr("| 5.2.2 | Title of 5.2.2 | **fail** |\n"));
}

TEST_F(BenchmarkTable, MasksWhatLooksLikeASecret) {
  sample_.report.benchmark->sections[0]
      .recommendations[0]
      .reason = "password=correct-horse-battery";
  for (const char* format : {"table", "json", "markdown"})
    EXPECT_THAT(sample_.write(format), Not(HasSubstr("correct-horse"))) << format;
}

}  // namespace
}  // namespace bulwark::outputs
