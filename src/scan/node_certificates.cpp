// SPDX-License-Identifier: Apache-2.0
// Files are read, then related, then told.
#include "scan/node_certificates.h"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

#include "extractors/config/component.h"
#include "formats/pem.h"
#include "scan/certificate_document.h"
#include "scan/node_certificate_files.h"

namespace bulwark::scan {
namespace {

using formats::PemContents;

class Reading {
 public:
  explicit Reading(NodeDocuments& out) : out_(out) {}

  void run() {
    CertificateFiles files = certificate_files(out_);
    for (const auto& [path, file] : files.by_path) read_file(path, file);
    for (KubeconfigCertificate& one : files.in_kubeconfigs) read_kubeconfig(one);
    for (const auto& [path, file] : files.by_path) pair(path, file);
    relate(certificates_, keys_);
    const auto control_plane = runs_control_plane(files);
    for (const NodeCertificate& one : certificates_) add_certificate(one, out_);
    for (const NodeKey& one : keys_) add_key(one, control_plane, out_);
  }

 private:
  void read_file(const std::string& path, const CertificateFile& file) {
    auto text = out_.root().read(path, kLargestNodeFile);
    if (!text) {
      const std::string who = file.named_by.empty() ? "" : " (" + file.named_by + ")";
      return out_.problem(path + who, text.error().message);
    }
    const auto contents = read_text(path, *text);
    formats::wipe(*text);
    if (!contents) return;
    take(*contents, path, {}, file.uses);
    for (const formats::KeyFacts& key : contents->keys) keys_.push_back({path, file.uses, key, {}});
  }

  // The key within a kubeconfig is nobody else's: it tells only whether it is the certificate's.
  void read_kubeconfig(KubeconfigCertificate& one) {
    const std::string who = fmt::format("{}: user {}", one.path, one.user);
    const auto contents = read_text(who, one.certificate);
    const std::size_t first = certificates_.size();
    if (contents) take(*contents, one.path, one.user, {one.use});
    if (!one.key.empty()) {
      const auto key = read_text(who, one.key);
      if (key && first < certificates_.size() && certificates_[first].facts.index == 0) {
        certificates_[first].key_file = one.path;
        if (!key->keys.empty()) certificates_[first].key_in_file = key->keys.front().key;
      }
    }
    formats::wipe(one.key);
  }

  std::optional<PemContents> read_text(const std::string& who, std::string_view text) {
    auto contents = reader_.read(text);
    if (!contents) {
      out_.problem(who, contents.error().message);
      return std::nullopt;
    }
    for (const std::string& trouble : contents->troubles) out_.problem(who, trouble);
    if (contents->certificates.empty() && contents->keys.empty() && contents->troubles.empty())
      out_.problem(who, "holds no certificate and no key");
    return *std::move(contents);
  }

  void take(const PemContents& contents, const std::string& path, const std::string& user,
            const std::set<std::string>& uses) {
    for (const formats::Certificate& one : contents.certificates)
      certificates_.push_back({path, user, uses, one, {}, {}, {}, {}});
  }

  // The first certificate of a file is that of the key that lies beside it, or in the same file.
  void pair(const std::string& path, const CertificateFile& file) {
    const auto certificate = std::ranges::find_if(certificates_, [&](const NodeCertificate& one) {
      return one.path == path && one.user.empty() && one.facts.index == 0;
    });
    if (certificate == certificates_.end()) return;
    const bool in_itself = std::ranges::find(keys_, path, &NodeKey::path) != keys_.end();
    certificate->key_file = file.key.empty() && in_itself ? path : file.key;
    const auto key = std::ranges::find(keys_, certificate->key_file, &NodeKey::path);
    if (key != keys_.end()) certificate->key_in_file = key->facts.key;
  }

  // By its manifests, its processes, and by what RKE2 and k3s keep on servers alone. A copied
  // folder without processes does not tell that there is none.
  std::optional<bool> runs_control_plane(const CertificateFiles& files) const {
    const auto& facts = out_.facts();
    for (const sources::node::NodeFile& file : facts.files) {
      if (file.role == "api-server-manifest" || file.role == "controller-manager-manifest")
        return true;
    }
    for (const auto& [path, file] : files.by_path) {
      if (path.starts_with("/var/lib/rancher/") && path.contains("/server/tls/")) return true;
    }
    for (const model::Resource& one : out_.documents()) {
      if (one.kind() == "KubeAPIServer" || one.kind() == "KubeControllerManager") return true;
    }
    const bool saw_all = std::ranges::find(facts.troubles, "/proc",
                                           &sources::node::NodeTrouble::what) ==
                         facts.troubles.end();
    if (facts.processes.empty() || !saw_all) return std::nullopt;
    return false;
  }

  NodeDocuments& out_;
  formats::CertificateReader reader_;
  std::vector<NodeCertificate> certificates_;
  std::vector<NodeKey> keys_;
};

}  // namespace

void add_certificates(NodeDocuments& out) { Reading(out).run(); }

}  // namespace bulwark::scan
