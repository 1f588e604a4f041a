// SPDX-License-Identifier: Apache-2.0
#include "analyzers/network/generate.h"

#include <gtest/gtest.h>

#include "analyzers/network/telling_labels.h"
#include "analyzers/network/test_picture.h"

namespace bulwark::analyzers::network {
namespace {

using Texts = std::vector<std::string>;

const Connections kHttp = Connections::of(Protocol::tcp, {80, 80});

std::string selector_of(const Texts& documents, EndpointId endpoint = 0) {
  const TestPicture picture(documents);
  const WantedConnections wanted(*picture.endpoints);
  const TellingLabels found = telling_labels(wanted, endpoint);
  std::string out = found.selector.json();
  for (const WorkloadId other : found.others) out += " and " + wanted.workloads()[other].title;
  return out;
}

std::string with_selector(const std::string& name, const std::string& labels,
                          const std::string& selector) {
  return "{apiVersion: apps/v1, kind: Deployment, metadata: {name: " + name +
         ", namespace: s}, spec: {selector: {matchLabels: {" + selector +
         "}}, template: {metadata: {labels: {" + labels + "}}, spec: {containers: []}}}}";
}

TEST(TellingLabels, AreThoseOfTheWorkloadsOwnSelector) {
  EXPECT_EQ(selector_of({with_selector("a", "app: a, version: '7'", "app: a")}),
            R"({"matchLabels":{"app":"a"}})");
}

TEST(TellingLabels, AreAllWhereTheSelectorTakesOthers) {
  const Texts both{with_selector("a", "app: x, tier: a", "app: x"),
                   with_selector("b", "app: x, tier: b", "app: x")};
  EXPECT_EQ(selector_of(both), R"({"matchLabels":{"app":"x","tier":"a"}})");
}

TEST(TellingLabels, TellByWhatIsAbsentWhereOthersHaveMore) {
  const Texts both{with_selector("a", "app: x", "app: x"),
                   with_selector("b", "app: x, tier: b", "app: x")};
  EXPECT_EQ(
      selector_of(both),
      R"({"matchLabels":{"app":"x"},"matchExpressions":[{"key":"tier","operator":"DoesNotExist"}]})");
  EXPECT_EQ(selector_of(both, 1), R"({"matchLabels":{"app":"x","tier":"b"}})");
}

TEST(TellingLabels, NameThoseThatHaveTheSame) {
  EXPECT_EQ(
      selector_of({with_selector("a", "app: x", "app: x"), with_selector("b", "app: x", "app: x")}),
      R"({"matchLabels":{"app":"x"}} and s/b[Deployment])");
}

TEST(TellingLabels, LeaveOutWhatControllersGive) {
  EXPECT_EQ(selector_of({"{apiVersion: v1, kind: Pod, metadata: {name: p, namespace: s, labels: "
                         "{app: a, pod-template-hash: '5f'}}, spec: {containers: []}}"}),
            R"({"matchLabels":{"app":"a"}})");
}

TEST(NetworkGenerate, PeersWithTheSamePortsShareARule) {
  const TestPicture picture({workload("Deployment", "s", "a", "app: a"),
                             workload("Deployment", "s", "b", "app: b"),
                             workload("Job", "t", "c", "app: c")});
  WantedConnections wanted(*picture.endpoints);
  const auto end = [&](EndpointId i) { return WantedEnd::of(wanted.workload_of(i)); };
  wanted.add(end(1), end(0), kHttp, "it says so");
  wanted.add(end(2), end(0), kHttp, "");
  wanted.add(WantedEnd::of(*parse_block("10.0.0.0/9")), end(0), kHttp, "");
  wanted.add(WantedEnd::of(*parse_block("10.128.0.0/9")), end(0), kHttp, "");
  const Generated out = generate(wanted, {});
  ASSERT_EQ(out.policies.size(), 3U);
  EXPECT_EQ(out.policies[0].title, "s/a-deployment");
  EXPECT_EQ(
      out.policies[0].json,
      R"({"apiVersion":"networking.k8s.io/v1","kind":"NetworkPolicy","metadata":{"name":"a-deployment","namespace":"s","annotations":{"bulwark.dev/why":)"
      R"("from s/b[Deployment], TCP 80: it says so\nfrom t/c[Job], TCP 80\nfrom 10.0.0.0-10.127.255.255[External], TCP 80\nfrom 10.128.0.0-10.255.255.255[External], TCP 80\n"}},)"
      R"("spec":{"podSelector":{"matchLabels":{"app":"a"}},"policyTypes":["Ingress","Egress"],)"
      R"("ingress":[{"from":[{"namespaceSelector":{"matchLabels":{"kubernetes.io/metadata.name":"t"}},"podSelector":{"matchLabels":{"app":"c"}}},)"
      R"({"podSelector":{"matchLabels":{"app":"b"}}},{"ipBlock":{"cidr":"10.0.0.0/8"}}],"ports":[{"protocol":"TCP","port":80}]}]}})");
  EXPECT_TRUE(inexact(wanted, read_back(out, *picture.endpoints)->policies).empty());
}

TEST(NetworkGenerate, NamesKeepClearOfOthers) {
  const TestPicture picture(
      {workload("Deployment", "s", "a", "app: a"), workload("Deployment", "", "A_b", "app: a")});
  const WantedConnections wanted(*picture.endpoints);
  const Generated out = generate(wanted, {"s/a-deployment"});
  ASSERT_EQ(out.policies.size(), 2U);
  EXPECT_EQ(out.policies[0].title, "default/a-b-deployment");
  EXPECT_FALSE(out.policies[0].json.contains("\"namespace\""));
  EXPECT_EQ(out.policies[1].title, "s/a-deployment-2");
}

TEST(NetworkGenerate, TellsWhatPoliciesOfThePictureLeaveOpen) {
  const TestPicture picture(
      {workload("Deployment", "s", "a", "app: a"), workload("Deployment", "s", "b", "app: b"),
       "{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: p, namespace: s}, "
       "spec: {podSelector: {}, ingress: [{}], egress: [{to: [{podSelector: {}}]}]}}"});
  const WantedConnections wanted(*picture.endpoints);
  const Generated out = generate(wanted, {});
  const auto read = read_back(out, *picture.endpoints);
  EXPECT_TRUE(inexact(wanted, read->policies).empty());
  Policies all = read->policies;
  all.all.insert(all.all.end(), picture.policies.all.begin(), picture.policies.all.end());
  const std::vector<Inexact> told = inexact(wanted, all);
  ASSERT_EQ(told.size(), 4U);
  EXPECT_EQ(told[0].from, "s/a[Deployment]");
  EXPECT_EQ(told[0].to, "s/b[Deployment]");
  EXPECT_TRUE(told[0].surplus.is_all());
  EXPECT_EQ(told[1].from, "0.0.0.0-255.255.255.255[External]");
}

TEST(NetworkAddresses, BlocksHaveJustTheAddressesOfTheirRange) {
  const auto blocks = [](const std::string& first, const std::string& last) {
    AddressRange range = *parse_block(first);
    range.last = parse_block(last)->last;
    std::vector<AddressRange> back;
    for (const std::string& one : blocks_of(range)) back.push_back(*parse_block(one));
    EXPECT_EQ(joined(back), std::vector<AddressRange>{range});
    return blocks_of(range);
  };
  EXPECT_EQ(blocks("0.0.0.0/32", "255.255.255.255/32"), Texts{"0.0.0.0/0"});
  EXPECT_EQ(blocks("10.0.0.1/32", "10.0.0.6/32"),
            (Texts{"10.0.0.1/32", "10.0.0.2/31", "10.0.0.4/31", "10.0.0.6/32"}));
  EXPECT_EQ(blocks("255.255.255.255/32", "255.255.255.255/32"), Texts{"255.255.255.255/32"});
  EXPECT_EQ(blocks("::/128", "fd00::1/128").size(), 8U);
}

}  // namespace
}  // namespace bulwark::analyzers::network
