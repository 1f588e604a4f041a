// SPDX-License-Identifier: Apache-2.0
#include "io/tls_session.h"

#include <gtest/gtest.h>

#include "io/http_head.h"
#include "io/loopback_server.h"

namespace bulwark::io {
namespace {

using std::chrono::milliseconds;

TlsSession meet(const LoopbackServer& server, const std::vector<std::string>& hosts = {"127.0.0.1"},
                milliseconds time = milliseconds(10000)) {
  const auto end = std::chrono::steady_clock::now() + time;
  const auto where = resolve({"127.0.0.1", static_cast<std::uint16_t>(server.port())}, end, {});
  auto connection = Connection::open(*where, end, {});
  EXPECT_TRUE(connection);
  return {*std::move(connection), "127.0.0.1", hosts};
}

LoopbackReply good(const LoopbackRequest&) { return reply(200, "{}"); }

TEST(TlsSession, TellsTheCertificateAndCarriesQuestions) {
  const TestAuthority authority("the authority");
  const LoopbackTls tls{
      .identity = authority.issue(
          {.common_name = "server", .names = "DNS:localhost,IP:127.0.0.1,IP:::1"})};
  LoopbackServer server(good, tls);
  TlsSession session = meet(server);
  ASSERT_TRUE(session.outcome()) << session.outcome().error().text();
  const TlsPeer& peer = session.peer();
  ASSERT_EQ(peer.chain.size(), 1U);
  EXPECT_TRUE(peer.chain[0].starts_with("\x30")) << "it is no DER";
  EXPECT_TRUE(peer.chain[0].contains("the authority"));
  EXPECT_TRUE(peer.for_host);
  EXPECT_FALSE(peer.asks_certificate);
  const auto head = ask(session, {.host = server.host(), .path = "/"});
  ASSERT_TRUE(head) << head.error().text();
  EXPECT_EQ(head->status, 200);
}

TEST(TlsSession, ComparesNamesAsClientsDo) {
  const TestAuthority authority;
  LoopbackServer server(
      good, {.identity = authority.issue({.common_name = "plain", .names = "DNS:*.example.com"})});
  EXPECT_TRUE(meet(server, {"a.example.com"}).peer().for_host);
  EXPECT_FALSE(meet(server, {"a.b.example.com"}).peer().for_host);
  EXPECT_FALSE(meet(server, {"plain", "127.0.0.1"}).peer().for_host);
  EXPECT_TRUE(meet(server, {"127.0.0.1", "b.example.com"}).peer().for_host);
}

TEST(TlsSession, SpeaksWhatTheSystemsConfigurationForbids) {
  LoopbackServer server(good, {.identity = TestAuthority().issue(),
                               .oldest = TLS1_VERSION,
                               .newest = TLS1_VERSION,
                               .suites = "ALL:@SECLEVEL=0"});
  const TlsSession session = meet(server);
  EXPECT_TRUE(session.outcome()) << session.outcome().error().text();
  EXPECT_EQ(session.peer().chain.size(), 1U);
}

TEST(TlsSession, TellsWhoWantsACertificate) {
  const TestAuthority authority;
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    LoopbackServer server(good, {.identity = authority.issue(),
                                 .client_authority = authority.certificate(),
                                 .oldest = version,
                                 .newest = version});
    TlsSession session = meet(server);
    EXPECT_TRUE(session.peer().asks_certificate);
    EXPECT_FALSE(session.peer().chain.empty());
    // TLS 1.3 ends the handshake before the server has looked.
    const auto head = session.outcome() ? ask(session, {.host = server.host(), .path = "/"})
                                        : std::unexpected(session.outcome().error());
    ASSERT_FALSE(head);
    EXPECT_EQ(head.error().code, ErrorCode::denied) << head.error().text();
  }
}

TEST(TlsSession, SurvivesWhoSpeaksNoTls) {
  LoopbackServer server(good);
  const TlsSession session = meet(server);
  ASSERT_FALSE(session.outcome());
  EXPECT_FALSE(session.peer().finished);
  EXPECT_TRUE(session.peer().chain.empty());
}

}  // namespace
}  // namespace bulwark::io
