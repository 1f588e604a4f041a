// SPDX-License-Identifier: Apache-2.0
// The shipped benchmarks are whole: every number is there, and something answers it.
#include "scan/benchmark_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "scan/analyses.h"
#include "scan/scan.h"

namespace bulwark::scan {
namespace {

/// What a benchmark is to hold.
struct Wanted {
  std::string name;
  std::vector<std::pair<std::string, std::size_t>> sections;  ///< numbers, and how many of each
  std::vector<std::string> manual_and_controls;  ///< of which controls see what is surely wrong
  std::size_t most_manual = 0;
};

class ShippedBenchmark : public ::testing::TestWithParam<Wanted> {
 protected:
  void SetUp() override {
    ASSERT_TRUE(load_catalogue(catalogue_));
    auto loaded = load_benchmark(GetParam().name, catalogue_);
    ASSERT_TRUE(loaded) << loaded.error().text();
    ASSERT_TRUE(*loaded);
    file_ = **std::move(loaded);
    for (const policy::ControlFile& control : catalogue_.controls()) {
      for (const model::FrameworkId& id : control.control.frameworks) {
        if (id.framework == GetParam().name) controls_[id.id].push_back(control.control.id);
      }
    }
  }

  policy::Catalogue catalogue_;
  BenchmarkFile file_;
  std::map<std::string, std::vector<std::string>> controls_;  // by number
};

TEST_P(ShippedBenchmark, HasAllNumbersInTheirOrder) {
  std::vector<std::pair<std::string, std::size_t>> sections;
  for (const BenchmarkPart& part : file_.parts) {
    sections.emplace_back(part.number, part.entries.size());
    for (std::size_t i = 0; i < part.entries.size(); ++i)
      EXPECT_EQ(part.entries[i].number, part.number + "." + std::to_string(i + 1));
  }
  EXPECT_EQ(sections, GetParam().sections);
}

TEST_P(ShippedBenchmark, IsAnsweredByAControlOrByAPerson) {
  std::vector<std::string> manual;
  for (const BenchmarkPart& part : file_.parts) {
    for (const BenchmarkEntry& entry : part.entries) {
      EXPECT_TRUE(!entry.manual.empty() || controls_.contains(entry.number)) << entry.number;
      if (!entry.manual.empty()) manual.push_back(entry.number);
    }
  }
  EXPECT_LE(manual.size(), GetParam().most_manual);
}

// Of these a control sees only what is surely wrong. Any other number that a control answers is no
// longer for a person to judge.
TEST_P(ShippedBenchmark, LeavesToAPersonOnlyWhatNoControlAnswersInFull) {
  std::vector<std::string> both;
  for (const BenchmarkPart& part : file_.parts) {
    for (const BenchmarkEntry& entry : part.entries) {
      if (!entry.manual.empty() && controls_.contains(entry.number)) both.push_back(entry.number);
    }
  }
  EXPECT_EQ(both, GetParam().manual_and_controls);
}

TEST_P(ShippedBenchmark, HasEveryNumberThatAControlNames) {
  std::set<std::string> numbers;
  for (const BenchmarkPart& part : file_.parts) {
    for (const BenchmarkEntry& entry : part.entries) numbers.insert(entry.number);
  }
  for (const auto& [number, controls] : controls_)
    EXPECT_TRUE(numbers.contains(number)) << number << " of " << controls.front();
}

// A text that no message has any more would let its findings pass.
TEST_P(ShippedBenchmark, TellsFindingsApartByTextsThatTheyHave) {
  for (const BenchmarkPart& part : file_.parts) {
    for (const BenchmarkEntry& entry : part.entries) {
      for (const auto& [id, texts] : entry.only) {
        const auto& mapped = controls_[entry.number];
        EXPECT_EQ(std::ranges::count(mapped, id), 1) << entry.number << " " << id;
        const policy::ControlFile* control = catalogue_.find(id);
        ASSERT_NE(control, nullptr) << id;
        const auto results = scan::run_examples(*control);
        ASSERT_TRUE(results);
        EXPECT_TRUE(
            std::ranges::any_of(*results,
                                [&, &told = texts](const auto& one) {
                                  return std::ranges::any_of(told, [&](const std::string& text) {
                                    return text != "; and " && one.outcome.contains(text);
                                  });
                                }))
            << entry.number << " " << id;
      }
    }
  }
}

TEST_P(ShippedBenchmark, CanDoWithoutSomeControlsOfANumberAndNeverWithoutAll) {
  for (const BenchmarkPart& part : file_.parts) {
    for (const BenchmarkEntry& entry : part.entries) {
      const auto& mapped = controls_[entry.number];
      for (const std::string& id : entry.beside)
        EXPECT_EQ(std::ranges::count(mapped, id), 1) << entry.number << " " << id;
      EXPECT_TRUE(entry.beside.empty() || entry.beside.size() < mapped.size()) << entry.number;
    }
  }
}

TEST_P(ShippedBenchmark, ShowsByExpressionsThatCompile) {
  for (const BenchmarkPart& part : file_.parts) {
    for (const BenchmarkEntry& entry : part.entries) {
      for (const policy::ControlFile& one : entry.evidence) {
        const auto compiled = policy::compile_control(one, one.rules.front(), one.parameters);
        EXPECT_TRUE(compiled) << entry.number << ": " << compiled.error().text();
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(
    All, ShippedBenchmark,
    ::testing::Values(Wanted{"cis-1.12",
                             {{"1.1", 21},
                              {"1.2", 30},
                              {"1.3", 7},
                              {"1.4", 2},
                              {"2", 7},
                              {"3.1", 3},
                              {"3.2", 2},
                              {"4.1", 10},
                              {"4.2", 14},
                              {"4.3", 1},
                              {"5.1", 13},
                              {"5.2", 12},
                              {"5.3", 2},
                              {"5.4", 2},
                              {"5.5", 1},
                              {"5.6", 4}},  // 131
                             {"3.1.1", "3.1.2", "5.5.1", "5.6.1"},
                             8},
                      Wanted{"cis-docker-1.6", {{"4", 12}}, {"4.2", "4.3", "4.12"}, 4}),
    [](const auto& one) { return one.param.name == "cis-1.12" ? "Kubernetes" : "Docker"; });

class BenchmarkFileTest : public ::testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(load_catalogue(catalogue_)); }

  policy::Catalogue catalogue_;
};

TEST_F(BenchmarkFileTest, RefusesWhatItDoesNotKnow) {
  EXPECT_FALSE(read_benchmark("{name: a, title: b, sections: [], more: 1}", catalogue_));
  const auto read = [&](const std::string& entry) {
    return read_benchmark(
        "{name: a, title: b, sections: [{number: '1', title: c, recommendations: [" + entry +
            "]}]}",
        catalogue_);
  };
  EXPECT_TRUE(read("{number: '1.1', title: d}"));
  EXPECT_FALSE(read("{number: '1.1'}"));
  const auto lonely = read("{number: '1.1', title: d, manual: e}");
  ASSERT_FALSE(lonely);
  EXPECT_THAT(lonely.error().text(), ::testing::HasSubstr("recommendations[0].evidence"));
  EXPECT_FALSE(read("{number: '1.1', title: d, manual: e, evidence: [{for: nonsense}]}"));
}

TEST_F(BenchmarkFileTest, IsNothingForAFrameworkWithoutAnOrder) {
  const auto loaded = load_benchmark("nsa", catalogue_);
  ASSERT_TRUE(loaded);
  EXPECT_FALSE(*loaded);
}

}  // namespace
}  // namespace bulwark::scan
