// SPDX-License-Identifier: Apache-2.0
// Cipher suites up to TLS 1.2 by how far they can be trusted, with the names of IANA's registry.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace bulwark::sources::endpoint {

struct Suite {
  std::uint16_t number;
  std::string_view name;
};

/// Broken, without encryption, without a proof of who the server is, or without forward secrecy
/// (RC4, DES, 3DES, NULL, EXPORT, anonymous, TLS_RSA).
std::span<const Suite> weak_suites();
/// With forward secrecy, and CBC.
std::span<const Suite> cbc_suites();
/// With forward secrecy, and GCM or ChaCha20.
std::span<const Suite> strong_suites();

std::vector<std::uint16_t> numbers(std::span<const Suite> suites);
/// All of the three.
std::vector<std::uint16_t> all_suites();
/// Those of TLS 1.3.
std::vector<std::uint16_t> newest_suites();

/// "TLS_RSA_WITH_AES_128_CBC_SHA"; "0x1234" for one that is in no list.
std::string suite_name(std::uint16_t number);

}  // namespace bulwark::sources::endpoint
