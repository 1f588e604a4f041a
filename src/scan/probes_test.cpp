// SPDX-License-Identifier: Apache-2.0
// Which addresses are probed, and what a scan makes of the answers.
#include "scan/probes.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "formats/json_write.h"
#include "io/loopback_server.h"
#include "io/test_certificates.h"
#include "io/test_folder.h"
#include "scan/components.h"
#include "scan/probe_document.h"
#include "scan/scan.h"
#include "sources/code/load.h"

namespace bulwark::scan {
namespace {

const std::string kCluster = R"(apiVersion: v1
kind: Node
metadata: {name: n1, labels: {node-role.kubernetes.io/control-plane: ""}}
status: {addresses: [{type: InternalIP, address: 10.0.0.1}, {type: Hostname, address: n1.local}]}
---
apiVersion: v1
kind: Node
metadata: {name: n2}
status: {daemonEndpoints: {kubeletEndpoint: {Port: 20250}}, addresses: [{type: ExternalIP, address: 1.2.3.4}, {type: InternalIP, address: "fd00::2"}, {type: InternalIP, address: 169.254.169.254}, {type: InternalIP, address: 127.0.0.1}]}
---
apiVersion: v1
kind: Pod
metadata: {name: etcd-n1, namespace: kube-system}
spec:
  nodeName: n1
  containers:
  - {name: etcd, image: "etcd:3.6.5", command: [etcd, "--advertise-client-urls=https://10.0.0.1:2379,https://10.9.9.9:4001", "--listen-client-urls=https://127.0.0.1:2379,https://0.0.0.0:2379", "--listen-peer-urls=https://10.0.0.1:2380"]}
---
apiVersion: v1
kind: Service
metadata: {name: kubernetes-dashboard, namespace: dash}
spec: {clusterIP: 10.96.0.7, ports: [{port: 443}, {port: 53, protocol: UDP}]}
)";

class ProbeTargets : public ::testing::Test {
 protected:
  std::vector<std::string> named(const std::string& server, const std::string& text = kCluster) {
    model::Inventory inventory;
    const std::vector<std::string> files{folder_.write("a.yaml", text)};
    const auto loaded = sources::code::load(files, {}, inventory);
    EXPECT_TRUE(loaded);
    add_components(inventory, 1);
    sources::cluster::Access access;
    access.server = server;
    std::vector<std::string> out;
    for (const ProbeTarget& one : targets_of_cluster(inventory, 0, access)) {
      out.push_back(std::string(name(one.request.service)) + " " + one.request.address.text());
    }
    return out;
  }
  io::TestFolder folder_;
};

TEST_F(ProbeTargets, AreWhatTheClusterNames) {
  EXPECT_EQ(named("https://api.example.com/k8s"),
            (std::vector<std::string>{
                "api-server api.example.com:443", "etcd 10.0.0.1:2379", "etcd 10.9.9.9:4001",
                "etcd-peer 10.0.0.1:2380", "controller-manager 10.0.0.1:10257",
                "scheduler 10.0.0.1:10259", "dashboard 10.96.0.7:443", "kubelet 10.0.0.1:10250",
                "kubelet [fd00::2]:20250", "kubelet-read-only 10.0.0.1:10255",
                "kubelet-read-only [fd00::2]:10255", "kube-proxy 10.0.0.1:10249",
                "kube-proxy [fd00::2]:10249", "kube-proxy-health 10.0.0.1:10256",
                "kube-proxy-health [fd00::2]:10256"}));
}

TEST_F(ProbeTargets, AreThisMachineOnlyWhereTheApiServerIs) {
  const std::string node =
      "apiVersion: v1\nkind: Node\nmetadata: {name: n1}\n"
      "status: {addresses: [{type: InternalIP, address: 127.0.0.2}]}\n";
  EXPECT_EQ(named("https://10.0.0.1:6443", node).size(), 1U);
  EXPECT_EQ(named("https://127.0.0.1:6443", node).size(), 5U);
}

TEST_F(ProbeTargets, OfTheUserHaveAComponent) {
  EXPECT_EQ(parse_probe_address("10.0.0.1:10250")->service, sources::endpoint::Service::kubelet);
  EXPECT_EQ(parse_probe_address("[::1]:9=etcd")->service, sources::endpoint::Service::etcd);
  EXPECT_EQ(parse_probe_address("a:9")->service, sources::endpoint::Service::other);
  const auto misspelt = parse_probe_address("a:9=ectd");
  ASSERT_FALSE(misspelt);
  EXPECT_TRUE(misspelt.error().message.contains("did you mean 'etcd'?")) << misspelt.error().text();
  EXPECT_FALSE(parse_probe_address("a"));
}

class ProbeScan : public ::testing::Test {
 protected:
  void look(std::vector<std::string> addresses) {
    ScanOptions options;
    options.targets = {folder_.write("manifests/a.yaml",
                                     "apiVersion: v1\nkind: Namespace\n"
                                     "metadata: {name: a}\n")};
    options.config_file = folder_.write("bulwark.yaml", "");
    options.selection.controls = {"*endpoint-*"};
    options.probes.addresses = std::move(addresses);
    options.today = "2026-11-30";
    auto done = scan(options);
    ASSERT_TRUE(done) << done.error().text();
    scan_ = *std::move(done);
  }
  std::vector<std::string> findings() {
    std::vector<std::string> out;
    for (const model::Finding& one : scan_->report.findings) out.push_back(one.control().id);
    std::ranges::sort(out);
    return out;
  }
  io::TestFolder folder_;
  std::unique_ptr<Scan> scan_;
};

TEST_F(ProbeScan, JudgesWhatAPortSays) {
  io::LoopbackServer server([](const io::LoopbackRequest&) { return io::reply(200, "{}"); });
  look({server.host() + "=etcd"});
  EXPECT_EQ(findings(), (std::vector<std::string>{"endpoint-plaintext", "etcd-endpoint-certificate",
                                                  "etcd-endpoint-open"}));
  EXPECT_TRUE(scan_->report.not_evaluated.empty());
}

TEST_F(ProbeScan, TellsWhatTheCertificateSays) {
  const io::TestAuthority authority("the authority");
  const io::LoopbackTls tls{.identity = authority.issue(
                                {.common_name = "server", .names = "DNS:localhost,IP:127.0.0.1"})};
  io::LoopbackServer server([](const io::LoopbackRequest&) { return io::reply(401, ""); }, tls);
  look({"127.0.0.1:" + std::to_string(server.port()) + "=kubelet"});
  const auto& segments = scan_->inventory.segments;
  const model::Resource& endpoint = segments.back().resources.back();
  ASSERT_EQ(endpoint.kind(), "Endpoint");
  const formats::Value* all = endpoint.root.at("spec", "certificates");
  ASSERT_TRUE(all != nullptr && all->size() == 1);
  const formats::Value& one = all->items()[0];
  EXPECT_EQ(one.text("subject"), "CN=server");
  EXPECT_EQ(one.text("issuer"), "CN=the authority");
  EXPECT_EQ(formats::json_text(*one.find("names")), R"(["DNS:localhost","IP:127.0.0.1"])");
  EXPECT_EQ(one.text("keyType"), "EC");
  EXPECT_EQ(one.find("keyBits")->as_int(), 256);
  EXPECT_EQ(one.text("signature"), "ecdsa-with-SHA256");
  EXPECT_FALSE(one.find("selfSigned")->as_bool());
}

TEST_F(ProbeScan, TellsWhatIsNotKnown) {
  int port = 0;
  {
    port = io::LoopbackServer([](auto&) { return io::reply(200, ""); }).port();
  }
  look({"127.0.0.1:" + std::to_string(port) + "=kubelet", "bulwark-test.invalid:1=etcd"});
  EXPECT_TRUE(findings().empty());
  ASSERT_EQ(scan_->report.not_evaluated.size(), 1U);
  EXPECT_EQ(scan_->report.not_evaluated[0].what, "probe: etcd at bulwark-test.invalid:1");
  ASSERT_EQ(scan_->report.notices.size(), 1U);
  EXPECT_TRUE(scan_->report.notices[0].contains("connection refused"));
}

TEST_F(ProbeScan, WithoutAddressesNothingChanges) {
  look({});
  EXPECT_EQ(scan_->report.documents, 1U);
  EXPECT_TRUE(scan_->report.not_evaluated.empty());
  EXPECT_TRUE(scan_->report.notices.empty());
}

TEST(Probes, WhatIsAboveTheBoundIsToldNotPassed) {
  model::Inventory inventory;
  inventory.sources.push_back({.name = "c", .file = {}, .text = {}, .cluster = true});
  inventory.clusters.push_back({0, "v1.37.0", "", {}});
  sources::cluster::Access access;
  access.server = "https://127.0.0.1:1";
  ProbeOptions options;
  options.clusters = true;
  options.most = 0;
  add_probes(options, {std::span(&access, 1), "2026-11-30", 1, {}}, inventory);
  ASSERT_EQ(inventory.problems.size(), 1U);
  EXPECT_EQ(inventory.problems[0].what, "probe: 1 of 1 endpoints");
  EXPECT_EQ(inventory.problems[0].cluster, "c");
}

}  // namespace
}  // namespace bulwark::scan
