// SPDX-License-Identifier: Apache-2.0
#include "sources/cluster/credentials.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "formats/json_write.h"
#include "sources/cluster/api_client_fixture.h"

namespace bulwark::sources::cluster {
namespace {

using io::Then;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

// Who a client shows itself as, seen from the server.
using CredentialsTest = ApiClientTest;

TEST_F(CredentialsTest, ShowsATokenOrAPassword) {
  serve({reply(200, "{}")});
  access_.token = "sesame";
  ASSERT_TRUE(get());
  client_.reset();
  access_.token.clear();
  access_.username = "joe";
  access_.password = "secret";
  ASSERT_TRUE(get());
  EXPECT_THAT(sent("authorization"), ElementsAre("Bearer sesame", "Basic am9lOnNlY3JldA=="));
}

TEST_F(CredentialsTest, ShowsNoCredentialsWithoutTls) {
  answers_ = {reply(401, "{}")};
  server_.emplace([this](const LoopbackRequest& request) { return next(request); });
  access_.server = server_->url();
  access_.token = "sesame";
  ASSERT_TRUE(get());
  EXPECT_THAT(sent("authorization"), ElementsAre(""));
}

TEST_F(CredentialsTest, ActsAsSomebodyElse) {
  serve({reply(200, "{}")});
  access_.impersonation = {"jane", "7", {"a", "b"}, {{"ex.io/Scope s", {"x"}}}};
  ASSERT_TRUE(get());
  EXPECT_THAT(sent("impersonate-user"), ElementsAre("jane"));
  EXPECT_THAT(sent("impersonate-uid"), ElementsAre("7"));
  EXPECT_THAT(requests_[0].head, HasSubstr("Impersonate-Group: a\r\nImpersonate-Group: b\r\n"
                                           "Impersonate-Extra-ex.io%2FScope%20s: x\r\n"));
}

TEST_F(CredentialsTest, ReadsARotatedTokenFile) {
  serve({reply(200, "{}")});
  access_.token_file = folder_.write("token", "one\n");
  ASSERT_TRUE(get());
  folder_.write("token", "two\n");
  ASSERT_TRUE(get());
  EXPECT_THAT(sent("authorization"), ElementsAre("Bearer one", "Bearer two"));
}

TEST_F(CredentialsTest, SaysThatItsTokenFileCannotBeRead) {
  serve({reply(200, "{}")});
  access_.token_file = folder_.path("missing");
  const Result<ApiResponse> missing = get();
  ASSERT_FALSE(missing);
  EXPECT_THAT(missing.error().text(), HasSubstr(folder_.path("missing")));
  client_.reset();
  access_.token_file = folder_.write("token", " \n");
  EXPECT_THAT(get().error().text(), HasSubstr("the token file is empty"));
}

TEST_F(CredentialsTest, LeavesAnswer401WhereItHasNothingElseToShow) {
  serve({reply(401, "{}")});
  access_.token = "old";
  EXPECT_EQ(get()->status, 401);
  EXPECT_EQ(requests_.size(), 1U);
}

TEST_F(CredentialsTest, RunsItsPluginOnceForManyRequests) {
  serve({reply(200, "{}")});
  use_plugin();
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(get());
  EXPECT_THAT(sent("authorization"), ElementsAre("Bearer t1", "Bearer t1", "Bearer t1"));
}

TEST_F(CredentialsTest, ShowsTheCertificateThatItsPluginGives) {
  server_.emplace([](const LoopbackRequest&) { return reply(200, "{}"); },
                  io::LoopbackTls{.identity = authority_.issue(),
                                  .client_authority = authority_.certificate()});
  access_.server = server_->url();
  access_.tls.ca = authority_.certificate();
  const io::TestIdentity own = authority_.issue({.names = ""});
  std::string text =
      R"({"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","status":{)";
  text += R"("clientCertificateData":)";
  formats::write_json_string(text, own.certificate);
  text += R"(,"clientKeyData":)";
  formats::write_json_string(text, own.key);
  use_plugin();
  access_.exec->arguments = {"-c", "cat " + folder_.write("credential", text + "}}")};
  const Result<ApiResponse> response = get();
  ASSERT_TRUE(response) << response.error().text();
  EXPECT_EQ(response->status, 200);
}

TEST_F(CredentialsTest, RunsItsPluginAgainWhenItIsNotKnownAnyMore) {
  serve({reply(200, "{}"), reply(401, "{}"), reply(200, "{}")});
  use_plugin();
  for (int i = 0; i < 2; ++i) {
    const Result<ApiResponse> response = get();
    ASSERT_TRUE(response) << response.error().text();
    EXPECT_EQ(response->status, 200);
  }
  EXPECT_THAT(sent("authorization"), ElementsAre("Bearer t1", "Bearer t1", "Bearer t2"));
}

TEST_F(CredentialsTest, DoesNotAskItsPluginAgainAndAgain) {
  serve({reply(401, "{}")});
  use_plugin();
  for (int i = 0; i < 3; ++i) EXPECT_EQ(get()->status, 401);
  EXPECT_THAT(sent("authorization"),
              ElementsAre("Bearer t1", "Bearer t2", "Bearer t2", "Bearer t2"));
}

TEST_F(CredentialsTest, DoesNotShowTheSameTokenTwice) {
  serve({reply(401, "{}")});
  use_plugin(1);
  EXPECT_EQ(get()->status, 401);
  EXPECT_EQ(requests_.size(), 1U);
}

TEST_F(CredentialsTest, PassesOnWhatThePluginSaid) {
  serve({reply(200, "{}")});
  use_plugin();
  access_.exec->arguments = {"-c", "echo 'log in first' >&2; exit 1"};
  const Result<ApiResponse> response = get();
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().code, ErrorCode::denied);
  EXPECT_THAT(response.error().text(), HasSubstr("log in first"));
  EXPECT_TRUE(requests_.empty());
}

TEST_F(CredentialsTest, NeverRepeatsATokenInAnError) {
  serve({{"", Then::close}});
  access_.token = "sesame\n";
  const Result<ApiResponse> response = get();
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().code, ErrorCode::malformed);
  EXPECT_THAT(response.error().text(), Not(HasSubstr("sesame")));
}

}  // namespace
}  // namespace bulwark::sources::cluster
