// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "io/http.h"
#include "io/loopback_server.h"

namespace bulwark::io {
namespace {

using testing::HasSubstr;

class Https : public testing::Test {
 protected:
  static LoopbackReply answer(const LoopbackRequest& request) {
    return reply(200, request.header("host"));
  }
  static Result<HttpResponse> get(const LoopbackServer& server, TlsOptions tls) {
    Result<HttpConnection> connection = HttpConnection::open({.tls = std::move(tls)});
    CHECK(connection.has_value(), "a connection could not be set up");
    return connection->send({.url = server.url()});
  }
  static void expect_denied(const Result<HttpResponse>& response, const std::string& words) {
    ASSERT_FALSE(response);
    EXPECT_EQ(response.error().code, ErrorCode::denied) << response.error().text();
    EXPECT_THAT(response.error().text(), HasSubstr(words));
  }

  TestAuthority authority_;
  TlsOptions trusting_{.ca = authority_.certificate()};
};

TEST_F(Https, TrustsWhatItsAuthoritySigned) {
  const LoopbackServer server(answer, {.identity = authority_.issue()});
  const Result<HttpResponse> response = get(server, trusting_);
  ASSERT_TRUE(response) << response.error().text();
  EXPECT_EQ(response->body, server.host());
}

TEST_F(Https, DoesNotTrustAnotherAuthority) {
  const LoopbackServer server(answer, {.identity = TestAuthority("another").issue()});
  expect_denied(get(server, trusting_), "the server's certificate is not trusted");
  expect_denied(get(server, {}), "the server's certificate is not trusted");
}

TEST_F(Https, DoesNotTrustAnExpiredCertificate) {
  const LoopbackServer server(answer, {.identity = authority_.issue({.valid_until = -60})});
  expect_denied(get(server, trusting_), "the server's certificate has expired");
}

TEST_F(Https, DoesNotTrustACertificateOfTheFuture) {
  const LoopbackServer server(answer, {.identity = authority_.issue({.valid_from = 600})});
  expect_denied(get(server, trusting_), "is not valid yet");
}

TEST_F(Https, DoesNotTrustACertificateForAnotherName) {
  const LoopbackServer server(answer, {.identity = authority_.issue({.names = "DNS:api.example"})});
  expect_denied(get(server, trusting_), "the server's certificate is not for the name '127.0.0.1'");
}

TEST_F(Https, ChecksTheCertificateAgainstTheNameItIsGiven) {
  const LoopbackServer server(answer, {.identity = authority_.issue({.names = "DNS:api.example"})});
  TlsOptions named = trusting_;
  named.server_name = "api.example";
  const Result<HttpResponse> response = get(server, named);
  ASSERT_TRUE(response) << response.error().text();
  EXPECT_EQ(response->body, server.host()) << "the Host header keeps the name of the URL";
  named.server_name = "other.example";
  expect_denied(get(server, named), "'other.example'");
}

TEST_F(Https, TakesAnyCertificateOnlyWhenItIsToldTo) {
  const LoopbackServer server(answer,
                              {.identity = TestAuthority("another").issue({.valid_until = -60})});
  EXPECT_TRUE(get(server, {.insecure = true}));
}

TEST_F(Https, ShowsItsCertificate) {
  const LoopbackServer server(
      answer, {.identity = authority_.issue(), .client_authority = authority_.certificate()});
  const TestIdentity own = authority_.issue({.names = ""});
  trusting_.certificate = own.certificate;
  trusting_.key = own.key;
  const Result<HttpResponse> response = get(server, trusting_);
  EXPECT_TRUE(response) << response.error().text();
}

TEST_F(Https, SaysThatTheServerWantsACertificate) {
  const LoopbackServer server(
      answer, {.identity = authority_.issue(), .client_authority = authority_.certificate()});
  expect_denied(get(server, trusting_), "the server asks for a certificate, and we have none");
}

TEST_F(Https, SaysThatTheServerRefusedItsCertificate) {
  const LoopbackServer server(
      answer, {.identity = authority_.issue(), .client_authority = authority_.certificate()});
  const TestIdentity own = TestAuthority("another").issue();
  trusting_.certificate = own.certificate;
  trusting_.key = own.key;
  expect_denied(get(server, trusting_), "the server refused our certificate");
}

TEST_F(Https, SaysThatItsCertificateCannotBeUsed) {
  const LoopbackServer server(answer, {.identity = authority_.issue()});
  TlsOptions mixed = trusting_;
  mixed.certificate = authority_.issue().certificate;
  mixed.key = authority_.issue().key;
  expect_denied(get(server, mixed), "our certificate and its key cannot be used");
  mixed.key = "-----BEGIN nothing";
  expect_denied(get(server, mixed), "our certificate and its key cannot be used");
}

TEST_F(Https, SaysThatTheAuthorityIsNoCertificate) {
  const LoopbackServer server(answer, {.identity = authority_.issue()});
  expect_denied(get(server, {.ca = "no PEM"}), "the certificates to trust cannot be read");
}

}  // namespace
}  // namespace bulwark::io
