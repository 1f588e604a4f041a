// SPDX-License-Identifier: Apache-2.0
// The shipped catalogue, held to its own rules: every example has the verdict that it claims.
#include <gtest/gtest.h>

#include <algorithm>

#include "policy/embedded.h"
#include "policy/examples.h"
#include "scan/analyses.h"
#include "scan/scan.h"

namespace bulwark::scan {
namespace {

class ShippedCatalogue : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto loaded = load_catalogue(catalogue_);
    ASSERT_TRUE(loaded) << loaded.error().text();
  }
  policy::Catalogue catalogue_;
};

TEST_F(ShippedCatalogue, EveryExampleHasItsVerdict) {
  std::size_t examples = 0;
  for (const policy::ControlFile& file : catalogue_.controls()) {
    const auto results = scan::run_examples(file);
    ASSERT_TRUE(results) << file.control.id << ": " << results.error().text();
    for (const policy::ExampleResult& result : *results) {
      EXPECT_TRUE(result.good) << result.control << ": examples[" << result.index << "] should "
                               << (result.expected_pass ? "pass" : "fail")
                               << ", but: " << result.outcome;
      ++examples;
    }
  }
  EXPECT_GT(examples, 300U);
}

TEST_F(ShippedCatalogue, EveryControlHasTwoExamplesOfEachKind) {
  for (const policy::ControlFile& file : catalogue_.controls()) {
    if (file.engine == policy::Engine::reader) continue;
    const auto passing = std::count_if(file.examples.begin(), file.examples.end(),
                                       [](const auto& e) { return e.pass; });
    EXPECT_GE(passing, 2) << file.control.id;
    EXPECT_GE(static_cast<std::ptrdiff_t>(file.examples.size()) - passing, 2) << file.control.id;
  }
}

TEST_F(ShippedCatalogue, EveryControlOfAnAnalyzerIsAnsweredByIt) {
  std::vector<std::string_view> ids;
  for (const policy::ControlFile& file : catalogue_.controls()) {
    if (file.engine == policy::Engine::analyzer) ids.push_back(file.control.id);
  }
  std::sort(ids.begin(), ids.end());
  EXPECT_EQ(ids, analyzed_controls());
}

TEST_F(ShippedCatalogue, FilesAreNamedAfterTheirControlAndLayer) {
  std::size_t index = 0;
  for (const policy::EmbeddedFile& file : policy::embedded_controls()) {
    const model::Control& control = catalogue_.controls()[index++].control;
    EXPECT_EQ(file.path, std::string(model::name(control.layer)) + "/" + control.id + ".yaml");
    EXPECT_FALSE(control.why.empty()) << control.id;
    EXPECT_FALSE(control.fix.text.empty()) << control.id;
  }
}

TEST_F(ShippedCatalogue, FrameworkIdsAreSorted) {
  for (const policy::ControlFile& file : catalogue_.controls()) {
    const auto& ids = file.control.frameworks;
    EXPECT_TRUE(std::is_sorted(ids.begin(), ids.end(), [](const auto& a, const auto& b) {
      return std::pair(a.framework, a.id) < std::pair(b.framework, b.id);
    })) << file.control.id;
  }
}

TEST_F(ShippedCatalogue, NamesThatMatchNothingAreErrorsWithASuggestion) {
  policy::Selection selection;
  selection.controls = {"priviledged-container"};
  const auto control = catalogue_.choose(selection);
  ASSERT_FALSE(control);
  EXPECT_NE(control.error().message.find("did you mean 'privileged-container'?"),
            std::string::npos);
  selection = {};
  selection.frameworks = {"pss-restrictd@v1.30"};
  EXPECT_NE(catalogue_.choose(selection).error().message.find("pss-restricted"), std::string::npos);
  selection.frameworks = {"pss-restricted@v1.99"};
  EXPECT_FALSE(catalogue_.choose(selection));
  selection = {};
  selection.layers = {"contianer"};
  EXPECT_NE(catalogue_.choose(selection).error().message.find("container"), std::string::npos);
}

std::vector<std::string> ids_of(const std::deque<policy::CompiledControl>& controls) {
  std::vector<std::string> out;
  for (const policy::CompiledControl& control : controls) out.push_back(control.file->control.id);
  return out;
}

TEST_F(ShippedCatalogue, WhatASiteEnablesRunsBesideTheDefaultOnes) {
  policy::Selection selection;
  selection.also = {"image-reg*"};
  const auto chosen = catalogue_.choose(selection);
  ASSERT_TRUE(chosen);
  EXPECT_TRUE(std::ranges::count(ids_of(chosen->controls), "image-registry"));
  EXPECT_TRUE(std::ranges::count(ids_of(chosen->controls), "privileged-container"));
  EXPECT_FALSE(std::ranges::count(ids_of(chosen->controls), "image-digest"));
  selection.controls = {"privileged-container"};
  const auto named = catalogue_.choose(selection);
  ASSERT_TRUE(named);
  EXPECT_EQ(ids_of(named->controls), std::vector<std::string>{"privileged-container"});
}

TEST_F(ShippedCatalogue, ControlsAboutConnectionsAreNotForScans) {
  policy::Selection selection;
  selection.controls = {"pod-shell", "privileged-container"};
  const auto chosen = catalogue_.choose(selection);
  ASSERT_TRUE(chosen);
  EXPECT_EQ(chosen->size(), 1U);
  EXPECT_EQ(ids_of(chosen->of_connections), std::vector<std::string>{"pod-shell"});
}

TEST_F(ShippedCatalogue, OnlyAControlAboutConnectionsSeesARequest) {
  const std::string rest =
      "title: T\nlayer: cluster\nseverity: low\nwhy: w\nfix: {text: f}\n"
      "require: \"request.name != ''\"\n";
  policy::Catalogue own;
  ASSERT_TRUE(own.add("a", "id: a\nfor: CONNECT pods/exec\n" + rest));
  ASSERT_TRUE(own.add("b", "id: b\nfor: v1/pods\n" + rest));
  EXPECT_FALSE(own.add("c", "id: c\nfor: [CONNECT pods/exec, v1/pods]\n" + rest));
  EXPECT_FALSE(own.add("d", "id: d\nfor: CONNECT pods\n" + rest));
  policy::Selection selection;
  selection.controls = {"a"};
  EXPECT_TRUE(own.choose(selection));
  selection.controls = {"b"};
  const auto chosen = own.choose(selection);
  ASSERT_FALSE(chosen);
  EXPECT_NE(chosen.error().message.find("only a control about connections sees a request"),
            std::string::npos)
      << chosen.error().text();
}

}  // namespace
}  // namespace bulwark::scan
