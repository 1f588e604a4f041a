// SPDX-License-Identifier: Apache-2.0
// Hellos are held against OpenSSL's own server; answers that no server gives are written by hand.
#include "io/tls_hello.h"

#include <gtest/gtest.h>

#include <array>

#include "io/connection.h"
#include "io/loopback_server.h"

namespace bulwark::io {
namespace {

using Kind = HelloAnswer::Kind;
using namespace std::string_literals;

constexpr std::array<std::uint16_t, 2> kModern{0xC02B, 0xC02F};  // ECDHE with AES-128 and GCM
constexpr std::array<std::uint16_t, 2> kCbc{0xC009, 0xC013};     // ECDHE with AES-128-CBC, SHA-1
constexpr std::array<std::uint16_t, 1> kTls13{0x1301};

HelloAnswer say_hello(const LoopbackServer& server, const HelloOffer& offer) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  const auto where = resolve({"127.0.0.1", static_cast<std::uint16_t>(server.port())}, end, {});
  auto connection = Connection::open(*where, end, {});
  EXPECT_TRUE(connection->send(client_hello(offer)));
  std::string bytes;
  std::array<char, 7> block{};  // in small pieces
  while (read_hello_answer(bytes).kind == Kind::incomplete) {
    const auto count = connection->receive(block);
    if (!count || *count == 0) break;
    bytes.append(block.data(), *count);
  }
  return read_hello_answer(bytes);
}

LoopbackTls speaking(int oldest, int newest, std::string suites = {}) {
  return {.identity = TestAuthority().issue(),
          .oldest = oldest,
          .newest = newest,
          .suites = std::move(suites)};
}

LoopbackReply empty(const LoopbackRequest&) { return reply(200, ""); }

TEST(TlsHello, EachVersionIsTakenByWhoSpeaksIt) {
  LoopbackServer server(empty, speaking(TLS1_VERSION, TLS1_3_VERSION, "ALL:@SECLEVEL=0"));
  const HelloAnswer newest = say_hello(server, {TlsVersion::v1_3, kTls13, {}});
  EXPECT_EQ(newest.kind, Kind::hello);
  EXPECT_EQ(newest.version, 0x0304);
  EXPECT_EQ(newest.suite, 0x1301);
  const HelloAnswer usual = say_hello(server, {TlsVersion::v1_2, kModern, "localhost"});
  EXPECT_EQ(usual.kind, Kind::hello);
  EXPECT_EQ(usual.version, 0x0303);
  EXPECT_EQ(usual.suite, 0xC02B);
  EXPECT_EQ(say_hello(server, {TlsVersion::v1_1, kCbc, {}}).version, 0x0302);
  EXPECT_EQ(say_hello(server, {TlsVersion::v1_0, kCbc, {}}).version, 0x0301);
}

TEST(TlsHello, AVersionThatIsNotSpokenIsRefusedByAnAlert) {
  LoopbackServer server(empty, speaking(TLS1_2_VERSION, TLS1_2_VERSION));
  EXPECT_EQ(say_hello(server, {TlsVersion::v1_3, kTls13, {}}).kind, Kind::alert);
  EXPECT_EQ(say_hello(server, {TlsVersion::v1_2, kModern, {}}).kind, Kind::hello);
  EXPECT_EQ(say_hello(server, {TlsVersion::v1_1, kCbc, {}}).kind, Kind::alert);
  EXPECT_EQ(say_hello(server, {TlsVersion::v1_0, kCbc, {}}).kind, Kind::alert);
}

TEST(TlsHello, OffersWhatOurOwnLibraryHasForgotten) {
  LoopbackServer server(empty, speaking(TLS1_2_VERSION, TLS1_2_VERSION));
  constexpr std::array<std::uint16_t, 2> kOld{0x0005, 0x000A};  // RC4, 3DES
  EXPECT_EQ(say_hello(server, {TlsVersion::v1_2, kOld, {}}).kind, Kind::alert);
}

TEST(TlsHello, WhoSpeaksNoTlsIsTold) {
  EXPECT_EQ(read_hello_answer("HTTP/1.0 400 Bad Request\r\n").kind, Kind::other);
  EXPECT_EQ(read_hello_answer("\x16\x09").kind, Kind::other);
  EXPECT_EQ(read_hello_answer("\x16\x03\x03\x00\x00"s).kind, Kind::other);
  EXPECT_EQ(read_hello_answer("\x16\x03\x03\xFF\xFF"s).kind, Kind::other);
  EXPECT_EQ(read_hello_answer("\x16\x03\x03\x00\x04\x0E\x00\x00\x00"s).kind, Kind::other);
  EXPECT_EQ(read_hello_answer("\x15\x03\x03\x00\x03\x02\x28\x00"s).kind, Kind::other);
}

TEST(TlsHello, WaitsForTheRest) {
  EXPECT_EQ(read_hello_answer("").kind, Kind::incomplete);
  EXPECT_EQ(read_hello_answer("\x16\x03").kind, Kind::incomplete);
  EXPECT_EQ(read_hello_answer("\x15\x03\x03\x00\x02\x02"s).kind, Kind::incomplete);
  EXPECT_EQ(read_hello_answer("\x15\x03\x03\x00\x02\x02\x28"s),
            (HelloAnswer{.kind = Kind::alert, .alert = 40}));
}

TEST(TlsHello, AMessageMayBeSpreadOverRecords) {
  const std::string message = "\x02\x00\x00\x26\x03\x03"s + std::string(32, 'r') +
                              "\x00\x00\x2F\x00"s;
  std::string whole = "\x15\x03\x01\x00\x02\x01\x70"s;  // a warning before it
  for (const char c : message) whole += "\x16\x03\x03\x00\x01"s + c;
  EXPECT_EQ(read_hello_answer(whole),
            (HelloAnswer{.kind = Kind::hello, .version = 0x0303, .suite = 0x002F}));
  EXPECT_EQ(read_hello_answer(whole.substr(0, whole.size() - 1)).kind, Kind::incomplete);
}

}  // namespace
}  // namespace bulwark::io
