// SPDX-License-Identifier: Apache-2.0
// One vulnerability of many images is one document, with what has it and what mends it.
#include "scan/image_vulnerabilities.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "formats/json_write.h"
#include "scan/scan.h"

namespace bulwark::scan {
namespace {

using model::AdvisoryState;
using model::VulnerabilitySeverity;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class ImageVulnerabilitiesTest : public testing::Test {
 protected:
  struct Row {
    std::string id, package, version, fixed;
    VulnerabilitySeverity severity = VulnerabilitySeverity::high;
    AdvisoryState state = AdvisoryState::fixed;
  };

  // Each row has a package of its own; all are of layer 1.
  std::vector<std::string> add(const MatchedImage& image, const std::vector<Row>& rows,
                               const std::string& exploited = {}) {
    model::Sbom bill;
    VulnerableBill matched;
    for (const Row& row : rows) {
      model::Package package;
      package.type = model::PackageType::deb;
      package.name_space = "debian";
      package.name = row.package;
      package.version = row.version;
      bill.packages.push_back({package, model::SbomLayer{"sha256:0", 0}});
      matched.packages.push_back(package);
      model::Vulnerability one;
      one.package = matched.packages.size() - 1;
      one.id = row.id;
      one.fixed_version = row.fixed;
      one.severity = row.severity;
      one.state = row.state;
      if (row.id == exploited)
        one.exploitation = model::Exploitation{
            .cve = row.id, .epss = {}, .percentile = {}, .known_exploited = "2026-11-02"};
      matched.match.rows.push_back(one);
    }
    return all_.add(image, bill, matched);
  }

  std::vector<std::string> documents() {
    std::vector<std::string> out;
    for (const formats::Value& one : all_.documents(builder_)) {
      documents_.push_back({.root = one});
      out.emplace_back(one.at("metadata", "name")->as_string());
    }
    return out;
  }

  // "control: message" of all findings.
  std::vector<std::string> findings(const std::string& controls = "image-vulnerability-*") {
    policy::Catalogue catalogue;
    EXPECT_TRUE(load_catalogue(catalogue));
    policy::Selection selection;
    selection.controls = {controls};
    auto chosen = catalogue.choose(selection);
    EXPECT_TRUE(chosen);
    for (const model::Resource& one : documents_) collect_vulnerability(*chosen, one, report_);
    std::vector<std::string> out;
    for (const model::Finding& one : report_.findings)
      out.push_back(one.control().id + ": " + one.detail->message);
    return out;
  }

  ImageVulnerabilities all_;
  formats::Pool pool_{1, 1};
  formats::Builder builder_{pool_};
  std::vector<model::Resource> documents_;
  model::Report report_;
};

TEST_F(ImageVulnerabilitiesTest, AreOneRowForAllWorkloads) {
  std::vector<std::string> users;
  for (int i = 100; i < 300; ++i) users.push_back("Deployment shop/a" + std::to_string(i));
  EXPECT_THAT(add({{"shop/cart:1"}, users, 1, false}, {{"CVE-1", "openssl", "1", "2"}}), IsEmpty());
  EXPECT_THAT(add({{"shop/web:1"}, {}, 0, false}, {{"CVE-1", "openssl", "1", "2"}}), IsEmpty());
  EXPECT_THAT(documents(), ElementsAre("CVE-1"));
  EXPECT_THAT(findings(),
              ElementsAre("image-vulnerability-high: openssl 1 (fixed in 2) in shop/cart:1, "
                          "shop/web:1, used by Deployment shop/a100, Deployment shop/a101, "
                          "Deployment shop/a102 and 197 more workloads"));
  EXPECT_THAT(report_.findings[0].detail->affects, SizeIs(202));
}

TEST_F(ImageVulnerabilitiesTest, TellWhoseTheyAreAndTheWorstOfTheirGrades) {
  add({{"a"}, {}, 1, false},
      {{"CVE-1", "bash", "1", "", VulnerabilitySeverity::low, AdvisoryState::will_not_fix}});
  add({{"b"}, {}, 2, false}, {{"CVE-1", "bash", "2", "3", VulnerabilitySeverity::critical}});
  documents();
  EXPECT_THAT(findings(), ElementsAre("image-vulnerability-critical: bash 1 (will not be fixed), "
                                      "bash 2 (fixed in 3) in a, b, from their base images"));
  EXPECT_THAT(report_.findings[0].detail->affects, ElementsAre("a", "b"));
}

// As 3.1.4-r0 of two releases of Alpine.
TEST_F(ImageVulnerabilitiesTest, OfOneVersionInTwoDistributionsKeepTheirOwnFix) {
  add({{"a"}, {}, {}, false}, {{"CVE-1", "openssl", "1", "1-r1"}});
  add({{"b"}, {}, {}, false},
      {{"CVE-1", "openssl", "1", "", VulnerabilitySeverity::high, AdvisoryState::affected}});
  documents();
  EXPECT_THAT(findings(), ElementsAre("image-vulnerability-high: openssl 1 (no fix yet), openssl 1 "
                                      "(fixed in 1-r1) in a, b"));
}

TEST_F(ImageVulnerabilitiesTest, NameAllThatLeadsToAnImage) {
  add({{"a:1", "a:stable"}, {}, {}, false}, {{"CVE-1", "openssl", "1", "2"}});
  documents();
  findings();
  EXPECT_THAT(report_.findings[0].detail->affects, ElementsAre("a:1", "a:stable"));
}

TEST_F(ImageVulnerabilitiesTest, AreOfTheControlOfTheirSeverityAndExploitedOnesOfTheirOwn) {
  add({{"a"}, {}, {}, false},
      {{"CVE-1", "a", "1", "2", VulnerabilitySeverity::low},
       {"CVE-2", "b", "1", "2", VulnerabilitySeverity::unknown},
       {"CVE-3", "c", "1", "2", VulnerabilitySeverity::negligible}},
      "CVE-1");
  EXPECT_THAT(documents(), SizeIs(3));
  EXPECT_THAT(findings(), ElementsAre("image-vulnerability-exploited: a 1 (fixed in 2) in a; "
                                      "exploited, says CISA since 2026-11-02",
                                      HasSubstr("image-vulnerability-unrated: b 1"),
                                      HasSubstr("image-vulnerability-negligible: c 1")));
  report_.findings.clear();
  EXPECT_THAT(findings("image-vulnerability-critical"), IsEmpty());
}

TEST_F(ImageVulnerabilitiesTest, LeaveOutWhatNothingMendsOnRequestAndSayWhatIsUndecided) {
  const std::vector<Row> rows{
      {"CVE-1", "a", "1", "", VulnerabilitySeverity::high, AdvisoryState::affected},
      {"CVE-2", "b", "1", "", VulnerabilitySeverity::high, AdvisoryState::unknown},
      {"CVE-3", "c", "1", "", VulnerabilitySeverity::high, AdvisoryState::not_affected}};
  EXPECT_THAT(add({{"a"}, {}, {}, true}, rows), ElementsAre("CVE-2 of b 1"));
  EXPECT_TRUE(all_.empty());
  EXPECT_THAT(add({{"a"}, {}, {}, false}, rows), ElementsAre("CVE-2 of b 1"));
  EXPECT_THAT(documents(), ElementsAre("CVE-1"));
  EXPECT_THAT(findings(), ElementsAre("image-vulnerability-high: a 1 (no fix yet) in a"));
}

}  // namespace
}  // namespace bulwark::scan
