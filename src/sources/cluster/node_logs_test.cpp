// SPDX-License-Identifier: Apache-2.0
// Reads logs through an API server that a loopback server plays, in the words of real ones.
#include "sources/cluster/node_logs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sources/cluster/api_client_fixture.h"

namespace bulwark::sources::cluster {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr const char* kText = "text/plain; charset=utf-8";

class NodeLogsTest : public ApiClientTest {
 protected:
  // Everything that was handed on, or the error.
  Result<std::string> log(bool wanted = true) {
    std::string out;
    const auto done = read_log(client(), "n1", {"v1.34.4", false}, {.queries = {"kubelet"}},
                               [&](std::string_view block) {
                                 out += block;
                                 return wanted;
                               });
    if (!done) return std::unexpected(done.error());
    return out;
  }
  Error fault() {
    const auto done = log();
    return done ? Error{ErrorCode::internal, "it was read: " + *done, {}} : done.error();
  }
};

TEST_F(NodeLogsTest, AreHandedOnAsTheyCome) {
  serve({reply(200, "first\nsecond\n", {}, kText)});
  EXPECT_EQ(log().value_or(""), "first\nsecond\n");
  EXPECT_EQ(requests_[0].target, "/api/v1/nodes/n1/proxy/logs/?query=kubelet");
}

TEST_F(NodeLogsTest, EndWhereNobodyWantsTheRest) {
  serve({reply(200, "first\n", {}, kText)});
  const auto done = log(/*wanted=*/false);
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, ErrorCode::cancelled);
}

TEST_F(NodeLogsTest, ANodeWhoseNameDoesNotResolveIsOutOfReach) {
  serve({reply(400, R"({"kind":"Status","message":"lookup n1: no such host"})")});
  EXPECT_EQ(fault().code, ErrorCode::unavailable);
}

TEST_F(NodeLogsTest, AreAskedForOnce) {
  serve({reply(503, R"({"kind":"Status","message":"dial tcp: refused"})")});
  EXPECT_THAT(fault().text(), HasSubstr("dial tcp: refused"));
  EXPECT_EQ(requests_.size(), 1U);
}

TEST_F(NodeLogsTest, AListingOfTheFolderIsNoLog) {
  serve(
      {reply(200, "<pre>\n<a href=\"pods/\">pods/</a>\n</pre>\n", {}, "text/html; charset=utf-8")});
  EXPECT_EQ(fault().code, ErrorCode::unsupported);
  EXPECT_THAT(fault().text(), HasSubstr("set enableSystemLogQuery: true and featureGates"));
}

TEST_F(NodeLogsTest, AnEndpointThatIsOffIsNamedByItsSetting) {
  serve({reply(405, "logs endpoint is disabled.\n", {}, kText)});
  EXPECT_THAT(fault().text(), HasSubstr("set enableSystemLogHandler: true"));
  serve({reply(405, "Debug endpoints are disabled.\n", {}, kText)});
  client_.reset();
  EXPECT_THAT(fault().text(), HasSubstr("set enableDebuggingHandlers: true"));
}

TEST_F(NodeLogsTest, TheRefusalOfTheApiServerNamesThePermission) {
  serve({reply(403, R"({"kind":"Status","message":"jane cannot get nodes/proxy"})")});
  EXPECT_EQ(fault().code, ErrorCode::denied);
  EXPECT_EQ(fault().text(), "missing permission: get nodes/proxy (jane cannot get nodes/proxy)");
}

TEST_F(NodeLogsTest, TheRefusalOfTheKubeletIsNotOurs) {
  serve({reply(403, "Forbidden (user=kube-apiserver, verb=get)", {}, kText)});
  EXPECT_THAT(fault().text(), HasSubstr("does not let the API server in"));
  EXPECT_THAT(fault().text(), Not(HasSubstr("missing permission")));
}

TEST_F(NodeLogsTest, WhatTheKubeletDoesNotTakeIsMalformed) {
  serve({reply(406, "query: Invalid value: \"x\": no such file or directory\n", {}, kText)});
  EXPECT_EQ(fault().code, ErrorCode::malformed);
  EXPECT_THAT(fault().text(), HasSubstr("no such file or directory"));
}

TEST_F(NodeLogsTest, ANodeIsKnownByItsStatus) {
  serve({reply(200, R"({"kind":"Node","status":{"nodeInfo":{"kubeletVersion":"v1.30.8",)"
                    R"("operatingSystem":"windows"}}})")});
  const auto node = look_at_node(client(), "n1");
  ASSERT_TRUE(node);
  EXPECT_EQ(node->version, "v1.30.8");
  EXPECT_TRUE(node->windows);
}

TEST_F(NodeLogsTest, ANodeThatIsNotThereMayHaveBeenMeantOtherwise) {
  serve({reply(404, R"({"kind":"Status","message":"nodes \"wroker-1\" not found"})"),
         reply(200, R"({"items":[{"metadata":{"name":"worker-1"}}]})")});
  const auto node = look_at_node(client(), "wroker-1");
  ASSERT_FALSE(node);
  EXPECT_EQ(node.error().code, ErrorCode::not_found);
  EXPECT_EQ(node.error().text(), "there is no node 'wroker-1'; did you mean 'worker-1'?");
}

TEST_F(NodeLogsTest, WhoMayNotReadNodesMayStillHaveTheirLogs) {
  serve({reply(403, R"({"kind":"Status","message":"no"})")});
  const auto node = look_at_node(client(), "n1");
  ASSERT_TRUE(node);
  EXPECT_EQ(node->version, "");
}

}  // namespace
}  // namespace bulwark::sources::cluster
