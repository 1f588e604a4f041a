// SPDX-License-Identifier: Apache-2.0
// Kubernetes' IP addresses and networks: since 1.30.
#include "cel/declarations.h"

namespace bulwark::cel {
namespace {

constexpr auto global = OverloadDeclaration::Style::global;
constexpr auto member = OverloadDeclaration::Style::member;

constexpr OverloadDeclaration kTable[] = {
    {"ip", "string_to_ip", global, "string -> net.IP", 30},
    {"ip.isCanonical", "ip_is_canonical", global, "string -> bool", 30},
    {"isIP", "is_ip", global, "string -> bool", 30},
    {"string", "ip_to_string", global, "net.IP -> string", 30},
    {"family", "ip_family", member, "net.IP -> int", 30},
    {"isUnspecified", "ip_is_unspecified", member, "net.IP -> bool", 30},
    {"isLoopback", "ip_is_loopback", member, "net.IP -> bool", 30},
    {"isLinkLocalMulticast", "ip_is_link_local_multicast", member, "net.IP -> bool", 30},
    {"isLinkLocalUnicast", "ip_is_link_local_unicast", member, "net.IP -> bool", 30},
    {"isGlobalUnicast", "ip_is_global_unicast", member, "net.IP -> bool", 30},
    {"cidr", "string_to_cidr", global, "string -> net.CIDR", 30},
    {"isCIDR", "is_cidr", global, "string -> bool", 30},
    {"string", "cidr_to_string", global, "net.CIDR -> string", 30},
    {"containsIP", "cidr_contains_ip_string", member, "net.CIDR, string -> bool", 30},
    {"containsIP", "cidr_contains_ip_ip", member, "net.CIDR, net.IP -> bool", 30},
    {"containsCIDR", "cidr_contains_cidr_string", member, "net.CIDR, string -> bool", 30},
    {"containsCIDR", "cidr_contains_cidr", member, "net.CIDR, net.CIDR -> bool", 30},
    {"ip", "cidr_ip", member, "net.CIDR -> net.IP", 30},
    {"prefixLength", "cidr_prefix_length", member, "net.CIDR -> int", 30},
    {"masked", "cidr_masked", member, "net.CIDR -> net.CIDR", 30},
};

}  // namespace

std::span<const OverloadDeclaration> network_declarations() { return kTable; }

}  // namespace bulwark::cel
