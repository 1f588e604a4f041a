// SPDX-License-Identifier: Apache-2.0
#include "sources/cluster/api_client.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <mutex>
#include <thread>

#include "io/loopback_server.h"
#include "io/test_folder.h"

namespace bulwark::sources::cluster {
namespace {

using io::LoopbackReply;
using io::LoopbackRequest;
using io::LoopbackServer;
using io::reply;
using io::Then;
using std::chrono::milliseconds;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

// A server that remembers what it was asked, over TLS unless said otherwise.
class ApiClientTest : public testing::Test {
 protected:
  ApiClientTest() { options_.first_pause = milliseconds(1); }

  // Gives these answers one after the other, the last one for ever.
  void serve(std::vector<LoopbackReply> answers) {
    answers_ = std::move(answers);
    server_.emplace([this](const LoopbackRequest& request) { return next(request); },
                    io::LoopbackTls{.identity = authority_.issue()});
    access_.server = server_->url();
    access_.tls.ca = authority_.certificate();
  }
  LoopbackReply next(const LoopbackRequest& request) {
    const std::lock_guard lock(mutex_);
    requests_.push_back(request);
    return answers_[std::min(requests_.size(), answers_.size()) - 1];
  }
  ApiClient& client() {
    if (!client_) client_.emplace(access_, options_);
    return *client_;
  }
  Result<ApiResponse> get(std::string_view path = "/api") {
    return client().get(path, "application/json");
  }
  std::vector<std::string> sent(const std::string& header) {
    std::vector<std::string> out;
    for (const LoopbackRequest& request : requests_) out.push_back(request.header(header));
    return out;
  }
  // A plugin that gives the tokens t1, t2, ... and then that of `last` again.
  void use_plugin(int last = 9) {
    access_.exec.emplace();
    access_.exec->api_version = "client.authentication.k8s.io/v1";
    access_.exec->command = "/bin/sh";
    access_.exec->arguments = {
        "-c", "cd " + folder_.path() + "; echo run >>runs; n=$(wc -l <runs); [ $n -lt " +
                  std::to_string(last) + " ] || n=" + std::to_string(last) +
                  "; echo '{\"kind\":\"ExecCredential\",\"apiVersion\":"
                  "\"client.authentication.k8s.io/v1\",\"status\":{\"token\":\"t'$n'\"}}'"};
  }

  io::TestFolder folder_;
  io::TestAuthority authority_;
  std::mutex mutex_;
  std::vector<LoopbackReply> answers_;
  std::vector<LoopbackRequest> requests_;
  Access access_;
  ApiOptions options_;
  std::optional<ApiClient> client_;
  std::optional<LoopbackServer> server_;
};

TEST_F(ApiClientTest, AsksForAPathBelowTheServersPrefix) {
  serve({reply(200, "{}")});
  access_.server += "/k8s/clusters/c-1";
  const Result<ApiResponse> response = get("/api/v1/pods?limit=500");
  ASSERT_TRUE(response) << response.error().text();
  EXPECT_EQ(response->status, 200);
  EXPECT_EQ(response->body, "{}");
  EXPECT_EQ(requests_[0].target, "/k8s/clusters/c-1/api/v1/pods?limit=500");
  EXPECT_THAT(sent("accept"), ElementsAre("application/json"));
  EXPECT_THAT(sent("user-agent"), ElementsAre("bulwark"));
}

TEST_F(ApiClientTest, PostsJson) {
  serve({reply(201, "{}")});
  ASSERT_TRUE(client().post("/apis/x", R"({"a":1})"));
  EXPECT_EQ(requests_[0].method + " " + requests_[0].body, R"(POST {"a":1})");
  EXPECT_THAT(sent("content-type"), ElementsAre("application/json"));
}

TEST_F(ApiClientTest, ShowsATokenOrAPassword) {
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

TEST_F(ApiClientTest, ShowsNoCredentialsWithoutTls) {
  answers_ = {reply(401, "{}")};
  server_.emplace([this](const LoopbackRequest& request) { return next(request); });
  access_.server = server_->url();
  access_.token = "sesame";
  ASSERT_TRUE(get());
  EXPECT_THAT(sent("authorization"), ElementsAre(""));
}

TEST_F(ApiClientTest, ActsAsSomebodyElse) {
  serve({reply(200, "{}")});
  access_.impersonation = {"jane", "7", {"a", "b"}, {{"ex.io/Scope s", {"x"}}}};
  ASSERT_TRUE(get());
  EXPECT_THAT(sent("impersonate-user"), ElementsAre("jane"));
  EXPECT_THAT(sent("impersonate-uid"), ElementsAre("7"));
  EXPECT_THAT(requests_[0].head, HasSubstr("Impersonate-Group: a\r\nImpersonate-Group: b\r\n"
                                           "Impersonate-Extra-ex.io%2FScope%20s: x\r\n"));
}

TEST_F(ApiClientTest, KeepsItsConnections) {
  serve({reply(200, "{}")});
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(get());
  EXPECT_EQ(server_->connections(), 1);
}

TEST_F(ApiClientTest, ServesManyThreads) {
  serve({reply(200, "{}")});
  options_.queries_per_second = 0;
  client();
  std::atomic<int> good = 0;
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 4; ++i) {
      threads.emplace_back([&] {
        for (int k = 0; k < 25; ++k) good += get() ? 1 : 0;
      });
    }
  }
  EXPECT_EQ(good, 100);
  EXPECT_LE(server_->connections(), 4);
}

TEST_F(ApiClientTest, HoldsItsPace) {
  serve({reply(200, "{}")});
  options_.queries_per_second = 50;
  options_.burst = 1;
  const auto begin = std::chrono::steady_clock::now();
  for (int i = 0; i < 6; ++i) ASSERT_TRUE(get());
  EXPECT_GE(std::chrono::steady_clock::now() - begin, milliseconds(100));
}

TEST_F(ApiClientTest, TriesAgainWhereTheServerIsBusyOrBroken) {
  serve({reply(429, "{}"), reply(503, "{}"), reply(500, "{}"), reply(200, "{}")});
  const Result<ApiResponse> response = get();
  ASSERT_TRUE(response) << response.error().text();
  EXPECT_EQ(response->status, 500) << "three tries of what is broken";
  EXPECT_EQ(get()->status, 200);
}

TEST_F(ApiClientTest, WaitsAsLongAsTheServerSays) {
  serve({reply(429, "{}", "Retry-After: 3600\r\n"), reply(200, "{}")});
  options_.longest_retry_after = milliseconds(30);
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_EQ(get()->status, 200);
  EXPECT_GE(std::chrono::steady_clock::now() - begin, milliseconds(30));
}

TEST_F(ApiClientTest, GivesTheLastAnswerWhenItGivesUp) {
  serve({reply(429, "busy")});
  const Result<ApiResponse> response = get();
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, 429);
  EXPECT_EQ(requests_.size(), 5U);
}

TEST_F(ApiClientTest, TriesACutAnswerAgain) {
  serve({reply(200, "{}"),
         {"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{", Then::close},
         {"HTTP/1.1 200 OK\r\n", Then::close},
         reply(200, "whole")});
  ASSERT_TRUE(get());
  const Result<ApiResponse> response = get();
  ASSERT_TRUE(response) << response.error().text();
  EXPECT_EQ(response->body, "whole");
}

TEST_F(ApiClientTest, SaysHowOftenItTried) {
  serve({reply(200, "{}"), {"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{", Then::close}});
  ASSERT_TRUE(get());
  const Result<ApiResponse> response = get();
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().code, ErrorCode::unavailable);
  EXPECT_THAT(response.error().text(), HasSubstr("(tried 5 times)"));
}

TEST_F(ApiClientTest, FailsAtOnceWhereTheServerWasNeverReached) {
  serve({{"", Then::close}});
  const Result<ApiResponse> response = get();
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().code, ErrorCode::unavailable);
  EXPECT_THAT(response.error().text(), Not(HasSubstr("tried")));
  EXPECT_EQ(requests_.size(), 1U);
}

TEST_F(ApiClientTest, StopsWhileItWaits) {
  std::stop_source stop;
  options_.stop = stop.get_token();
  options_.first_pause = std::chrono::minutes(5);
  options_.longest_pause = std::chrono::minutes(5);
  serve({reply(429, "{}")});
  const std::jthread interrupter([&] {
    while (true) {
      const std::lock_guard lock(mutex_);
      if (!requests_.empty()) break;
    }
    stop.request_stop();
  });
  const Result<ApiResponse> response = get();
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().code, ErrorCode::cancelled);
}

TEST_F(ApiClientTest, ReadsARotatedTokenFile) {
  serve({reply(200, "{}")});
  access_.token_file = folder_.write("token", "one\n");
  ASSERT_TRUE(get());
  folder_.write("token", "two\n");
  ASSERT_TRUE(get());
  EXPECT_THAT(sent("authorization"), ElementsAre("Bearer one", "Bearer two"));
}

TEST_F(ApiClientTest, SaysThatItsTokenFileCannotBeRead) {
  serve({reply(200, "{}")});
  access_.token_file = folder_.path("missing");
  const Result<ApiResponse> missing = get();
  ASSERT_FALSE(missing);
  EXPECT_THAT(missing.error().text(), HasSubstr(folder_.path("missing")));
  client_.reset();
  access_.token_file = folder_.write("token", " \n");
  EXPECT_THAT(get().error().text(), HasSubstr("the token file is empty"));
}

TEST_F(ApiClientTest, LeavesAnswer401WhereItHasNothingElseToShow) {
  serve({reply(401, "{}")});
  access_.token = "old";
  EXPECT_EQ(get()->status, 401);
  EXPECT_EQ(requests_.size(), 1U);
}

TEST_F(ApiClientTest, RunsItsPluginOnceForManyRequests) {
  serve({reply(200, "{}")});
  use_plugin();
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(get());
  EXPECT_THAT(sent("authorization"), ElementsAre("Bearer t1", "Bearer t1", "Bearer t1"));
}

TEST_F(ApiClientTest, RunsItsPluginAgainWhenItIsNotKnownAnyMore) {
  serve({reply(200, "{}"), reply(401, "{}"), reply(200, "{}")});
  use_plugin();
  for (int i = 0; i < 2; ++i) {
    const Result<ApiResponse> response = get();
    ASSERT_TRUE(response) << response.error().text();
    EXPECT_EQ(response->status, 200);
  }
  EXPECT_THAT(sent("authorization"), ElementsAre("Bearer t1", "Bearer t1", "Bearer t2"));
}

TEST_F(ApiClientTest, DoesNotAskItsPluginAgainAndAgain) {
  serve({reply(401, "{}")});
  use_plugin();
  for (int i = 0; i < 3; ++i) EXPECT_EQ(get()->status, 401);
  EXPECT_THAT(sent("authorization"),
              ElementsAre("Bearer t1", "Bearer t2", "Bearer t2", "Bearer t2"));
}

TEST_F(ApiClientTest, DoesNotShowTheSameTokenTwice) {
  serve({reply(401, "{}")});
  use_plugin(1);
  EXPECT_EQ(get()->status, 401);
  EXPECT_EQ(requests_.size(), 1U);
}

TEST_F(ApiClientTest, PassesOnWhatThePluginSaid) {
  serve({reply(200, "{}")});
  use_plugin();
  access_.exec->arguments = {"-c", "echo 'log in first' >&2; exit 1"};
  const Result<ApiResponse> response = get();
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().code, ErrorCode::denied);
  EXPECT_THAT(response.error().text(), HasSubstr("log in first"));
  EXPECT_TRUE(requests_.empty());
}

TEST_F(ApiClientTest, NeverRepeatsATokenInAnError) {
  serve({{"", Then::close}});
  access_.token = "sesame\n";
  const Result<ApiResponse> response = get();
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().code, ErrorCode::malformed);
  EXPECT_THAT(response.error().text(), Not(HasSubstr("sesame")));
}

}  // namespace
}  // namespace bulwark::sources::cluster
