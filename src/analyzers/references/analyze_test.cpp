// SPDX-License-Identifier: Apache-2.0
// What may be concluded from a whole picture, from a part, and from one with gaps.
#include "analyzers/references/analyze.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "formats/builder.h"
#include "formats/yaml.h"

namespace bulwark::analyzers::references {
namespace {

constexpr std::string_view kPodWithSecret =
    "{apiVersion: v1, kind: Pod, metadata: {name: a, namespace: shop}, spec: {containers: "
    "[{name: c, image: i, envFrom: [{secretRef: {name: key}}]}]}}";
constexpr std::string_view kCart =
    "{apiVersion: apps/v1, kind: Deployment, metadata: {name: cart}, spec: {selector: "
    "{matchLabels: {app: cart}}, template: {metadata: {labels: {app: cart}}, spec: {containers: "
    "[]}}}}";
constexpr std::string_view kCartNext =
    "{apiVersion: apps/v1, kind: Deployment, metadata: {name: next}, spec: {selector: "
    "{matchLabels: {app: cart}}, template: {metadata: {labels: {app: cart}}, spec: {containers: "
    "[]}}}}";

class References : public ::testing::Test {
 protected:
  // Every call is a source of its own.
  void add(std::initializer_list<std::string_view> objects, std::string_view cluster = {}) {
    const auto source = static_cast<std::uint32_t>(inventory_.sources.size());
    model::Source& one = inventory_.sources.emplace_back();
    one.name = cluster.empty() ? "file" : std::string(cluster);
    one.cluster = !cluster.empty();
    if (one.cluster)
      inventory_.clusters.push_back({.source = source, .server_version = {}, .taken_at = {}});
    model::Segment segment{
        std::make_unique<formats::Pool>(static_cast<std::uint16_t>(source + 1), 0), {}};
    formats::Builder builder(*segment.pool);
    for (const std::string_view text : objects) {
      const auto document = formats::YamlReader().read(text, builder, {});
      ASSERT_TRUE(document) << document.error().text();
      segment.resources.push_back({.root = document->root});
      segment.resources.back().source = source;
    }
    inventory_.segments.push_back(std::move(segment));
  }

  void gap(std::string what, std::string cluster) {
    model::Problem& problem = inventory_.problems.emplace_back();
    problem.what = std::move(what);
    problem.cluster = std::move(cluster);
  }

  Findings ask(std::string_view control, bool complete = false) const {
    return analyze(inventory_, {.controls = {control}, .complete = complete});
  }

  model::Inventory inventory_;
};

TEST_F(References, AMissingSecretOfManifestsIsUnknownUntilTheyAreEverything) {
  add({kPodWithSecret});
  const Findings part = ask("secret-missing");
  EXPECT_TRUE(part.found.empty());
  EXPECT_EQ(part.unknown, std::vector<std::string>{"Secret shop/key"});
  const Findings whole = ask("secret-missing", true);
  ASSERT_EQ(whole.found.size(), 1U);
  EXPECT_EQ(whole.found[0].path, "spec.containers[0].envFrom[0].secretRef");
  EXPECT_EQ(whole.found[0].message, "refers to Secret shop/key, which does not exist");
}

TEST_F(References, AFileThatDidNotReadMayHoldWhatIsMissing) {
  add({kPodWithSecret});
  gap("secrets.yaml:3:1", "");
  EXPECT_TRUE(ask("secret-missing", true).found.empty());
  EXPECT_EQ(ask("secret-missing", true).unknown.size(), 1U);
}

TEST_F(References, AClusterKnowsWhatItDoesNotHold) {
  add({kPodWithSecret}, "prod");
  EXPECT_EQ(ask("secret-missing").found.size(), 1U);
}

TEST_F(References, ATypeThatCouldNotBeListedIsUnknownAndOthersAreNot) {
  add({kPodWithSecret}, "prod");
  gap("configmaps", "prod");
  gap("secrets", "staging");
  EXPECT_EQ(ask("secret-missing").found.size(), 1U);
  gap("secrets in namespace shop", "prod");
  EXPECT_TRUE(ask("secret-missing").found.empty());
}

TEST_F(References, ANamespaceThatWasNotReadIsUnknown) {
  add({kPodWithSecret}, "prod");
  inventory_.clusters[0].namespaces = {"other"};
  EXPECT_TRUE(ask("secret-missing").found.empty());
  inventory_.clusters[0].namespaces = {"shop"};
  EXPECT_EQ(ask("secret-missing").found.size(), 1U);
}

TEST_F(References, ClustersDoNotAnswerForEachOther) {
  add({kPodWithSecret}, "prod");
  add({"{apiVersion: v1, kind: Secret, metadata: {name: key, namespace: shop}}"}, "staging");
  EXPECT_EQ(ask("secret-missing").found.size(), 1U);
}

TEST_F(References, FilesWithoutANamespaceMayBeMeantForDifferentOnes) {
  add({kCart});
  add({kCartNext});
  EXPECT_TRUE(ask("selector-overlap").found.empty());
  EXPECT_EQ(ask("selector-overlap", true).found.size(), 2U);
}

TEST_F(References, ObjectsOfOneFileAreMeantForOneNamespace) {
  add({kCart, kCartNext});
  EXPECT_EQ(ask("selector-overlap").found.size(), 2U);
}

TEST_F(References, AManifestWithoutANamespaceMayBeTheOneThatIsMeant) {
  add({kPodWithSecret, "{apiVersion: v1, kind: Secret, metadata: {name: key}}"});
  EXPECT_TRUE(ask("secret-missing", true).found.empty());
}

TEST_F(References, PodsOfAnOwnerThatIsNotThereAreOneFinding) {
  const auto pod = [](std::string_view name) {
    return "{apiVersion: v1, kind: Pod, metadata: {namespace: shop, name: " + std::string(name) +
           ", ownerReferences: [{apiVersion: x.io/v1, kind: Thing, name: t, controller: true}]}, "
           "spec: {serviceAccountName: robot, containers: []}}";
  };
  const std::string a = pod("a"), b = pod("b");
  add({a, b}, "prod");
  const Findings findings = ask("service-account-missing");
  ASSERT_EQ(findings.found.size(), 1U);
  EXPECT_EQ(findings.found[0].instances, 2U);
}

TEST_F(References, ALabelThatAPodGotLaterIsSelected) {
  add({kCart,
       "{apiVersion: v1, kind: Pod, metadata: {name: p, labels: {app: cart, role: first}, "
       "ownerReferences: [{apiVersion: apps/v1, kind: Deployment, name: cart}]}, spec: "
       "{containers: []}}",
       "{apiVersion: v1, kind: Service, metadata: {name: s}, spec: {selector: {role: first}}}"},
      "prod");
  EXPECT_TRUE(ask("service-selects-nothing").found.empty());
}

TEST_F(References, WhatIsNotWhatItShouldBeIsNoFindingAndNoCrash) {
  add({"{apiVersion: v1, kind: Service, metadata: {name: s}, spec: [1]}",
       "{apiVersion: v1, kind: Service, metadata: {name: s}, spec: {selector: [a], ports: {a: 1}}}",
       "{apiVersion: policy/v1, kind: PodDisruptionBudget, metadata: {name: s}, spec: 7}",
       "{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: s}, spec: {rules: "
       "[3, {http: {paths: [x, {backend: []}]}}], tls: {}}}",
       "{apiVersion: v1, kind: Pod, metadata: {name: a}, spec: {volumes: 3, containers: [4, {env: "
       "[1, {valueFrom: 2}]}]}}",
       "{apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: b}, "
       "roleRef: "
       "3, subjects: [1, {}]}"});
  for (const std::string_view control : controls()) {
    const Findings findings = ask(control, true);
    EXPECT_TRUE(std::all_of(findings.found.begin(), findings.found.end(), [](const Found& one) {
      return one.control.starts_with("pod-") || one.control == "service-selects-nothing";
    })) << control;
  }
}

}  // namespace
}  // namespace bulwark::analyzers::references
