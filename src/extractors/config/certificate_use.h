// SPDX-License-Identifier: Apache-2.0
// Certificate use: what the certificates and keys of a cluster are for, and which settings of
// components name their files.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "extractors/config/component.h"
#include "formats/value.h"

namespace bulwark::extractors::config {

enum class CertificateRole : std::uint8_t {
  authority,  ///< signs others
  server,     ///< is shown to clients
  client,     ///< is shown to servers
  peer,       ///< both
  key,        ///< a key without a certificate
};

struct CertificateUse {
  std::string_view name;  ///< "api-server-etcd-client"
  CertificateRole role = CertificateRole::authority;
  /// What an authority opens: "cluster", "etcd", "front-proxy"; empty for everything else.
  std::string_view trust = {};
};

/// Null for a name that is none.
const CertificateUse* certificate_use(std::string_view name);

/// A file that a component's settings name.
struct NamedCertificate {
  std::string path;      ///< as the component sees it
  std::string_view use;  /// see certificate_use()
  std::string key;       ///< path of its key; empty: none is named
  std::string setting;   ///< "--tls-cert-file"
};

/// Of a document of a component: its flags, or a kubelet's configuration. Keys without a
/// certificate have the same path twice.
std::vector<NamedCertificate> certificates_of(const formats::Value& document);

}  // namespace bulwark::extractors::config
