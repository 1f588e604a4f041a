// SPDX-License-Identifier: Apache-2.0
// ip() and cidr(), with the answers, messages and costs that an API server gives.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cel/ip_address.h"
#include "cel/opaque.h"
#include "cel/test_expression.h"

namespace bulwark::cel {
namespace {

using ::testing::HasSubstr;

constexpr ExpectedAnswer kAddresses[] = {
    {"ip('2001:DB8:0:0:0:0:0:1')", "2001:db8::1", 2},
    {"ip('1:0:0:2:3:0:0:4')", "1::2:3:0:0:4", 2},
    {"ip('64:ff9b::1.2.3.4')", "64:ff9b::102:304", 2},
    {"ip('01.2.3.4')",
     R"(error: IP Address "01.2.3.4" parse error during conversion from string: ParseAddr("01.2.3.4"): IPv4 field has octet with leading zero)",
     1},
    {"ip('1..3.4')",
     R"(error: IP Address "1..3.4" parse error during conversion from string: ParseAddr("1..3.4"): IPv4 field must have at least one digit (at ".3.4"))",
     1},
    {"ip('1::2::3')",
     R"(error: IP Address "1::2::3" parse error during conversion from string: ParseAddr("1::2::3"): multiple :: in address (at ":3"))",
     1},
    {"ip('\\u200b::1')",
     R"(error: IP Address "\u200b::1" parse error during conversion from string: ParseAddr("\u200b::1"): each colon-separated field must have at least one digit (at "\u200b::1"))",
     1},
    {"ip('fe80::1%eth0')", R"(error: IP address "fe80::1%eth0" with zone value is not allowed)", 2},
    {"ip('::ffff:1.2.3.4')", R"(error: IPv4-mapped IPv6 address "::ffff:1.2.3.4" is not allowed)",
     2},
    {"ip.isCanonical('2001:db8:0:0:0:0:0:1')", "false", 4},
    {"ip('255.255.255.254').isGlobalUnicast()", "true", 3},
    {"ip('255.255.255.255').isGlobalUnicast()", "false", 3},
    {"ip('ff12::1').isLinkLocalMulticast()", "true", 2},
    {"ip('febf::1').isLinkLocalUnicast()", "true", 2},
    {"ip('fec0::1').isLinkLocalUnicast()", "false", 2},
    {"string(dyn(ip('1.2.3.4')))", "1.2.3.4", 3},
    {"type(ip('1.2.3.4')) == net.IP", "true", 3},
    {"dyn('1.2.3.4').family()", "error: no such overload: family(string)", 1},
};

constexpr ExpectedAnswer kNetworks[] = {
    {"cidr('10.1.2.3/8')", "10.1.2.3/8", 1},
    {"cidr('10.0.0.0/08')",
     R"(error: network address parse error during conversion from string: network address parse error during conversion from string: netip.ParsePrefix("10.0.0.0/08"): bad bits after slash: "08")",
     2},
    {"cidr('::/9223372036854775807')",
     R"(error: network address parse error during conversion from string: network address parse error during conversion from string: netip.ParsePrefix("::/9223372036854775807"): prefix length out of range)",
     3},
    {"cidr('::ffff:1.2.3.4/100')",
     R"(error: network address parse error during conversion from string: IPv4-mapped IPv6 address "::ffff:1.2.3.4/100" is not allowed)",
     2},
    {"cidr('2001:db8::/33').containsIP('2001:db8:8000::1')", "false", 5},
    {"cidr('192.168.0.77/24').containsIP('192.168.0.1')", "true", 5},
    {"cidr('10.0.0.0/8').containsIP('x')", "error: no such overload", 3},
    {"cidr('::/0').containsCIDR('2001:db8::/32')", "true", 4},
    {"cidr('0.0.0.0/0').containsCIDR('::/0')", "false", 3},
    {"cidr('192.168.0.1/24').masked()", "192.168.0.0/24", 3},
    {"cidr('192.168.0.1/24') == cidr('192.168.0.1/24').masked()", "false", 6},
    {"cidr('192.168.0.1/24').ip() == ip('192.168.0.1')", "true", 6},
};

constexpr ExpectedAnswer kComparisons[] = {
    {"ip('1.2.3.4') == dyn(1)", "error: no such overload", 2},
    {"dyn(1) == ip('1.2.3.4')", "false", 2},
    {"ip('1.2.3.4') != dyn(1)", "true", 2},
    {"dyn(ip('1.2.3.4')) == null", "false", 3},
    {"[dyn(ip('1.2.3.4'))] == [dyn(1)]", "true", 13},
    {"[dyn(1)] == [dyn(ip('1.2.3.4'))]", "false", 13},
    {"dyn(ip('1.2.3.4')) in [dyn(1)]", "false", 2},
    {"optional.of(dyn(ip('::1'))) == optional.of(dyn(1))", "error: no such overload", 5},
    {"ip('::1') != ip('::1')", "false", 4},
    {"cidr('0.0.0.0/0') != cidr('0.0.0.0/0')", "false", 2},
};

TEST(Network, ReadsAddressesAsTheApiServerDoes) { expect_answers(kAddresses); }
TEST(Network, ReadsNetworksAsTheApiServerDoes) { expect_answers(kNetworks); }
TEST(Network, ComparesAsTheApiServerDoes) { expect_answers(kComparisons); }

TEST(Network, IsUnknownBefore130) {
  EXPECT_THAT(ask("isIP('x')", 29).text, HasSubstr("exists since Kubernetes 1.30"));
  EXPECT_THAT(ask("type(1) == net.IP", 29).text, HasSubstr("undeclared reference"));
  EXPECT_EQ(Environment::function_since("containsCIDR"), 30);
  EXPECT_EQ(Environment::function_since("string"), 0);
}

TEST(Opaque, ValuesAreKeptBeyondTheirEvaluation) {
  Arena arena;
  Value kept;
  {
    const auto program = compile("[ip('::1')]", Environment());
    ASSERT_TRUE(program);
    Evaluator evaluator;
    kept = keep(arena, *evaluator.run(*program, {}));
  }
  EXPECT_EQ(display_text(kept), "[::1]");
  ASSERT_NE(value_as<IpAddress>(kept.items()[0]), nullptr);
  EXPECT_EQ(value_as<Cidr>(kept.items()[0]), nullptr);
}

}  // namespace
}  // namespace bulwark::cel
