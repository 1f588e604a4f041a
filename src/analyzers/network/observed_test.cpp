// SPDX-License-Identifier: Apache-2.0
#include "analyzers/network/observed.h"

#include <gtest/gtest.h>

#include "analyzers/network/test_picture.h"

namespace bulwark::analyzers::network {
namespace {

using Texts = std::vector<std::string>;

FlowEnd pod(const std::string& space, const std::string& name) {
  FlowEnd out;
  out.name_space = space;
  out.pod = name;
  return out;
}

FlowEnd at(const std::string& ip) {
  FlowEnd out;
  out.ip = ip;
  return out;
}

Flow flow(FlowEnd from, FlowEnd to, std::uint16_t port = 80) {
  Flow out;
  out.from = std::move(from);
  out.to = std::move(to);
  out.port = port;
  return out;
}

struct Result {
  Texts wanted, open;
  FlowCounts counts;
};

Result observed(const Texts& documents, const std::vector<Flow>& flows) {
  const TestPicture picture(documents);
  WantedConnections wanted(*picture.endpoints);
  ObservedFlows all;
  for (const Flow& one : flows) all.take(FlowLine(one));
  const WorkloadFinder finder(picture.inventory, "", wanted);
  const Services services(picture.inventory, "", *picture.endpoints);
  Result out{{}, all.add_to(finder, services, wanted), all.counts()};
  for (const auto& [ends, one] : wanted.all()) {
    for (const std::string& why : one.why)
      out.wanted.push_back(wanted.title_of(ends.first) + " => " + wanted.title_of(ends.second) +
                           " " + one.ports.text() + ": " + why);
  }
  return out;
}

const Texts kShop{workload("Deployment", "s", "web", "app: web"),
                  workload("StatefulSet", "s", "db", "app: db")};

TEST(ObservedFlows, AreCountedByWorkload) {
  const Result result = observed(kShop, {flow(pod("s", "web-7d9f5-x2x4q"), pod("s", "db-0")),
                                         flow(pod("s", "web-7d9f5-abcde"), pod("s", "db-1")),
                                         flow(pod("s", "web-7d9f5-abcde"), at("8.8.8.8"), 443)});
  EXPECT_EQ(result.wanted,
            (Texts{"s/web[Deployment] => s/db[StatefulSet] TCP 80: 2 flows",
                   "s/web[Deployment] => 8.8.8.8-8.8.8.8[External] TCP 443: 1 flow"}));
  EXPECT_TRUE(result.open.empty());
}

TEST(ObservedFlows, OfWhatTheyDoNotAllowNothingIsTaken) {
  std::vector<Flow> flows(5, flow(pod("s", "web-1-aaaaa"), pod("s", "db-0")));
  flows[0].verdict = Flow::Verdict::refused;
  flows[1].reply = Flow::Reply::yes;
  flows[2].port = 0;
  flows[3].verdict = Flow::Verdict::none;
  flows[4].from = at("10.0.0.1");
  flows[4].from.node = true;
  const Result result = observed(kShop, flows);
  EXPECT_TRUE(result.wanted.empty());
  EXPECT_TRUE(result.open.empty());
  EXPECT_EQ(result.counts.refused, 1U);
  EXPECT_EQ(result.counts.replies, 1U);
  EXPECT_EQ(result.counts.other, 2U);
  EXPECT_EQ(result.counts.from_node, 1U);
}

TEST(ObservedFlows, ThatDoNotSayWhetherTheyAreRepliesAreOpenUnlessOthersDo) {
  Flow undecided = flow(pod("s", "db-0"), pod("s", "web-1-aaaaa"), 40000);
  undecided.reply = Flow::Reply::unknown;
  EXPECT_EQ(observed(kShop, {undecided}).open,
            Texts{"s/db-0 and s/web-1-aaaaa: no flow of TCP says which of them began"});
  EXPECT_TRUE(
      observed(kShop, {undecided, flow(pod("s", "web-1-aaaaa"), pod("s", "db-0"))}).open.empty());
}

TEST(ObservedFlows, OfUnknownPodsAreTold) {
  EXPECT_EQ(observed(kShop, {flow(pod("t", "prometheus-0"), pod("s", "db-0"))}).open,
            Texts{"t/prometheus-0: no workload of the picture has such a pod"});
  EXPECT_EQ(observed(kShop, {flow(pod("s", "webby-1-aaaaa"), at("8.8.8.8"))}).open,
            Texts{"s/webby-1-aaaaa: no workload of the picture has such a pod"});
  EXPECT_TRUE(observed(kShop, {flow(pod("t", "a"), pod("u", "b"))}).open.empty());
}

TEST(ObservedFlows, GoToTheClustersDnsWhereverItIs) {
  FlowEnd dns = pod("kube-system", "coredns-1-aaaaa");
  dns.labels["k8s-app"] = "kube-dns";
  dns.workload = "coredns";
  dns.kind = "Deployment";
  EXPECT_EQ(observed(kShop, {flow(pod("s", "db-0"), dns, 53)}).wanted,
            Texts{"s/db[StatefulSet] => {cluster DNS} TCP 53: 1 flow"});
}

TEST(ObservedFlows, ToAServiceGoToItsPods) {
  Texts all = kShop;
  all.push_back(service("s", "db",
                        "clusterIP: 10.96.0.9, selector: {app: db}, ports: [{port: 80, targetPort: "
                        "5432}]"));
  EXPECT_EQ(observed(all, {flow(pod("s", "web-1-aaaaa"), at("10.96.0.9"))}).wanted,
            Texts{"s/web[Deployment] => s/db[StatefulSet] TCP 5432: 1 flow to Service s/db"});
  EXPECT_EQ(observed(all, {flow(pod("s", "web-1-aaaaa"), at("10.96.0.9"), 81)}).open,
            Texts{"Service s/db, TCP 81: no pods of the picture are behind it"});
}

TEST(WorkloadFinder, KnowsPodsByOwnerNameAndLabels) {
  const TestPicture picture(
      {workload("Deployment", "s", "web", "app: web"),
       workload("DaemonSet", "s", "agent", "app: agent"),
       "{apiVersion: batch/v1, kind: CronJob, metadata: {name: night, namespace: s}, spec: "
       "{jobTemplate: {spec: {template: {metadata: {labels: {app: night}}, spec: {containers: "
       "[]}}}}}}",
       "{apiVersion: v1, kind: Pod, metadata: {name: lone, namespace: s}, spec: {containers: []}}",
       "{apiVersion: apps/v1, kind: ReplicaSet, metadata: {name: web-1, namespace: s, "
       "ownerReferences: [{kind: Deployment, name: web, controller: true}]}, spec: {template: "
       "{metadata: {labels: {app: web}}, spec: {containers: []}}}}",
       "{apiVersion: v1, kind: Pod, metadata: {name: odd, namespace: s, ownerReferences: [{kind: "
       "ReplicaSet, name: web-1, controller: true}]}, spec: {containers: []}}"});
  const WantedConnections wanted(*picture.endpoints);
  const WorkloadFinder finder(picture.inventory, "", wanted);
  const auto found = [&](const FlowEnd& end) {
    const auto id = finder.find(end);
    return id ? wanted.workloads()[*id].title : "";
  };
  EXPECT_EQ(found(pod("s", "web-7d9f5-x2x4q")), "s/web[Deployment]");
  EXPECT_EQ(found(pod("s", "web-7d9f5-x2x4")), "");
  EXPECT_EQ(found(pod("s", "agent-x2x4q")), "s/agent[DaemonSet]");
  EXPECT_EQ(found(pod("s", "night-28000000-x2x4q")), "s/night[CronJob]");
  EXPECT_EQ(found(pod("s", "lone")), "s/lone[Pod]");
  EXPECT_EQ(found(pod("s", "odd")), "s/web[Deployment]");
  EXPECT_EQ(found(pod("t", "lone")), "");
  FlowEnd owned = pod("s", "whatever");
  owned.workload = "web-1";
  owned.kind = "ReplicaSet";
  EXPECT_EQ(found(owned), "s/web[Deployment]");
  FlowEnd named;
  named.name_space = "s";
  named.workload = "agent";
  EXPECT_EQ(found(named), "s/agent[DaemonSet]");
  FlowEnd labelled = pod("s", "whatever");
  labelled.labels = {{"app", "agent"}, {"more", "x"}};
  EXPECT_EQ(found(labelled), "s/agent[DaemonSet]");
}

}  // namespace
}  // namespace bulwark::analyzers::network
