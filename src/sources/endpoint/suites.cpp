// SPDX-License-Identifier: Apache-2.0
// Tables.
#include "sources/endpoint/suites.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>

namespace bulwark::sources::endpoint {
namespace {

constexpr std::array kWeak{
    Suite{0x0001, "TLS_RSA_WITH_NULL_MD5"},
    Suite{0x0002, "TLS_RSA_WITH_NULL_SHA"},
    Suite{0x003B, "TLS_RSA_WITH_NULL_SHA256"},
    Suite{0xC006, "TLS_ECDHE_ECDSA_WITH_NULL_SHA"},
    Suite{0xC010, "TLS_ECDHE_RSA_WITH_NULL_SHA"},
    Suite{0x0003, "TLS_RSA_EXPORT_WITH_RC4_40_MD5"},
    Suite{0x0006, "TLS_RSA_EXPORT_WITH_RC2_CBC_40_MD5"},
    Suite{0x0008, "TLS_RSA_EXPORT_WITH_DES40_CBC_SHA"},
    Suite{0x0014, "TLS_DHE_RSA_EXPORT_WITH_DES40_CBC_SHA"},
    Suite{0x0018, "TLS_DH_anon_WITH_RC4_128_MD5"},
    Suite{0x001B, "TLS_DH_anon_WITH_3DES_EDE_CBC_SHA"},
    Suite{0x0034, "TLS_DH_anon_WITH_AES_128_CBC_SHA"},
    Suite{0x003A, "TLS_DH_anon_WITH_AES_256_CBC_SHA"},
    Suite{0x00A6, "TLS_DH_anon_WITH_AES_128_GCM_SHA256"},
    Suite{0x00A7, "TLS_DH_anon_WITH_AES_256_GCM_SHA384"},
    Suite{0xC015, "TLS_ECDH_anon_WITH_NULL_SHA"},
    Suite{0xC016, "TLS_ECDH_anon_WITH_RC4_128_SHA"},
    Suite{0xC017, "TLS_ECDH_anon_WITH_3DES_EDE_CBC_SHA"},
    Suite{0xC018, "TLS_ECDH_anon_WITH_AES_128_CBC_SHA"},
    Suite{0xC019, "TLS_ECDH_anon_WITH_AES_256_CBC_SHA"},
    Suite{0x0004, "TLS_RSA_WITH_RC4_128_MD5"},
    Suite{0x0005, "TLS_RSA_WITH_RC4_128_SHA"},
    Suite{0xC007, "TLS_ECDHE_ECDSA_WITH_RC4_128_SHA"},
    Suite{0xC011, "TLS_ECDHE_RSA_WITH_RC4_128_SHA"},
    Suite{0x0009, "TLS_RSA_WITH_DES_CBC_SHA"},
    Suite{0x0015, "TLS_DHE_RSA_WITH_DES_CBC_SHA"},
    Suite{0x000A, "TLS_RSA_WITH_3DES_EDE_CBC_SHA"},
    Suite{0x0016, "TLS_DHE_RSA_WITH_3DES_EDE_CBC_SHA"},
    Suite{0xC008, "TLS_ECDHE_ECDSA_WITH_3DES_EDE_CBC_SHA"},
    Suite{0xC012, "TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA"},
    Suite{0x002F, "TLS_RSA_WITH_AES_128_CBC_SHA"},
    Suite{0x0035, "TLS_RSA_WITH_AES_256_CBC_SHA"},
    Suite{0x003C, "TLS_RSA_WITH_AES_128_CBC_SHA256"},
    Suite{0x003D, "TLS_RSA_WITH_AES_256_CBC_SHA256"},
    Suite{0x009C, "TLS_RSA_WITH_AES_128_GCM_SHA256"},
    Suite{0x009D, "TLS_RSA_WITH_AES_256_GCM_SHA384"},
    Suite{0x0041, "TLS_RSA_WITH_CAMELLIA_128_CBC_SHA"},
    Suite{0x0084, "TLS_RSA_WITH_CAMELLIA_256_CBC_SHA"},
    Suite{0x0007, "TLS_RSA_WITH_IDEA_CBC_SHA"},
    Suite{0x0096, "TLS_RSA_WITH_SEED_CBC_SHA"},
};

constexpr std::array kCbc{
    Suite{0xC009, "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA"},
    Suite{0xC00A, "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA"},
    Suite{0xC013, "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA"},
    Suite{0xC014, "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA"},
    Suite{0xC023, "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256"},
    Suite{0xC024, "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384"},
    Suite{0xC027, "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256"},
    Suite{0xC028, "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384"},
    Suite{0x0033, "TLS_DHE_RSA_WITH_AES_128_CBC_SHA"},
    Suite{0x0039, "TLS_DHE_RSA_WITH_AES_256_CBC_SHA"},
    Suite{0x0067, "TLS_DHE_RSA_WITH_AES_128_CBC_SHA256"},
    Suite{0x006B, "TLS_DHE_RSA_WITH_AES_256_CBC_SHA256"},
};

constexpr std::array kStrong{
    Suite{0xC02B, "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"},
    Suite{0xC02C, "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384"},
    Suite{0xC02F, "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"},
    Suite{0xC030, "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"},
    Suite{0xCCA8, "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256"},
    Suite{0xCCA9, "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256"},
    Suite{0x009E, "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256"},
    Suite{0x009F, "TLS_DHE_RSA_WITH_AES_256_GCM_SHA384"},
    Suite{0xCCAA, "TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256"},
};

}  // namespace

std::span<const Suite> weak_suites() { return kWeak; }
std::span<const Suite> cbc_suites() { return kCbc; }
std::span<const Suite> strong_suites() { return kStrong; }

std::vector<std::uint16_t> numbers(std::span<const Suite> suites) {
  std::vector<std::uint16_t> out;
  for (const Suite& suite : suites) out.push_back(suite.number);
  return out;
}

std::vector<std::uint16_t> all_suites() {
  std::vector<std::uint16_t> out = numbers(kStrong);
  for (const Suite& suite : kCbc) out.push_back(suite.number);
  for (const Suite& suite : kWeak) out.push_back(suite.number);
  return out;
}

std::vector<std::uint16_t> newest_suites() { return {0x1301, 0x1302, 0x1303, 0x1304, 0x1305}; }

std::string suite_name(std::uint16_t number) {
  for (const std::span<const Suite> list : {weak_suites(), cbc_suites(), strong_suites()}) {
    const auto found = std::ranges::find(list, number, &Suite::number);
    if (found != list.end()) return std::string(found->name);
  }
  return fmt::format("{:#06x}", number);
}

}  // namespace bulwark::sources::endpoint
