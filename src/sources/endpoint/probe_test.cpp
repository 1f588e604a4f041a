// SPDX-License-Identifier: Apache-2.0
// Probes of servers on loopback, good ones and whatever else may listen on a port.
#include "sources/endpoint/probe.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <mutex>

#include "io/loopback_server.h"
#include "sources/endpoint/suites.h"

namespace bulwark::sources::endpoint {
namespace {

using Reach = EndpointFacts::Reach;
using Speaks = EndpointFacts::Speaks;
using ClientCertificate = EndpointFacts::ClientCertificate;
using io::LoopbackReply;
using io::LoopbackRequest;
using io::LoopbackServer;
using io::Then;
using io::TlsVersion;
using std::chrono::milliseconds;

EndpointFacts look_at(int port, Service service = Service::kubelet,
                      milliseconds connection = milliseconds(10000)) {
  ProbeLimits limits;
  limits.connection = connection;
  limits.end = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  return probe({{"127.0.0.1", static_cast<std::uint16_t>(port)}, service, {}, {}}, limits);
}

LoopbackReply answers_pods(const LoopbackRequest& request) {
  return io::reply(request.target == "/pods" ? 200 : 401, "{}");
}

TEST(Probe, TellsAllOfAGoodServer) {
  const io::TestAuthority authority;
  std::mutex mutex;
  std::string heads;
  LoopbackServer server(
      [&](const LoopbackRequest& request) {
        const std::lock_guard lock(mutex);
        heads += request.head;
        return answers_pods(request);
      },
      {.identity = authority.issue(), .oldest = TLS1_2_VERSION});
  const EndpointFacts facts = look_at(server.port());
  EXPECT_EQ(facts.reach, Reach::open);
  EXPECT_EQ(facts.speaks, Speaks::tls);
  EXPECT_EQ(facts.plain_http, std::optional(false));
  EXPECT_EQ(facts.versions, (std::map<TlsVersion, bool>{{TlsVersion::v1_0, false},
                                                        {TlsVersion::v1_1, false},
                                                        {TlsVersion::v1_2, true},
                                                        {TlsVersion::v1_3, true}}));
  EXPECT_EQ(facts.weak_suites, std::optional(std::vector<std::string>()));
  EXPECT_TRUE(facts.for_host);
  EXPECT_EQ(facts.client_certificate, ClientCertificate::none);
  EXPECT_EQ(facts.answers.at("/pods"), (io::HttpHead{200, "application/json", ""}));
  EXPECT_EQ(facts.answers.at("/metrics").status, 401);
  EXPECT_TRUE(facts.doubts.empty());
  EXPECT_EQ(heads.find("uthorization"), std::string::npos);
  EXPECT_EQ(heads.find("ookie"), std::string::npos);
}

TEST(Probe, FindsOldVersionsAndWeakSuites) {
  LoopbackServer server(answers_pods, {.identity = io::TestAuthority().issue(),
                                       .oldest = TLS1_VERSION,
                                       .newest = TLS1_2_VERSION,
                                       .suites = "ECDHE-ECDSA-NULL-SHA:ECDHE-ECDSA-AES128-SHA:"
                                                 "ECDHE-ECDSA-AES128-GCM-SHA256:@SECLEVEL=0"});
  const EndpointFacts facts = look_at(server.port());
  EXPECT_TRUE(facts.versions.at(TlsVersion::v1_0));
  EXPECT_TRUE(facts.versions.at(TlsVersion::v1_1));
  EXPECT_FALSE(facts.versions.at(TlsVersion::v1_3));
  EXPECT_EQ(*facts.weak_suites, std::vector<std::string>{"TLS_ECDHE_ECDSA_WITH_NULL_SHA"});
  EXPECT_EQ(*facts.cbc_suites, std::vector<std::string>{"TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA"});
}

TEST(Probe, KnowsWhoRequiresACertificate) {
  const io::TestAuthority authority;
  for (const int newest : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    LoopbackServer server(answers_pods, {.identity = authority.issue(),
                                         .client_authority = authority.certificate(),
                                         .newest = newest});
    const EndpointFacts facts = look_at(server.port(), Service::etcd);
    EXPECT_EQ(facts.client_certificate, ClientCertificate::required);
    EXPECT_TRUE(facts.answers.empty());
    EXPECT_FALSE(facts.chain.empty());
    EXPECT_TRUE(facts.doubts.empty()) << facts.doubts.front();
  }
}

TEST(Probe, AsksAPlainServerPlainly) {
  LoopbackServer server(answers_pods);
  const EndpointFacts facts = look_at(server.port());
  EXPECT_EQ(facts.speaks, Speaks::http);
  EXPECT_EQ(facts.plain_http, std::optional(true));
  EXPECT_EQ(facts.answers.at("/pods").status, 200);
  EXPECT_TRUE(facts.versions.empty());
}

TEST(Probe, FollowsNoRedirect) {
  LoopbackServer other(answers_pods);
  LoopbackServer server([&](const LoopbackRequest&) {
    return io::reply(302, "", "Location: " + other.url() + "/\r\n");
  });
  EXPECT_EQ(look_at(server.port()).answers.at("/pods").status, 302);
  EXPECT_EQ(other.connections(), 0);
}

TEST(Probe, AClosedPortIsClosed) {
  int port = 0;
  {
    port = LoopbackServer(answers_pods).port();
  }
  const EndpointFacts facts = look_at(port);
  EXPECT_EQ(facts.reach, Reach::closed);
  EXPECT_EQ(facts.speaks, Speaks::unknown);
}

TEST(Probe, ANameThatNobodyKnowsIsUnknown) {
  ProbeLimits limits;
  limits.end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  const EndpointFacts facts = probe({{"bulwark-test.invalid", 1}, Service::other, {}, {}}, limits);
  EXPECT_EQ(facts.reach, Reach::unknown);
  EXPECT_EQ(facts.doubts.size(), 1U);
}

TEST(Probe, WhoNeverAnswersIsOpenAndUnknown) {
  // It waits for the end of a head that a hello never brings.
  LoopbackServer server([](const LoopbackRequest&) { return LoopbackReply{"", Then::stall}; });
  const auto begin = std::chrono::steady_clock::now();
  ProbeLimits limits;
  limits.connection = milliseconds(200);
  limits.end = begin + std::chrono::seconds(60);
  const EndpointFacts facts = probe(
      {{"127.0.0.1", static_cast<std::uint16_t>(server.port())}, Service::kubelet, {}, {}}, limits);
  EXPECT_EQ(facts.reach, Reach::open);
  EXPECT_FALSE(facts.plain_http);
  EXPECT_TRUE(facts.answers.empty());
  EXPECT_FALSE(facts.doubts.empty());
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(20));
}

TEST(Probe, StopsWhenTheTimeOfAllIsOver) {
  LoopbackServer server(answers_pods);
  ProbeLimits limits;
  limits.end = std::chrono::steady_clock::now() - milliseconds(1);
  const EndpointFacts facts = probe(
      {{"127.0.0.1", static_cast<std::uint16_t>(server.port())}, Service::kubelet, {}, {}}, limits);
  EXPECT_EQ(facts.reach, Reach::unknown);
  EXPECT_FALSE(facts.doubts.empty());
}

TEST(Service, NamesLeadBack) {
  for (const std::string& one : service_names()) {
    const auto service = service_named(one);
    ASSERT_TRUE(service);
    EXPECT_EQ(name(*service), one);
    EXPECT_FALSE(questions_of(*service).empty());
  }
  EXPECT_FALSE(service_named("kublet"));
  EXPECT_EQ(service_of_port(10250), Service::kubelet);
  EXPECT_EQ(service_of_port(8080), Service::other);
}

TEST(Suites, AreInOneListAlone) {
  std::vector<std::uint16_t> all = all_suites();
  std::ranges::sort(all);
  EXPECT_TRUE(std::ranges::adjacent_find(all) == all.end());
  EXPECT_EQ(suite_name(0x002F), "TLS_RSA_WITH_AES_128_CBC_SHA");
  EXPECT_EQ(suite_name(0xFFFE), "0xfffe");
}

}  // namespace
}  // namespace bulwark::sources::endpoint
