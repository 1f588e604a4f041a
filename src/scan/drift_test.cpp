// SPDX-License-Identifier: Apache-2.0
// Which fields of two pictures of one object are told to differ.
#include "scan/drift.h"

#include <gtest/gtest.h>

#include "formats/json_write.h"
#include "formats/yaml.h"
#include "model/redact.h"

namespace bulwark::scan {
namespace {

class DriftTest : public ::testing::Test {
 protected:
  // Both pools have the same number, as those of two scans do.
  struct Picture {
    formats::Pool pool{1, 42};
    formats::Builder builder{pool};
    model::Resource resource;
  };

  static void read(std::string_view text, Picture& into) {
    const auto document = formats::YamlReader().read(text, into.builder, {});
    ASSERT_TRUE(document) << document.error().text();
    into.resource.root = document->root;
  }

  // "path: before -> after", values as JSON, "-" for what is not there.
  std::vector<std::string> told(std::string_view before, std::string_view after,
                                Compared compared = Compared::all) {
    read(before, before_);
    read(after, after_);
    drift_ = find_drift(before_.resource, after_.resource, compared);
    std::vector<std::string> out;
    const auto text = [](const auto& value) { return value ? formats::json_text(*value) : "-"; };
    for (const model::ChangedField& field : drift_.fields)
      out.push_back(field.path + ": " + text(field.before) + " -> " + text(field.after));
    return out;
  }
  using Told = std::vector<std::string>;

  Picture before_, after_;
  model::Drift drift_;
};

TEST_F(DriftTest, TellsValuesThatChangedCameAndWent) {
  EXPECT_EQ(
      told("kind: Deployment\nspec: {replicas: 2, paused: true}\n",
           "kind: Deployment\nspec: {replicas: 3, minReadySeconds: 5}\n"),
      (Told{"spec.minReadySeconds: - -> 5", "spec.paused: true -> -", "spec.replicas: 2 -> 3"}));
}

TEST_F(DriftTest, EqualValuesOfTwoPoolsDoNotDiffer) {
  const std::string_view text =
      "kind: Pod\nmetadata: {name: a, labels: {a-rather-long-key: a-rather-long-value}}\n"
      "spec: {containers: [{name: app, args: [a, b, {c: d}]}]}\n";
  EXPECT_EQ(told(text, text), Told());
}

TEST_F(DriftTest, LeavesAsideWhatTheServerWrites) {
  EXPECT_EQ(told("kind: Pod\nmetadata: {resourceVersion: '1', uid: a, labels: {x: y}}\n",
                 "kind: Pod\nmetadata: {resourceVersion: '2', uid: b, generation: 3, selfLink: s,\n"
                 "  creationTimestamp: c, labels: {x: y}, annotations: {\n"
                 "  deployment.kubernetes.io/revision: '4'}}\nstatus: {phase: Running}\n"),
            (Told{"metadata.annotations: - -> {\"deployment.kubernetes.io/revision\":\"4\"}"}))
      << "an annotation beside none is a change; within annotations it is bookkeeping";
  EXPECT_EQ(
      told("kind: Pod\nmetadata: {annotations: {a: b, deployment.kubernetes.io/revision: '1'}}\n",
           "kind: Pod\nmetadata: {annotations: {a: c}}\n"),
      (Told{"metadata.annotations.a: \"b\" -> \"c\""}));
}

TEST_F(DriftTest, LeavesAsideHowManyDaysACertificateHas) {
  EXPECT_EQ(told("kind: Certificate\nspec: {daysLeft: 3, daysOld: 1, daysValid: 4, serial: '1'}\n",
                 "kind: Certificate\nspec: {daysLeft: 2, daysOld: 2, daysValid: 4, serial: '2'}\n"),
            Told{R"(spec.serial: "1" -> "2")"});
}

TEST_F(DriftTest, MatchesContainersByName) {
  EXPECT_EQ(told("kind: Pod\nspec: {containers: [{name: a, image: x}, {name: b, image: w}]}\n",
                 "kind: Pod\nspec: {containers: [{name: b, image: z}, {name: a, image: x}]}\n"),
            (Told{"spec.containers[b].image: \"w\" -> \"z\""}));
}

TEST_F(DriftTest, OfAListWithoutNamesOnlyWhatIsNewIsTold) {
  EXPECT_EQ(told("kind: Role\nrules: [{verbs: [get]}, {verbs: [list]}]\n",
                 "kind: Role\nrules: [{verbs: ['*']}, {verbs: [get]}, {verbs: [list]}]\n"),
            (Told{"rules[0]: - -> {\"verbs\":[\"*\"]}"}));
}

TEST_F(DriftTest, ListsOfTextsAreOneValue) {
  EXPECT_EQ(told("kind: Pod\nargs: [--password, old]\n", "kind: Pod\nargs: [--password, new]\n"),
            (Told{"args: [\"--password\",\"old\"] -> [\"--password\",\"new\"]"}));
}

constexpr std::string_view kManifest =
    "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: cart}\nspec:\n  replicas: 2\n"
    "  paused: false\n  template:\n    spec:\n      hostNetwork: false\n      containers:\n"
    "      - {name: app, image: 'x:1', command: [], resources: {limits: {cpu: 1}}}\n";
constexpr std::string_view kLive =
    "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: cart, namespace: default,\n"
    "  resourceVersion: '7'}\nspec:\n  replicas: 2\n  revisionHistoryLimit: 10\n  template:\n"
    "    spec:\n      dnsPolicy: ClusterFirst\n      containers:\n      - name: app\n"
    "        image: x:1\n        imagePullPolicy: IfNotPresent\n        resources: {limits: {cpu: "
    "'1'}}\n";

TEST_F(DriftTest, DefaultsOfTheServerAreNoDrift) {
  EXPECT_EQ(told(kManifest, kLive, Compared::named_before), Told());
  EXPECT_EQ(told(kLive, kManifest, Compared::named_after), Told());
}

TEST_F(DriftTest, WhatTheManifestNamesIsHeldAgainstTheCluster) {
  std::string live(kLive);
  live.replace(live.find("replicas: 2"), 11, "replicas: 5");
  live += "      - {name: injected, image: evil}\n";
  EXPECT_EQ(told(kManifest, live, Compared::named_before),
            (Told{"spec.replicas: 2 -> 5",
                  "spec.template.spec.containers[injected]: - -> "
                  "{\"image\":\"evil\",\"name\":\"injected\"}"}));
}

TEST_F(DriftTest, StandInsOfCredentialsAreNoDrift) {
  const std::string manifest =
      "kind: Pod\nspec: {containers: [{name: a, args: [--password, hunter2hunter2, -x], env: "
      "[{name: DB_PASSWORD, value: hunter2hunter2}, {name: MODE, value: fast}]}]}\n";
  read(manifest, before_);
  after_.resource.root = model::redact(before_.resource.root, before_.pool);
  const std::string live = formats::json_text(after_.resource.root);
  ASSERT_EQ(live.find("hunter2"), std::string::npos) << live;
  EXPECT_EQ(told(manifest, live, Compared::named_before), Told());
  EXPECT_EQ(told(live, manifest, Compared::named_after), Told());
  std::string other = live;
  other.replace(other.find("fast"), 4, "slow");
  EXPECT_EQ(told(manifest, other, Compared::named_before),
            (Told{"spec.containers[a].env[MODE].value: \"fast\" -> \"slow\""}));
}

TEST_F(DriftTest, BinaryDataThatTheClusterPictureLeavesOutIsNoDrift) {
  const std::string
      manifest = "kind: ConfigMap\nbinaryData: {store.jks: /u3+7Q==}\ndata: {mode: fast}\n";
  read(manifest, before_);
  after_.resource.root = model::redact(before_.resource.root, before_.pool);
  const std::string live = formats::json_text(after_.resource.root);
  ASSERT_EQ(live.find("/u3+7Q=="), std::string::npos) << live;
  EXPECT_EQ(told(manifest, live, Compared::named_before), Told());
}

TEST_F(DriftTest, VolumesThatAdmissionAddsToPodsAreNoDrift) {
  EXPECT_EQ(told("kind: Pod\nspec: {volumes: [{name: own}]}\n",
                 "kind: Pod\nspec: {volumes: [{name: own}, {name: kube-api-access-x}]}\n",
                 Compared::named_before),
            Told());
}

TEST_F(DriftTest, AnotherVersionOfTheApiIsToldAndNotCompared) {
  EXPECT_EQ(told("apiVersion: autoscaling/v1\nkind: HorizontalPodAutoscaler\nspec: {x: 1}\n",
                 "apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nspec: {y: 2}\n",
                 Compared::named_before),
            (Told{"apiVersion: \"autoscaling/v1\" -> \"autoscaling/v2\""}));
}

TEST_F(DriftTest, ValuesOfSecretsAreMarked) {
  told("kind: Secret\ndata: {a: eA==}\n", "kind: Secret\ndata: {a: eQ==}\n");
  ASSERT_EQ(drift_.fields.size(), 1U);
  EXPECT_TRUE(drift_.fields[0].secret);
  EXPECT_EQ(told("kind: Secret\nmetadata: {labels: {a: b}}\nstringData: {a: x}\n",
                 "kind: Secret\nmetadata: {labels: {a: c}}\n", Compared::named_before),
            (Told{"metadata.labels.a: \"b\" -> \"c\""}))
      << "a cluster's values are never read";
}

TEST_F(DriftTest, IsBounded) {
  std::string before = "kind: ConfigMap\ndata:\n";
  std::string after = before;
  for (int i = 0; i < 60; ++i) {
    before += "  k" + std::to_string(i) + ": a\n";
    after += "  k" + std::to_string(i) + ": b\n";
  }
  EXPECT_EQ(told(before, after).size(), 50U);
  EXPECT_EQ(drift_.left_out, 10U);
}

}  // namespace
}  // namespace bulwark::scan
