// SPDX-License-Identifier: Apache-2.0
// Peer certificate: what a server's certificate says, as values.
#pragma once

#include <openssl/types.h>

#include <string>
#include <vector>

namespace bulwark::io {

struct PeerCertificate {
  std::string subject;  ///< "CN=kube-apiserver,O=..." (RFC 2253)
  std::string issuer;
  std::vector<std::string> names;  ///< "DNS:localhost", "IP:10.0.0.1", in the order of the
                                   ///< certificate
  std::string not_before;          ///< RFC 3339, in UTC; empty where it cannot be read
  std::string not_after;
  std::string key_type;  ///< "RSA", "EC", "ED25519"; empty where it is unknown
  int key_bits = 0;
  std::string signature;     ///< "ecdsa-with-SHA256"
  bool self_signed = false;  ///< it names itself as its issuer
  bool operator==(const PeerCertificate&) const = default;
};

PeerCertificate peer_certificate(const X509* certificate);

/// Whether it is for this host, a name or an address, as clients compare it.
bool is_for_host(const X509* certificate, const std::string& host);

}  // namespace bulwark::io
