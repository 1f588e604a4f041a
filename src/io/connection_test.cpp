// SPDX-License-Identifier: Apache-2.0
#include "io/connection.h"

#include <gtest/gtest.h>

#include <array>

#include "io/http_head.h"
#include "io/loopback_server.h"

namespace bulwark::io {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

Result<Connection> open(const std::string& host, int port, milliseconds time = milliseconds(5000),
                        std::stop_token stop = {}) {
  const auto end = steady_clock::now() + time;
  const auto addresses = resolve({host, static_cast<std::uint16_t>(port)}, end, stop);
  return Connection::open(*addresses, end, std::move(stop));
}

Result<HttpHead> ask_for_head(const LoopbackServer& server,
                              milliseconds time = milliseconds(5000)) {
  auto connection = open("127.0.0.1", server.port(), time);
  if (!connection) return std::unexpected(connection.error());
  return ask(*connection, {.host = server.host(), .path = "/pods"});
}

ErrorCode code_of(const Result<HttpHead>& head) {
  return head ? ErrorCode::internal : head.error().code;
}

TEST(Connection, TellsAClosedPort) {
  int port = 0;
  {
    port = LoopbackServer([](const LoopbackRequest&) { return reply(200, ""); }).port();
  }
  const auto closed = open("127.0.0.1", port);
  ASSERT_FALSE(closed);
  EXPECT_EQ(closed.error().code, ErrorCode::denied);
}

TEST(Connection, AsksOneQuestion) {
  std::string head;
  LoopbackServer server([&](const LoopbackRequest& request) {
    head = request.head;
    return reply(403, "no", "Location: /a\r\n", "application/JSON; charset=utf-8");
  });
  const auto answer = ask_for_head(server);
  ASSERT_TRUE(answer) << answer.error().text();
  EXPECT_EQ(*answer, (HttpHead{403, "application/json", "/a"}));
  EXPECT_TRUE(head.starts_with("GET /pods HTTP/1.1\r\n"));
  EXPECT_EQ(head.find("uthorization"), std::string::npos);
}

TEST(Connection, PostsJson) {
  LoopbackRequest heard;
  LoopbackServer server([&](const LoopbackRequest& request) {
    heard = request;
    return reply(200, "{}");
  });
  auto connection = open("127.0.0.1", server.port());
  ASSERT_TRUE(ask(*connection, {.host = server.host(), .path = "/v3/kv/range", .json = "{}"}));
  EXPECT_EQ(heard.method, "POST");
  EXPECT_EQ(heard.body, "{}");
}

TEST(Connection, GivesUpOnWhoNeverAnswers) {
  LoopbackServer server([](const LoopbackRequest&) { return LoopbackReply{"", Then::stall}; });
  EXPECT_EQ(code_of(ask_for_head(server, milliseconds(150))), ErrorCode::timeout);
}

TEST(Connection, GivesUpOnAHeadWithoutEnd) {
  LoopbackServer server([](const LoopbackRequest&) {
    return LoopbackReply{"HTTP/1.1 200 OK\r\n" + std::string(kLargestHead + 8192, 'a'),
                         Then::stall};
  });
  EXPECT_EQ(code_of(ask_for_head(server)), ErrorCode::limit);
}

TEST(Connection, TellsWhoBreaksOffFromWhoSpeaksNoHttp) {
  LoopbackServer breaks([](const LoopbackRequest&) { return LoopbackReply{"", Then::reset}; });
  EXPECT_EQ(code_of(ask_for_head(breaks)), ErrorCode::unavailable);
  LoopbackServer babbles(
      [](const LoopbackRequest&) { return LoopbackReply{"\x01 abc", Then::stall}; });
  EXPECT_EQ(code_of(ask_for_head(babbles)), ErrorCode::malformed);
}

TEST(Connection, StopsWhenItIsToldTo) {
  LoopbackServer server([](const LoopbackRequest&) { return LoopbackReply{"", Then::stall}; });
  std::stop_source stop;
  auto connection = open("127.0.0.1", server.port(), milliseconds(60000), stop.get_token());
  stop.request_stop();
  std::array<char, 1> block{};
  EXPECT_EQ(connection->receive(block).error().code, ErrorCode::cancelled);
}

TEST(HttpHead, ReadsStatusTypeAndLocation) {
  const auto head = read_http_head(
      "HTTP/1.0 302 Found\r\nX: y\r\nLOCATION:  https://a/ \r\ncontent-type: "
      "Text/HTML;a=b\r\n\r\n");
  ASSERT_TRUE(head);
  EXPECT_EQ(*head, (HttpHead{302, "text/html", "https://a/"}));
}

TEST(HttpHead, RefusesWhatIsNoHttp) {
  for (const char* text : {"", "\n\n", "HTTP/2 200\n\n", "HTTP/1.1 20\n\n", "HTTP/1.1 2000\n\n",
                           "HTTP/1.1 abc\n\n", "SSH-2.0-x\n\n", "HTTP/1.x 200\n\n"})
    EXPECT_FALSE(read_http_head(text)) << text;
}

TEST(HttpHead, EndsAtAnEmptyLine) {
  EXPECT_EQ(end_of_http_head("HTTP/1.1 200 OK\r\na: b\r\n\r\nbody"), 25U);
  EXPECT_EQ(end_of_http_head("HTTP/1.1 200 OK\n\nbody"), 17U);
  EXPECT_EQ(end_of_http_head("HTTP/1.1 200 OK\r\na: b\r\n"), std::string::npos);
}

}  // namespace
}  // namespace bulwark::io
