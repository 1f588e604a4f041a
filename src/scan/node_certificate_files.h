// SPDX-License-Identifier: Apache-2.0
// Certificate files of a node: which files may hold certificates and keys, by their places, by the
// settings of components, by kubeconfigs.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "scan/node_documents.h"

namespace bulwark::scan {

struct CertificateFile {
  std::set<std::string> uses;  ///< "api-server"; see extractors/config/certificate_use.h
  std::string key;             ///< path of the key of its certificate; empty: not known
  std::string named_by;        ///< "--tls-cert-file of kube-apiserver"; empty: its place tells it
};

/// A certificate within a kubeconfig.
struct KubeconfigCertificate {
  std::string path, user;
  std::string use;
  std::string certificate, key;  ///< PEM; whoever has read the key wipes it
};

struct CertificateFiles {
  std::map<std::string, CertificateFile> by_path;
  std::vector<KubeconfigCertificate> in_kubeconfigs;
};

/// Asks the documents of components that are in `out` already. What cannot be read is a problem
/// there.
CertificateFiles certificate_files(NodeDocuments& out);

}  // namespace bulwark::scan
