// SPDX-License-Identifier: Apache-2.0
// By OpenSSL's own comparison.
#include "io/certificate_host.h"

#include <openssl/x509v3.h>

namespace bulwark::io {

bool is_for_host(const X509* certificate, const std::string& host) {
  // Names in the subject no longer count, as for Go's clients.
  constexpr unsigned kFlags = X509_CHECK_FLAG_NEVER_CHECK_SUBJECT;
  auto* bare = const_cast<X509*>(certificate);  // OpenSSL 3.0 does not say that it only reads
  const std::string without_zone = host.substr(0, host.find('%'));
  if (X509_check_ip_asc(bare, without_zone.c_str(), kFlags) == 1) return true;
  return X509_check_host(bare, host.data(), host.size(), kFlags, nullptr) == 1;
}

}  // namespace bulwark::io
