// SPDX-License-Identifier: Apache-2.0
#include "io/address.h"

#include <gtest/gtest.h>

namespace bulwark::io {
namespace {

using std::chrono::steady_clock;

TEST(Address, ReadsHostsAndPortsOfBothFamilies) {
  EXPECT_EQ(*parse_host_port("10.0.0.1:6443"), (HostPort{"10.0.0.1", 6443}));
  EXPECT_EQ(*parse_host_port("[fd00::1]:10250"), (HostPort{"fd00::1", 10250}));
  EXPECT_EQ(*parse_host_port("api.example.com:443"), (HostPort{"api.example.com", 443}));
  EXPECT_EQ((HostPort{"fd00::1", 10250}.text()), "[fd00::1]:10250");
}

TEST(Address, RefusesWhatIsNoHostAndPort) {
  for (const char* text :
       {"", ":1", "a", "a:", "a:0", "a:65536", "a:1x", "fd00::1", "fd00::1:80", "[fd00::1]",
        "[fd00::1]80", "[a]:1", "a b:1", "[::1:80", "http://a:1", "a\n:1"})
    EXPECT_FALSE(parse_host_port(text)) << text;
}

TEST(Address, TakesThePortOfAUrlFromItsScheme) {
  EXPECT_EQ(*host_port_of_url("https://a/b:1"), (HostPort{"a", 443}));
  EXPECT_EQ(*host_port_of_url("http://[::1]"), (HostPort{"::1", 80}));
  EXPECT_EQ(*host_port_of_url("https://u@10.0.0.1:2379"), (HostPort{"10.0.0.1", 2379}));
  EXPECT_FALSE(host_port_of_url("10.0.0.1:2379"));
  EXPECT_FALSE(host_port_of_url("unix:///var/run/a"));
}

TEST(Address, KnowsWhatAnAddressMeans) {
  EXPECT_EQ(address_kind("127.0.0.9"), AddressKind::loopback);
  EXPECT_EQ(address_kind("::1"), AddressKind::loopback);
  EXPECT_EQ(address_kind("::ffff:127.0.0.1"), AddressKind::loopback);
  EXPECT_EQ(address_kind("localhost"), AddressKind::loopback);
  EXPECT_EQ(address_kind("169.254.169.254"), AddressKind::link_local);
  EXPECT_EQ(address_kind("fe80::1%eth0"), AddressKind::link_local);
  EXPECT_EQ(address_kind("0.0.0.0"), AddressKind::unspecified);
  EXPECT_EQ(address_kind("::"), AddressKind::unspecified);
  EXPECT_EQ(address_kind("10.0.0.1"), AddressKind::ordinary);
  EXPECT_EQ(address_kind("fd00::1"), AddressKind::ordinary);
  EXPECT_EQ(address_kind("api.example.com"), AddressKind::name);
}

TEST(Address, ResolvesAddressesAndNames) {
  const auto end = steady_clock::now() + std::chrono::seconds(10);
  EXPECT_EQ(resolve({"127.0.0.1", 1}, end, {})->size(), 1U);
  EXPECT_EQ(resolve({"::1", 1}, end, {})->at(0).storage.ss_family, AF_INET6);
  EXPECT_FALSE(resolve({"localhost", 1}, end, {})->empty());
}

TEST(Address, StopsWaitingForANameWhenItIsToldTo) {
  std::stop_source stop;
  stop.request_stop();
  const auto end = steady_clock::now() + std::chrono::seconds(10);
  const auto found = resolve({"bulwark-test.invalid", 1}, end, stop.get_token());
  ASSERT_FALSE(found);
  EXPECT_TRUE(found.error().code == ErrorCode::cancelled ||
              found.error().code == ErrorCode::not_found);
}

}  // namespace
}  // namespace bulwark::io
