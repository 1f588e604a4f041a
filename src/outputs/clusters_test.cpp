// SPDX-License-Identifier: Apache-2.0
// How each format tells objects of clusters: by the cluster's name, and by a path instead of a
// line.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "outputs/judged_report.h"
#include "outputs/text.h"

namespace bulwark::outputs {
namespace {

using ::testing::HasSubstr;

class Clusters : public JudgedReport {
 protected:
  void SetUp() override { fill_clusters(sample_); }
};

TEST_F(Clusters, StandInAColumnOfTheTable) {
  EXPECT_EQ(sample_.write("table"),
            R"(CRITICAL  Title of privileged-container                     privileged-container
  prod                  Deployment shop/cart         …securityContext.privileged
    container 'cart' runs privileged
  …/staging             Deployment shop/cart         …securityContext.privileged
    container 'cart' runs privileged
                        Pod p                                 deploy/cart.yaml:5
    container 'p' runs privileged
         4  - name: cart
    >    5    privileged: true
         6    image: cart:latest
  fix  Set it to false.

Not evaluated
  prod: secrets: jane may not list them

Clusters                        critical      high    medium       low      info
  prod                                 1         -         -         -         -
  …/staging                            1         -         -         -         -

Findings     critical      high    medium       low      info
  container         3         -         -         -         -

3 documents: 3 read, 0 not evaluated, 0 empty; 98 controls; 1 other gap
)");
}

TEST_F(Clusters, AreNotNamedOnEveryLineWhereThereIsOne) {
  SampleReport sample;
  sample.finding(sample.control("x", model::Severity::high),
                 sample.resource("Pod", "shop", "cart", sample.cluster("prod")), "wrong");
  const std::string text = sample.write("table");
  const std::string cluster = "Cluster prod, v1.37.2\n";
  ASSERT_THAT(text, HasSubstr(cluster));
  EXPECT_EQ(text.find("prod"), text.rfind("prod"));
  EXPECT_THAT(text, HasSubstr("spec.containers[0].privileged"));
  EXPECT_THAT(sample.write("json"), HasSubstr(R"("resource":{"cluster":"prod")"));
}

TEST_F(Clusters, AreListedInJsonWithTheirCounts) {
  model::Oddity oddity;
  oddity.control = &sample_.report.findings[0].control();
  oddity.objects = 1;
  oddity.examples = {"Deployment shop/cart"};
  sample_.report.fleet.oddities = {oddity};
  const std::string text = sample_.write("json");
  EXPECT_THAT(
      text,
      HasSubstr(
          R"({"name":"prod","server_version":"v1.37.2",)"
          R"("taken_at":"2026-11-24T10:30:00Z","namespaces":[],"resources":0,"findings":{"critical":1,)"));
  EXPECT_THAT(text, HasSubstr(R"("file":"","line":0,"column":0,)"
                              R"("path":"spec.containers[0].securityContext.privileged")"));
  EXPECT_THAT(text, HasSubstr(R"("cluster":"prod","document":false)"));
  EXPECT_NE(judge("json", "json " BULWARK_SOURCE_DIR "/docs/report.schema.json"), 1);
}

TEST_F(Clusters, GiveObjectsOfOneNameTwoFingerprints) {
  EXPECT_NE(model::fingerprint(sample_.report.findings[0], "prod"),
            model::fingerprint(sample_.report.findings[1], "staging"));
}

TEST_F(Clusters, AreTheFirstPartOfSarifsNames) {
  const std::string text = sample_.write("sarif");
  EXPECT_THAT(text, HasSubstr(R"("fullyQualifiedName":"prod/shop/Deployment/cart")"));
  EXPECT_THAT(text, HasSubstr(R"("path":"spec.containers[0].securityContext.privileged")"));
  EXPECT_THAT(text, HasSubstr("prod: secrets: jane may not list them"));
}

TEST_F(Clusters, NameTheCasesOfJunit) {
  EXPECT_THAT(sample_.write("junit"), HasSubstr(R"(name="prod: Deployment shop/cart spec.)"));
  EXPECT_EQ(judge("junit", "xml"), 0);
}

TEST_F(Clusters, AreAColumnInMarkdown) {
  EXPECT_THAT(sample_.write("markdown"),
              HasSubstr("| prod | Deployment shop/cart | spec.containers"));
}

TEST_F(Clusters, AreNamedInAnnotationsOfGitHub) {
  EXPECT_THAT(sample_.write("github"), HasSubstr("::prod: Deployment shop/cart: container"));
}

TEST_F(Clusters, CanBeFilteredInThePage) {
  const std::string text = sample_.write("html");
  EXPECT_THAT(text, HasSubstr(R"("clusters":true)"));
  EXPECT_THAT(text, HasSubstr(R"("cluster":"prod","kind":"Deployment")"));
}

}  // namespace
}  // namespace bulwark::outputs
