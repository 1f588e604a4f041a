// SPDX-License-Identifier: Apache-2.0
#include "sources/cluster/api_client.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "sources/cluster/api_client_fixture.h"

namespace bulwark::sources::cluster {
namespace {

using io::Then;
using std::chrono::milliseconds;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

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

}  // namespace
}  // namespace bulwark::sources::cluster
