// SPDX-License-Identifier: Apache-2.0
// Certificate: what a X.509 certificate (RFC 5280) and a key say of themselves. Read by OpenSSL in
// a library context of its own, so that no configuration of the machine changes what is read.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

struct ossl_lib_ctx_st;

namespace bulwark::formats {

/// The public half of a key.
struct PublicKey {
  std::string type;         ///< "RSA", "EC", "ED25519"; another algorithm by OpenSSL's name
  std::optional<int> bits;  ///< nothing: the algorithm is not known here
  std::string curve;        ///< "P-256"; empty: it has none, or none with a name
  std::string sha256;       ///< of its SubjectPublicKeyInfo, in hexadecimal digits
  bool operator==(const PublicKey&) const = default;
};

/// What could not be read of it is nothing, and `doubts` says why.
struct Certificate {
  std::size_t index = 0;        ///< among the certificates of its file, those that are broken too
  std::string subject, issuer;  ///< "CN=kubernetes-admin,O=system:masters" (RFC 4514)
  std::string common_name;      ///< the last one, as Go takes it; may hold any character
  std::vector<std::string> organizations;
  std::string serial;                                ///< hexadecimal digits
  std::optional<std::string> not_before, not_after;  ///< "2027-11-30T08:00:00Z"
  PublicKey key;
  std::string signature_algorithm;              ///< "sha256WithRSAEncryption"
  std::optional<std::string> signature_digest;  ///< "SHA256"; "none": the algorithm has its own
  std::optional<std::vector<std::string>> dns_names, ip_addresses;  ///< the other names are left
                                                                    ///< out
  std::optional<bool> is_authority;
  std::optional<std::vector<std::string>> key_usages;       ///< "keyCertSign"; none: for everything
  std::optional<std::vector<std::string>> extended_usages;  ///< "serverAuth"; none: for everything
  bool self_signed = false;  ///< by its names: it says to be its own issuer
  std::string sha256;        ///< of the certificate
  std::vector<std::string> doubts;
};

/// One key of a file. Of a private key only its public half is kept.
struct KeyFacts {
  bool is_private = false;
  std::optional<PublicKey> key;  ///< nothing: it is encrypted
};

/// What a text holds that components may read.
struct PemContents {
  std::vector<Certificate> certificates;
  std::vector<KeyFacts> keys;
  std::vector<std::string> troubles;  ///< "block 3 (CERTIFICATE) is no base64"
};

/// Not copyable: it owns a context of OpenSSL. Not for several threads at once.
class CertificateReader {
 public:
  static constexpr std::size_t kMostBlocks = 4096;
  static constexpr std::size_t kMostBytes = std::size_t{1} << 20;  ///< of one certificate or key

  CertificateReader();

  /// DER.
  Result<Certificate> certificate(std::string_view der) const;
  Result<KeyFacts> private_key(std::string_view der) const;
  Result<KeyFacts> public_key(std::string_view der) const;
  /// A PEM text. Error: it holds no block, or too many.
  Result<PemContents> read(std::string_view pem) const;

 private:
  struct Free {
    void operator()(ossl_lib_ctx_st* context) const;
  };
  std::unique_ptr<ossl_lib_ctx_st, Free> context_;
};

}  // namespace bulwark::formats
