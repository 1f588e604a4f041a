// SPDX-License-Identifier: Apache-2.0
#include "analyzers/network/stated.h"

#include <gtest/gtest.h>

#include "analyzers/network/test_picture.h"

namespace bulwark::analyzers::network {
namespace {

using Texts = std::vector<std::string>;

const std::string kDb = workload("StatefulSet", "s", "db", "app: db");
const std::string kToDb = service("s", "db", "selector: {app: db}, ports: [{port: 5432}]");

std::string web(const std::string& container) {
  return workload("Deployment", "s", "web", "app: web",
                  "containers: [{name: c, " + container + "}]");
}

struct Result {
  Texts wanted, open;
};

// Without what all have: the cluster's DNS.
Result stated(const Texts& documents) {
  const TestPicture picture(documents);
  WantedConnections wanted(*picture.endpoints);
  Result out;
  out.open = add_stated(picture.inventory, "", picture.entries, wanted);
  for (const auto& [ends, one] : wanted.all()) {
    if (ends.second.kind == WantedEnd::Kind::cluster_dns) continue;
    for (const std::string& why : one.why)
      out.wanted.push_back(wanted.title_of(ends.first) + " => " + wanted.title_of(ends.second) +
                           " " + one.ports.text() + ": " + why);
  }
  return out;
}

void expect_db(const Result& result, const std::string& why, const std::string& port = "5432") {
  EXPECT_EQ(result.wanted,
            Texts{"s/web[Deployment] => s/db[StatefulSet] TCP " + port + ": " + why});
  EXPECT_TRUE(result.open.empty()) << result.open.front();
}

TEST(NetworkStated, ServicesAreNamedInEnvironmentAndArguments) {
  expect_db(stated({web("env: [{name: DB, value: 'db:5432'}]"), kDb, kToDb}),
            "env DB of container c");
  expect_db(stated({web("args: [--url, 'postgres://db.s.svc.cluster.local/x']"), kDb, kToDb}),
            "args[1] of container c");
  expect_db(stated({web("command: [run, --db=db.s]"), kDb, kToDb}), "command[1] of container c");
}

TEST(NetworkStated, ServicesAreNamedInConfigMapsThatThePodUses) {
  const std::string map =
      "{apiVersion: v1, kind: ConfigMap, metadata: {name: m, namespace: s}, data: {a: db, b: 'x'}}";
  expect_db(stated({web("envFrom: [{configMapRef: {name: m}}]"), kDb, kToDb, map}),
            "key a of ConfigMap m, envFrom of container c");
  expect_db(stated({web("env: [{name: D, valueFrom: {configMapKeyRef: {name: m, key: a}}}]"), kDb,
                    kToDb, map}),
            "key a of ConfigMap m, env D of container c");
  EXPECT_TRUE(stated({web("env: [{name: D, valueFrom: {configMapKeyRef: {name: m, key: b}}}]"), kDb,
                      kToDb, map})
                  .wanted.empty());
  const std::string mounts = workload("Deployment", "s", "web", "app: web",
                                      "containers: [], volumes: [{name: v, configMap: {name: m}}]");
  expect_db(stated({mounts, kDb, kToDb, map}), "key a of ConfigMap m, volume v");
}

TEST(NetworkStated, ThePortIsThatOfThePods) {
  const std::string db = workload(
      "StatefulSet", "s", "db", "app: db",
      "containers: [{name: c, ports: [{name: sql, containerPort: 99}]}]");
  const std::string two = service("s", "db",
                                  "selector: {app: db}, ports: [{port: 1, targetPort: sql}, {port: "
                                  "2, targetPort: 22}]");
  expect_db(stated({web("env: [{name: DB, value: 'db:1'}]"), db, two}), "env DB of container c",
            "99");
  expect_db(stated({web("env: [{name: DB, value: 'db:2'}]"), db, two}), "env DB of container c",
            "22");
  expect_db(stated({web("env: [{name: DB, value: db}]"), db, two}), "env DB of container c",
            "22,99");
}

TEST(NetworkStated, PodsOfAHeadlessServiceHaveNames) {
  const std::string headless = service(
      "s", "db", "clusterIP: None, selector: {app: db}, ports: [{port: 1, targetPort: 2}]");
  expect_db(stated({web("env: [{name: DB, value: 'db-0.db:2'}]"), kDb, headless}),
            "env DB of container c", "2");
  expect_db(stated({web("env: [{name: DB, value: 'db-0.db.s.svc.cluster.local'}]"), kDb, headless}),
            "env DB of container c", "2");
}

TEST(NetworkStated, WhatLeadsNowhereIsTold) {
  const auto told = [](const std::string& value, const Texts& also = {kDb, kToDb}) {
    Texts all = also;
    all.push_back(web("env: [{name: E, value: '" + value + "'}]"));
    const Result result = stated(all);
    EXPECT_TRUE(result.wanted.empty());
    return result.open.empty() ? "" : result.open.front();
  };
  const std::string who = "s/web[Deployment]: env E of container c names ";
  EXPECT_EQ(told("db:1"), who + "Service s/db: it has no port 1");
  EXPECT_EQ(told("x.y.svc"), who + "x.y.svc, a Service that the picture does not have");
  EXPECT_EQ(
      told("https://api.example.com"),
      who + "api.example.com, which is not of the cluster: policies know addresses, not names");
  EXPECT_EQ(told("db", {kToDb}), who + "Service s/db: no pods of the picture are behind it");
  EXPECT_EQ(told("db", {service("s", "db", "type: ExternalName, externalName: a.b")}),
            who + "Service s/db: it stands for a name outside, and policies know addresses");
  EXPECT_EQ(told("kubernetes.default.svc"), "");
  EXPECT_EQ(told("web"), "");
}

TEST(NetworkStated, WhatCannotBeSeenIsTold) {
  EXPECT_EQ(stated({web("envFrom: [{secretRef: {name: k}}, {configMapRef: {name: m}}]")}).open,
            (Texts{"s/web[Deployment]: ConfigMap m: is not in the picture",
                   "s/web[Deployment]: Secret k: what is in it is not looked at"}));
  EXPECT_TRUE(stated({web("envFrom: [{configMapRef: {name: m, optional: true}}]")}).open.empty());
}

TEST(NetworkStated, WhoComesInFromOutsideIsStated) {
  const std::string ingress =
      "{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: i, namespace: s}, spec: "
      "{defaultBackend: {service: {name: db, port: {number: 5432}}}}}";
  EXPECT_EQ(stated({kDb, kToDb, ingress}).wanted,
            Texts{"{any pod} => s/db[StatefulSet] TCP 5432: by Ingress s/i"});
  const std::string open = service("s", "o",
                                   "type: LoadBalancer, selector: {app: db}, ports: [{port: 9, "
                                   "protocol: UDP}]");
  EXPECT_EQ(stated({kDb, open}).wanted,
            Texts{"0.0.0.0-255.255.255.255[External] => s/db[StatefulSet] UDP 9: Service s/o is of "
                  "type LoadBalancer"});
}

TEST(NetworkStated, KubernetesOwnWorkloadsWantNothing) {
  const TestPicture picture(
      {workload("Deployment", "kube-system", "coredns", "k8s-app: kube-dns"), web("env: []")});
  WantedConnections wanted(*picture.endpoints);
  add_stated(picture.inventory, "", picture.entries, wanted);
  ASSERT_EQ(wanted.all().size(), 1U);
  EXPECT_EQ(wanted.all().begin()->second.ports.text(), "TCP 53,UDP 53");
}

}  // namespace
}  // namespace bulwark::analyzers::network
