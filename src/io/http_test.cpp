// SPDX-License-Identifier: Apache-2.0
#include "io/http.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "io/loopback_server.h"

namespace bulwark::io {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

LoopbackServer::Handler always(const LoopbackReply& answer) {
  return [answer](const LoopbackRequest&) { return answer; };
}

HttpConnection connect(HttpOptions options = {}) {
  Result<HttpConnection> connection = HttpConnection::open(std::move(options));
  CHECK(connection.has_value(), "a connection could not be set up");
  return std::move(*connection);
}

Result<HttpResponse> get(const std::string& url, HttpOptions options = {}) {
  return connect(std::move(options)).send({.url = url});
}

TEST(Http, GivesStatusTypeAndBodyOfAnyAnswer) {
  const LoopbackServer server(always(reply(503, "{}", "Retry-After: 7\r\n")));
  const Result<HttpResponse> response = get(server.url());
  ASSERT_TRUE(response) << response.error().text();
  EXPECT_EQ(response->status, 503);
  EXPECT_EQ(response->content_type, "application/json");
  EXPECT_EQ(response->body, "{}");
  EXPECT_EQ(response->retry_after, std::chrono::seconds(7));
}

TEST(Http, KeepsItsConnection) {
  const LoopbackServer server(always(reply(200, "{}")));
  HttpConnection connection = connect();
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(connection.send({.url = server.url()}));
  EXPECT_EQ(server.connections(), 1);
}

TEST(Http, SendsMethodHeadersAndBody) {
  const LoopbackServer server([](const LoopbackRequest& request) {
    return reply(200, request.method + " " + request.target + " " + request.header("x-asked") +
                          " " + request.body);
  });
  const Result<HttpResponse> response = connect().send({.method = "POST",
                                                        .url = server.url() + "/a?b=c",
                                                        .headers = {"X-Asked: yes"},
                                                        .body = "{1}"});
  ASSERT_TRUE(response);
  EXPECT_EQ(response->body, "POST /a?b=c yes {1}");
}

TEST(Http, LetsNoHeaderHoldALineBreak) {
  const LoopbackServer server(always(reply(200, "{}")));
  const Result<HttpResponse> response = connect().send(
      {.url = server.url(), .headers = {"Authorization: Bearer secret\r\nX-Other: 1"}});
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().code, ErrorCode::malformed);
  EXPECT_THAT(response.error().text(), HasSubstr("'Authorization'"));
  EXPECT_THAT(response.error().text(), Not(HasSubstr("secret")));
  EXPECT_EQ(server.connections(), 0);
}

TEST(Http, SendsHeadersWithoutAValue) {
  const LoopbackServer server([](const LoopbackRequest& request) {
    return reply(200, request.head.find("\r\nX-Empty:\r\n") == std::string::npos ? "no" : "yes");
  });
  EXPECT_EQ(connect().send({.url = server.url(), .headers = {"X-Empty: "}})->body, "yes");
}

TEST(Http, FollowsNoRedirect) {
  const LoopbackServer elsewhere(always(reply(200, "{}")));
  const LoopbackServer server(
      always(reply(302, "", "Location: " + elsewhere.url() + "/login\r\n")));
  const Result<HttpResponse> response = get(server.url());
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, 302);
  EXPECT_EQ(response->location, elsewhere.url() + "/login");
  EXPECT_EQ(elsewhere.connections(), 0);
}

TEST(Http, UnpacksGzipOnlyWhereItAskedForIt) {
  const LoopbackServer server(
      [](const LoopbackRequest& request) { return reply(200, request.header("accept-encoding")); });
  EXPECT_EQ(get(server.url())->body, "gzip");
  EXPECT_EQ(get(server.url(), {.compressed = false})->body, "");
}

TEST(Http, SaysThatAnAnswerCannotBeUnpacked) {
  const LoopbackServer server(always(reply(200, "no gzip", "Content-Encoding: gzip\r\n")));
  const Result<HttpResponse> response = get(server.url());
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().code, ErrorCode::unavailable);
  EXPECT_THAT(response.error().text(), HasSubstr("unpacked"));
}

TEST(Http, TakesHalfABodyForAnError) {
  for (const Then then : {Then::close, Then::reset}) {
    const LoopbackServer server(
        always({"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"items\":[", then}));
    const Result<HttpResponse> response = get(server.url());
    ASSERT_FALSE(response);
    EXPECT_EQ(response.error().code, ErrorCode::unavailable);
    EXPECT_EQ(response.error().where, server.host());
    if (then == Then::close) {
      EXPECT_THAT(response.error().message, StartsWith("the answer ended too early"));
    }
  }
}

TEST(Http, TakesHalfAHeaderForAnError) {
  const LoopbackServer server(always({"HTTP/1.1 200 OK\r\nContent-Type: appl", Then::close}));
  const Result<HttpResponse> response = get(server.url());
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().code, ErrorCode::unavailable);
}

TEST(Http, TakesAChunkedBodyWithoutItsEndForAnError) {
  const LoopbackServer server(always(
      {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"ite\r\n", Then::close}));
  const Result<HttpResponse> response = get(server.url());
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().code, ErrorCode::unavailable);
}

TEST(Http, TakesTrailersBehindAChunkedBody) {
  const LoopbackServer server(
      always({"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n"
              "2\r\n{}\r\n0\r\nX-Sum: 1\r\n\r\n",
              Then::close}));
  const Result<HttpResponse> response = get(server.url());
  ASSERT_TRUE(response);
  EXPECT_EQ(response->body, "{}");
}

TEST(Http, TakesAClosedConnectionForAnError) {
  const LoopbackServer server(always({"", Then::close}));
  const Result<HttpResponse> response = get(server.url());
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().text(),
            server.host() + ": the connection was closed without an answer");
}

TEST(Http, GivesUpOnASilentServer) {
  for (const char* sent : {"", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"}) {
    const LoopbackServer server(always({sent, Then::stall}));
    const Result<HttpResponse> response = get(server.url(),
                                              {.stall_timeout = std::chrono::milliseconds(50)});
    ASSERT_FALSE(response);
    EXPECT_EQ(response.error().code, ErrorCode::timeout);
    EXPECT_THAT(response.error().message, StartsWith("the server was silent for"));
  }
}

TEST(Http, GivesUpWhenTheTimeOfTheWholeRequestIsOver) {
  const LoopbackServer server(always({"", Then::stall}));
  const Result<HttpResponse> response = get(server.url(),
                                            {.total_timeout = std::chrono::milliseconds(50)});
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().code, ErrorCode::timeout);
}

TEST(Http, StopsAtOnceWhenItIsAskedTo) {
  std::stop_source stop;
  const LoopbackServer server([&](const LoopbackRequest&) -> LoopbackReply {
    stop.request_stop();
    return {"", Then::stall};
  });
  const auto begin = std::chrono::steady_clock::now();
  const Result<HttpResponse> response = get(server.url(), {.stop = stop.get_token()});
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().code, ErrorCode::cancelled);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(5));
}

TEST(Http, TakesNoMoreThanItMay) {
  const LoopbackServer server(always(reply(200, std::string(100'000, 'x'))));
  EXPECT_EQ(get(server.url(), {.most_body = 100'000})->body.size(), 100'000U);
  const Result<HttpResponse> response = get(server.url(), {.most_body = 99'999});
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().code, ErrorCode::limit);
}

TEST(Http, SaysThatNobodyListens) {
  std::string url;
  {
    const LoopbackServer gone(always(reply(200, "{}")));
    url = gone.url();
  }
  const Result<HttpResponse> response = get(url);
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().code, ErrorCode::unavailable);
  EXPECT_THAT(response.error().text(), HasSubstr("cannot connect: connection refused"));
}

TEST(Http, SaysThatAHostDoesNotExist) {
  const Result<HttpResponse> response = get("https://nowhere.invalid/");
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().code, ErrorCode::unavailable);
  EXPECT_EQ(response.error().where, "nowhere.invalid:443");
  EXPECT_THAT(response.error().message, HasSubstr("no such host"));
}

TEST(Http, SpeaksNothingButHttp) {
  for (const char* url : {"file:///etc/hostname", "ftp://127.0.0.1/"}) {
    const Result<HttpResponse> response = get(url);
    ASSERT_FALSE(response);
    EXPECT_EQ(response.error().code, ErrorCode::unsupported);
  }
  const LoopbackServer server(always({"SSH-2.0-OpenSSH_9.2\r\n", Then::close}));
  const Result<HttpResponse> response = get(server.url());
  ASSERT_FALSE(response);
  EXPECT_THAT(response.error().message, StartsWith("what answers there does not speak HTTP"));
}

TEST(Http, SaysThatThereIsNoTls) {
  const LoopbackServer server(always(reply(200, "{}")));
  const Result<HttpResponse> response = get("https://" + server.host());
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().code, ErrorCode::unavailable);
  EXPECT_THAT(response.error().message, HasSubstr("does not speak TLS"));
}

TEST(Http, GoesThroughAProxyAndTakesItsRefusal) {
  std::string asked;
  const LoopbackServer proxy([&](const LoopbackRequest& request) {
    asked = request.method + " " + request.target + request.header("authorization");
    return reply(407, "");
  });
  const Result<HttpResponse> response = connect({.proxy = proxy.url()})
                                            .send({.url = "https://cluster.example/",
                                                   .headers = {"Authorization: Bearer sesame"}});
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().code, ErrorCode::denied);
  EXPECT_EQ(response.error().text(),
            "cluster.example:443: the proxy does not connect us: it answered 407");
  EXPECT_EQ(asked, "CONNECT cluster.example:443") << "and no credentials are for the proxy";
}

TEST(Http, SaysThatTheProxyIsNotThere) {
  std::string proxy;
  {
    const LoopbackServer gone(always(reply(200, "")));
    proxy = gone.url();
  }
  const Result<HttpResponse> response = get("https://cluster.example/", {.proxy = proxy});
  ASSERT_FALSE(response);
  EXPECT_THAT(response.error().message,
              StartsWith("cannot connect to the proxy: connection refused"));
}

TEST(Http, TakesOnlyProxiesThatItKnows) {
  const Result<HttpConnection> connection = HttpConnection::open({.proxy = "ftp://user:pass@p"});
  ASSERT_FALSE(connection);
  EXPECT_EQ(connection.error().code, ErrorCode::unsupported);
  EXPECT_THAT(connection.error().text(), Not(HasSubstr("pass")));
}

TEST(Http, HandsASuccessfulBodyOnBlockByBlock) {
  const LoopbackServer server(always(reply(200, std::string(1'000'000, 'a'), {}, "text/plain")));
  std::size_t bytes = 0;
  std::size_t blocks = 0;
  HttpRequest request{.url = server.url()};
  request.take = [&](std::string_view type, std::string_view block) {
    EXPECT_EQ(type, "text/plain");
    bytes += block.size();
    ++blocks;
    return true;
  };
  const Result<HttpResponse> response = connect({.most_body = 1000}).send(request);
  ASSERT_TRUE(response) << response.error().text();
  EXPECT_EQ(response->body, "");
  EXPECT_EQ(bytes, 1'000'000U);
  EXPECT_GT(blocks, 1U);
}

TEST(Http, KeepsARefusalThatATakerWouldNotWant) {
  const LoopbackServer server(always(reply(403, "no")));
  HttpRequest request{.url = server.url()};
  request.take = [](std::string_view, std::string_view) { return false; };
  const Result<HttpResponse> response = connect().send(request);
  ASSERT_TRUE(response);
  EXPECT_EQ(response->body, "no");
}

TEST(Http, IsCancelledByATakerThatHadEnough) {
  const LoopbackServer server(always(reply(200, "much")));
  HttpConnection connection = connect();
  HttpRequest request{.url = server.url()};
  request.take = [](std::string_view, std::string_view) { return false; };
  const Result<HttpResponse> response = connection.send(request);
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().code, ErrorCode::cancelled);
  EXPECT_EQ(connection.send({.url = server.url()})->body, "much") << "the next one is whole again";
}

TEST(Http, ARequestMayHaveADeadlineAndALimitOfItsOwn) {
  const LoopbackServer slow(always({"", Then::stall}));
  HttpRequest request{.url = slow.url()};
  request.total_timeout = std::chrono::milliseconds(100);
  const Result<HttpResponse> late = connect().send(request);
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().code, ErrorCode::timeout);
  const LoopbackServer large(always(reply(200, "12345")));
  HttpConnection connection = connect();
  HttpRequest little{.url = large.url()};
  little.most_body = 4;
  EXPECT_EQ(connection.send(little).error().code, ErrorCode::limit);
  EXPECT_EQ(connection.send({.url = large.url()})->body, "12345");
}

}  // namespace
}  // namespace bulwark::io
