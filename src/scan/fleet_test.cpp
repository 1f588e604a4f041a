// SPDX-License-Identifier: Apache-2.0
// What is told of three or two clusters with the same and with other objects.
#include "scan/fleet.h"

#include <fmt/core.h>
#include <gtest/gtest.h>

#include "outputs/sample_report.h"
#include "outputs/view.h"

namespace bulwark::scan {
namespace {

class FleetTest : public ::testing::Test {
 protected:
  explicit FleetTest(int clusters = 3) {
    for (int i = 0; i < clusters; ++i)
      sources_.push_back(sample_.cluster(std::string(1, static_cast<char>('a' + i))));
    sample_.inventory.segments.emplace_back();
  }

  // Deployments of that name in the clusters, and a finding in those that are capital letters.
  void deploy(const model::Control& control, const std::string& name, const std::string& clusters) {
    for (const char cluster : clusters) {
      const bool found = std::isupper(cluster) != 0;
      const auto index = static_cast<std::size_t>(std::tolower(cluster) - 'a');
      auto& resources = sample_.inventory.segments[0].resources;
      resources.push_back(sample_.resource("Deployment", "shop", name, sources_[index]));
      if (found) sample_.finding(control, resources.back(), "wrong");
    }
  }

  std::vector<std::string> told() {
    compare_clusters(sample_.report, 7);
    std::vector<std::string> out;
    const outputs::View view(sample_.report, sample_.locator);
    for (const outputs::ShownOddity& oddity : view.oddities()) out.push_back(oddity.sentence());
    return out;
  }
  using Told = std::vector<std::string>;

  outputs::SampleReport sample_;
  std::vector<std::uint32_t> sources_;
  const model::Control& high_ = sample_.control("high-one", model::Severity::high);
  const model::Control& low_ = sample_.control("low-one", model::Severity::low);
};

class PairTest : public FleetTest {
 protected:
  PairTest() : FleetTest(2) {}
};

TEST_F(FleetTest, OneClusterAloneHasAFindingOfAControl) {
  deploy(low_, "x", "aBc");
  for (const char* name : {"p", "q", "r", "s", "t"}) deploy(high_, name, "abC");
  EXPECT_EQ(told(), (Told{"high-one: only c has it: Deployment shop/p, Deployment shop/q, "
                          "Deployment shop/r and 2 more",
                          "low-one: only b has it: Deployment shop/x"}));
}

TEST_F(FleetTest, OneClusterAloneLacksWhatAllOthersHave) {
  deploy(high_, "x", "AbC");
  deploy(high_, "y", "Ab");
  EXPECT_EQ(told(), (Told{"high-one: all but b have it: Deployment shop/x, Deployment shop/y"}));
}

TEST_F(FleetTest, TheSameObjectDiffersThoughTheControlDoesNot) {
  deploy(high_, "everywhere", "ABC");
  deploy(high_, "cart", "aBc");
  deploy(high_, "pay", "AbC");
  EXPECT_EQ(told(), (Told{"high-one: only b has it on the same objects: Deployment shop/cart",
                          "high-one: all but b have it on the same objects: Deployment shop/pay"}));
}

TEST_F(FleetTest, ObjectsOfOneClusterAloneAreNoOddity) {
  deploy(high_, "everywhere", "ABC");
  deploy(high_, "own", "B");
  deploy(high_, "gone", "AB");
  EXPECT_EQ(told(), Told());
}

TEST_F(FleetTest, WaivedFindingsDoNotCount) {
  deploy(high_, "cart", "aBc");
  const model::Waived waived;
  sample_.report.findings[0].waived = &waived;
  EXPECT_EQ(told(), Told());
}

TEST_F(FleetTest, SaysWhereAGapMayHideIt) {
  deploy(high_, "cart", "aBc");
  deploy(low_, "cart", "ABc");
  sample_.problem("control low-one on Deployment shop/cart", "cannot").cluster = "c";
  sample_.report.not_evaluated.back().control = "low-one";
  const std::string hint = "; where it is missing, not everything could be evaluated";
  EXPECT_EQ(told(), (Told{"high-one: only b has it: Deployment shop/cart",
                          "low-one: all but c have it: Deployment shop/cart" + hint}));
  sample_.problem("secrets", "forbidden").cluster = "a";
  EXPECT_EQ(told()[0], "high-one: only b has it: Deployment shop/cart" + hint);
}

TEST_F(FleetTest, ItemsOfListsCountByName) {
  deploy(high_, "everywhere", "ABC");
  deploy(high_, "cart", "ABC");
  // Cluster b names the container at another place: what was spec.containers[0] is not there.
  sample_.report.findings[4].item = &sample_.report.items.emplace_back("spec.containers[1]");
  EXPECT_EQ(told().size(), 2U) << "two places, each at one cluster or at all but one";
}

TEST_F(FleetTest, IsBounded) {
  for (int i = 0; i < 250; ++i) {
    deploy(sample_.control(fmt::format("c-{}", i), model::Severity::low), "cart", "aBc");
  }
  EXPECT_EQ(told().size(), 200U);
  EXPECT_EQ(sample_.report.fleet.left_out, 50U);
}

TEST_F(PairTest, EachDifferenceIsToldOnce) {
  deploy(high_, "cart", "aB");
  deploy(low_, "cart", "Ab");
  EXPECT_EQ(told(), (Told{"high-one: only b has it: Deployment shop/cart",
                          "low-one: only a has it: Deployment shop/cart"}));
}

TEST_F(PairTest, TheFormatsTellIt) {
  deploy(high_, "cart", "aB");
  compare_clusters(sample_.report, 7);
  for (const char* format : {"table", "json", "markdown", "html"}) {
    const std::string text = sample_.write(format);
    const bool json = std::string_view(format) == "json";
    EXPECT_NE(text.find(json ? R"("difference":"only_here")" : "only b has it"), std::string::npos)
        << format << "\n"
        << text;
  }
}

}  // namespace
}  // namespace bulwark::scan
