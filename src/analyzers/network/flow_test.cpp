// SPDX-License-Identifier: Apache-2.0
#include "analyzers/network/flow.h"

#include <gtest/gtest.h>

#include "formats/builder.h"
#include "formats/json.h"

namespace bulwark::analyzers::network {
namespace {

struct Read {
  std::string error;
  FlowLine line;
  const Flow& flow() const { return std::get<Flow>(line); }
};

Read read(std::string text) {
  formats::Pool pool(1, 0);
  formats::Builder builder(pool);
  formats::DocumentOptions options;
  options.resource = false;
  const std::size_t size = text.size();
  text.append(formats::kJsonPadding, ' ');
  const auto document = formats::JsonReader().read(std::string_view(text).substr(0, size), builder,
                                                   options);
  if (!document) return {document.error().text(), NoFlow{}};
  auto line = read_flow(document->root);
  return line ? Read{"", *line} : Read{line.error().message, NoFlow{}};
}

std::string hubble(const std::string& more, const std::string& verdict = "FORWARDED") {
  return R"({"flow":{"verdict":")" + verdict +
         R"(","IP":{"source":"10.0.0.1","destination":"10.0.0.2","ipVersion":"IPv4"},"source":{"ID":1,"namespace":"s","labels":["k8s:app=web","k8s:io.kubernetes.pod.namespace=s","k8s:io.cilium.k8s.policy.cluster=default"],"pod_name":"web-1"},"destination":{"namespace":"s","pod_name":"db-0","workloads":[{"name":"db","kind":"StatefulSet"}]},)" +
         more + R"(},"node_name":"n","time":"2026-03-01T00:00:00Z"})";
}

const std::string kTcp = R"("l4":{"TCP":{"source_port":40000,"destination_port":5432}})";

TEST(Flow, IsReadAsHubbleWritesIt) {
  const Read one = read(hubble(kTcp + R"(,"is_reply":false)"));
  EXPECT_EQ(one.error, "");
  EXPECT_EQ(one.flow().from.pod, "web-1");
  EXPECT_EQ(one.flow().from.ip, "10.0.0.1");
  EXPECT_EQ(one.flow().from.labels.at("app"), "web");
  EXPECT_FALSE(one.flow().from.labels.contains("io.cilium.k8s.policy.cluster"));
  EXPECT_EQ(one.flow().to.workload, "db");
  EXPECT_EQ(one.flow().to.kind, "StatefulSet");
  EXPECT_EQ(one.flow().port, 5432);
  EXPECT_EQ(one.flow().verdict, Flow::Verdict::allowed);
  EXPECT_EQ(one.flow().reply, Flow::Reply::no);
}

TEST(Flow, IsReadWithoutItsWrapperToo) {
  const Read one = read(
      R"({"verdict":"AUDIT","source":{"labels":["reserved:host"]},"destination":{"namespace":"s","pod_name":"p"},"IP":{"source":"1.2.3.4"},"l4":{"UDP":{"destination_port":53}},"is_reply":false})");
  EXPECT_EQ(one.error, "");
  EXPECT_TRUE(one.flow().from.node);
  EXPECT_EQ(one.flow().protocol, Protocol::udp);
  EXPECT_EQ(one.flow().verdict, Flow::Verdict::allowed);
}

TEST(Flow, SaysWhatBecameOfIt) {
  EXPECT_EQ(read(hubble(kTcp, "DROPPED")).flow().verdict, Flow::Verdict::refused);
  EXPECT_EQ(read(hubble(kTcp, "TRACED")).flow().verdict, Flow::Verdict::none);
  EXPECT_EQ(read(hubble(kTcp, "MAYBE")).error, "a flow with the verdict 'MAYBE'");
}

TEST(Flow, SaysWhetherItIsAReply) {
  const auto reply = [](const std::string& more) { return read(hubble(more)).flow().reply; };
  EXPECT_EQ(reply(kTcp), Flow::Reply::unknown);
  EXPECT_EQ(reply(kTcp + R"(,"is_reply":true)"), Flow::Reply::yes);
  EXPECT_EQ(reply(kTcp + R"(,"reply":true)"), Flow::Reply::yes);
  EXPECT_EQ(reply(R"("l4":{"TCP":{"destination_port":1,"flags":{"SYN":true}}})"), Flow::Reply::no);
  EXPECT_EQ(reply(R"("l4":{"TCP":{"destination_port":1,"flags":{"SYN":true,"ACK":true}}})"),
            Flow::Reply::yes);
  EXPECT_EQ(reply(R"("l4":{"TCP":{"destination_port":1,"flags":{"ACK":true}}})"),
            Flow::Reply::unknown);
}

TEST(Flow, WithoutPortsHasNone) {
  EXPECT_EQ(read(hubble(R"("l4":{"ICMPv4":{"type":8}})")).flow().port, 0);
  EXPECT_TRUE(std::holds_alternative<NoFlow>(read(hubble(R"("Type":"L7")")).line));
  EXPECT_EQ(read(hubble(R"("l4":{"TCP":{"source_port":1}})")).error,
            "a flow without a port between 1 and 65535");
  EXPECT_EQ(read(hubble(R"("l4":{"TCP":{"destination_port":65536}})")).error,
            "a flow without a port between 1 and 65535");
}

TEST(Flow, OtherLinesOfHubbleAreNone) {
  const Read lost = read(
      R"({"lost_events":{"source":"HUBBLE_RING_BUFFER","num_events_lost":"7"}})");
  EXPECT_EQ(std::get<LostFlows>(lost.line).count, 7U);
  EXPECT_EQ(std::get<LostFlows>(read(R"({"lost_events":{}})").line).count, 1U);
  EXPECT_TRUE(std::holds_alternative<NoFlow>(read(R"({"node_status":{},"node_name":"n"})").line));
  EXPECT_EQ(read("{}").error, "no flow");
  EXPECT_EQ(read("[]").error, "no object");
}

TEST(Flow, IsReadInTheShortForm) {
  const Read one = read(
      R"({"from":{"namespace":"s","workload":"web"},"to":{"ip":"1.2.3.4"},"protocol":"TCP","port":443})");
  EXPECT_EQ(one.error, "");
  EXPECT_EQ(one.flow().from.title(), "s/web");
  EXPECT_EQ(one.flow().to.title(), "1.2.3.4");
  EXPECT_EQ(one.flow().reply, Flow::Reply::no);
  const std::string to = R"("to":{"namespace":"s","pod":"p"})";
  EXPECT_EQ(read(R"({"from":{"pod":"p"},)" + to + R"(,"protocol":"TCP","port":1})").error,
            "'from' has a namespace with a pod or a workload, or an ip");
  EXPECT_EQ(read(R"({"from":{"ip":"::1"},)" + to + R"(,"port":1})").error,
            "'protocol' is none of TCP, UDP and SCTP");
  EXPECT_EQ(read(R"({"from":{"ip":"::1"},)" + to + R"(,"protocol":"TCP","port":"1"})").error,
            "a flow without a port between 1 and 65535");
}

}  // namespace
}  // namespace bulwark::analyzers::network
