// SPDX-License-Identifier: Apache-2.0
// SecretRule: one kind of credential, and how it is told from all other text. The rules are tables
// in C++ (rules_*.cpp), since half of a rule is a check in code, and the compiler and a test over
// the whole table hold both halves together.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace bulwark::extractors::secret {

/// What a credential opens. Each family is one control of the catalogue.
enum class SecretFamily : std::uint8_t {
  cloud,       ///< a cloud's account
  cluster,     ///< a Kubernetes cluster
  key,         ///< whatever trusts a private key
  git,         ///< source code and its pipelines
  package,     ///< registries of packages and images
  service,     ///< any other service's interface
  jwt,         ///< a signed token of unknown issuer
  url,         ///< a password within a URL
  assignment,  ///< no shape of its own: told by the name beside it
};
inline constexpr std::size_t kSecretFamilies = 9;

/// What must hold beyond the expression.
enum class SecretCheck : std::uint8_t {
  none,
  crc_base62,       ///< the last six characters are the CRC-32 of the rest (GitHub, npm)
  jwt,              ///< a header that names an algorithm, a payload that is a map
  cluster_jwt,      ///< the same, and issued for a service account of Kubernetes
  private_key,      ///< PEM whose body is the beginning of a private key
  pgp_key,          ///< armour whose body begins with a secret key packet
  base64_key,       ///< base64 of PEM that holds a private key
  bech32,           ///< with the checksum of BIP 173 (age)
  base64_pair,      ///< base64 of "user:password"
  service_account,  ///< a JSON key of Google that holds a private key
  random_word,      ///< letters and digits: words alone are names
  url_password,     ///< a password, and no placeholder
  assignment,       ///< by its name and by how random it looks
};

/// Expressions of `prefilter` are Vectorscan's, and of a bounded width; those of `confirm` are
/// RE2's. A confirming match must begin where the prefilter's begins, when that has one width only
/// and `before` is 0, and else hold its end. Its group `secret` is the credential, or its first
/// group, or all of it; `bare` the same where only the line's end ends it; `name` and `host` are
/// what stands beside.
struct SecretRule {
  std::string_view id;  ///< "github-token"; never used for anything else
  std::string_view title;
  SecretFamily family = SecretFamily::service;
  std::string_view prefilter;
  std::string_view confirm = {};  ///< empty: what the prefilter says is enough
  double entropy = 3.0;           ///< at least so many bits a character
  SecretCheck check = SecretCheck::none;
  std::uint32_t before = 0;   ///< bytes before the prefilter's match that confirming may need
  std::uint32_t ahead = 512;  ///< the same behind it
  bool one_line = false;      ///< confirming never needs more than the line
  bool whole_word = true;     ///< letters, digits and _ around it speak against it
  bool in_binaries = true;
};

/// All rules. Where matches overlap, the earlier rule is told.
std::span<const SecretRule> cloud_rules();
std::span<const SecretRule> cluster_rules();
std::span<const SecretRule> host_rules();
std::span<const SecretRule> service_rules();
std::span<const SecretRule> general_rules();

}  // namespace bulwark::extractors::secret
