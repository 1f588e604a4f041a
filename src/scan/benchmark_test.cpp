// SPDX-License-Identifier: Apache-2.0
// The verdicts of a benchmark: silence is a pass only where something was asked.
#include "scan/benchmark.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "io/test_folder.h"
#include "scan/scan.h"

namespace bulwark::scan {
namespace {

using model::BenchmarkVerdict;
using ::testing::HasSubstr;

const std::string kPod =
    "apiVersion: v1\nkind: Pod\nmetadata: {name: a, namespace: shop}\nspec:\n"
    "  containers: [{name: a, image: b}]\n";
const std::string kApiServer =
    "apiVersion: v1\nkind: Pod\nmetadata: {name: api, namespace: kube-system}\nspec:\n"
    "  containers:\n  - name: kube-apiserver\n    image: registry.k8s.io/kube-apiserver:v1.34.4\n"
    "    command: [kube-apiserver, --profiling=false, --anonymous-auth=maybe";

class Benchmark : public ::testing::Test {
 protected:
  void look(const std::string& manifests, const std::string& config = "") {
    options_.targets = {folder_.write("manifests/a.yaml", manifests)};
    options_.config_file = folder_.write("bulwark.yaml", config);
    options_.selection.frameworks = {"cis-1.12"};
    options_.today = "2026-11-29";
    auto done = scan(options_);
    ASSERT_TRUE(done) << done.error().text();
    scan_ = *std::move(done);
    ASSERT_TRUE(scan_->report.benchmark);
  }

  const model::Recommendation& of(std::string_view number) const {
    for (const model::BenchmarkSection& section : scan_->report.benchmark->sections) {
      for (const model::Recommendation& one : section.recommendations) {
        if (one.number == number) return one;
      }
    }
    ADD_FAILURE() << "there is no " << number;
    static const model::Recommendation kNone;
    return kNone;
  }

  void expect(std::string_view number, BenchmarkVerdict verdict, std::string_view reason = "") {
    EXPECT_EQ(of(number).verdict, verdict) << number << ": " << of(number).reason;
    EXPECT_THAT(of(number).reason, HasSubstr(reason)) << number;
  }

  io::TestFolder folder_;
  ScanOptions options_;
  std::unique_ptr<Scan> scan_;
};

TEST_F(Benchmark, PassesNothingThatWasNotThere) {
  look(kPod);
  expect("5.2.2", BenchmarkVerdict::pass);
  expect("1.2.1", BenchmarkVerdict::not_evaluated, "no API server was read");
  expect("1.1.1", BenchmarkVerdict::not_evaluated, "no node was read");
  expect("5.1.13", BenchmarkVerdict::not_evaluated, "were read");
  expect("5.6.1", BenchmarkVerdict::not_evaluated, "no namespaces");
  EXPECT_TRUE(of("1.2.1").open);
  EXPECT_TRUE(scan_->report.benchmark->has_open());
}

TEST_F(Benchmark, TakesManifestsForEverythingWhereTheyAre) {
  options_.complete = true;
  look(kPod);
  expect("5.1.13", BenchmarkVerdict::pass);
  expect("1.2.1", BenchmarkVerdict::not_evaluated, "no API server was read");
}

TEST_F(Benchmark, FailsByWhatAControlFound) {
  look(
      "apiVersion: v1\nkind: Pod\nmetadata: {name: a, namespace: shop}\nspec:\n"
      "  hostNetwork: true\n"
      "  containers: [{name: a, image: b, securityContext: {privileged: true}}]\n");
  expect("5.2.2", BenchmarkVerdict::fail);
  expect("5.2.5", BenchmarkVerdict::fail);
  expect("5.2.3", BenchmarkVerdict::pass);
  ASSERT_EQ(of("5.2.2").evidence.size(), 1U);
  EXPECT_EQ(of("5.2.2").evidence[0].control->id, "privileged-container");
  EXPECT_EQ(of("5.2.2").evidence[0].resource->title(), "Pod shop/a");
}

TEST_F(Benchmark, PassesWhatIsWaivedAndSaysSo) {
  look(
      "apiVersion: v1\nkind: Pod\nmetadata: {name: a, namespace: shop}\nspec:\n"
      "  containers: [{name: a, image: b, securityContext: {privileged: true}}]\n",
      "waivers: [{control: privileged-container, reason: r, expires: 2027-01-01}]\n");
  expect("5.2.2", BenchmarkVerdict::pass);
  EXPECT_EQ(of("5.2.2").waived, 1U);
}

TEST_F(Benchmark, DoesNotPassWhatCouldNotBeRead) {
  look(kPod + "---\nkind: [\n");
  expect("5.2.2", BenchmarkVerdict::not_evaluated, "could not be read");
  look(kApiServer + "]\n");
  expect("1.2.15", BenchmarkVerdict::pass);
  expect("1.2.1", BenchmarkVerdict::not_evaluated, "api-server-anonymous on KubeAPIServer");
  EXPECT_TRUE(of("1.2.1").open);
}

TEST_F(Benchmark, DoesNotPassWhatAppliesToNothing) {
  look(kApiServer + "]\n");  // it writes no audit log
  expect("1.2.16", BenchmarkVerdict::fail);
  expect("1.2.17", BenchmarkVerdict::not_evaluated, "does not apply to the API server");
}

TEST_F(Benchmark, GivesAPersonWhatShowsIt) {
  look(kApiServer + ", --oidc-issuer-url=https://id.example.org]\n");
  expect("3.1.1", BenchmarkVerdict::manual, "certificate");
  EXPECT_FALSE(of("3.1.1").open);
  ASSERT_FALSE(of("3.1.1").evidence.empty());
  EXPECT_THAT(of("3.1.1").evidence[0].message, HasSubstr("tokens of https://id.example.org"));
  look(kApiServer + "]\n");
  expect("3.1.1", BenchmarkVerdict::fail);
}

TEST_F(Benchmark, DoesNotMissWhatWasLeftOutOnPurpose) {
  options_.selection.layers = {"container"};
  options_.complete = true;
  look(kPod);
  expect("1.2.1", BenchmarkVerdict::not_evaluated, "left out");
  EXPECT_FALSE(of("1.2.1").open);
  EXPECT_FALSE(scan_->report.benchmark->has_open());
}

TEST_F(Benchmark, OfANodeAsksWhatANodeTells) {
  folder_.write("node/etc/kubernetes/admin.conf", "x");
  options_.targets = {"node:" + folder_.path() + "/node"};
  options_.selection.frameworks = {"cis-1.12"};
  options_.selection.own_documents = true;
  options_.config_file = "";
  auto done = scan(options_);
  ASSERT_TRUE(done) << done.error().text();
  scan_ = *std::move(done);
  EXPECT_NE(of("1.1.13").verdict, BenchmarkVerdict::not_evaluated) << of("1.1.13").reason;
  expect("1.1.15", BenchmarkVerdict::not_evaluated, "no such file was found on the node");
  expect("5.2.2", BenchmarkVerdict::not_evaluated, "a node audit asks nothing");
  EXPECT_FALSE(scan_->report.benchmark->has_open());
}

TEST_F(Benchmark, IsOfItsOwnFrameworkAlone) {
  options_.targets = {folder_.write("a.yaml", kPod)};
  options_.config_file = "";
  options_.selection.frameworks = {"nsa"};
  const auto done = scan(options_);
  ASSERT_TRUE(done) << done.error().text();
  EXPECT_FALSE((*done)->report.benchmark);
}

}  // namespace
}  // namespace bulwark::scan
