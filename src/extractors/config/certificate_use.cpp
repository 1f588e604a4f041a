// SPDX-License-Identifier: Apache-2.0
// Tables of uses, and of the flags that name their files.
#include "extractors/config/certificate_use.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace bulwark::extractors::config {
namespace {

using formats::Value;
using enum CertificateRole;

constexpr auto kUses = std::to_array<CertificateUse>({
    {"cluster-ca", authority, "cluster"},
    {"kubelet-ca", authority, "cluster"},
    {"etcd-ca", authority, "etcd"},
    {"etcd-peer-ca", authority, "etcd"},
    {"front-proxy-ca", authority, "front-proxy"},
    {"api-server", server},
    {"controller-manager", server},
    {"scheduler", server},
    {"cloud-controller-manager", server},
    {"etcd-server", server},
    {"kubelet-server", server},
    {"etcd-peer", peer},
    {"api-server-kubelet-client", client},
    {"api-server-etcd-client", client},
    {"front-proxy-client", client},
    {"etcd-health-client", client},
    {"kubelet-client", client},
    {"admin", client},
    {"super-admin", client},
    {"controller-manager-client", client},
    {"scheduler-client", client},
    {"cloud-controller-manager-client", client},
    {"kube-proxy-client", client},
    {"distribution-client", client},
    {"service-account", key},
});

struct Flag {
  Component component;
  std::string_view flag;  ///< of a kubelet: the path within its configuration
  std::string_view use, key_flag;
};

using enum Component;

constexpr auto kFlags = std::to_array<Flag>({
    {api_server, "tls-cert-file", "api-server", "tls-private-key-file"},
    {api_server, "client-ca-file", "cluster-ca", ""},
    {api_server, "requestheader-client-ca-file", "front-proxy-ca", ""},
    {api_server, "proxy-client-cert-file", "front-proxy-client", "proxy-client-key-file"},
    {api_server, "etcd-cafile", "etcd-ca", ""},
    {api_server, "etcd-certfile", "api-server-etcd-client", "etcd-keyfile"},
    {api_server, "kubelet-certificate-authority", "kubelet-ca", ""},
    {api_server, "kubelet-client-certificate", "api-server-kubelet-client", "kubelet-client-key"},
    {api_server, "service-account-key-file", "service-account", "service-account-key-file"},
    {api_server, "service-account-signing-key-file", "service-account",
     "service-account-signing-key-file"},
    {controller_manager, "tls-cert-file", "controller-manager", "tls-private-key-file"},
    {controller_manager, "client-ca-file", "cluster-ca", ""},
    {controller_manager, "requestheader-client-ca-file", "front-proxy-ca", ""},
    {controller_manager, "root-ca-file", "cluster-ca", ""},
    {controller_manager, "cluster-signing-cert-file", "cluster-ca", "cluster-signing-key-file"},
    {controller_manager, "service-account-private-key-file", "service-account",
     "service-account-private-key-file"},
    {scheduler, "tls-cert-file", "scheduler", "tls-private-key-file"},
    {scheduler, "client-ca-file", "cluster-ca", ""},
    {scheduler, "requestheader-client-ca-file", "front-proxy-ca", ""},
    {cloud_controller_manager, "tls-cert-file", "cloud-controller-manager", "tls-private-key-file"},
    {cloud_controller_manager, "client-ca-file", "cluster-ca", ""},
    {cloud_controller_manager, "requestheader-client-ca-file", "front-proxy-ca", ""},
    {etcd, "cert-file", "etcd-server", "key-file"},
    {etcd, "trusted-ca-file", "etcd-ca", ""},
    {etcd, "peer-cert-file", "etcd-peer", "peer-key-file"},
    {etcd, "peer-trusted-ca-file", "etcd-peer-ca", ""},
    {kubelet, "tlsCertFile", "kubelet-server", "tlsPrivateKeyFile"},
    {kubelet, "authentication.x509.clientCAFile", "cluster-ca", ""},
});

const Value* setting_of(const Value& document, const Flag& flag) {
  if (flag.component != kubelet) return document.at("spec", "flags", flag.flag);
  const Value* at = document.at("spec", "config");
  for (const std::string& step : split(flag.flag, '.'))
    at = at == nullptr ? nullptr : at->find(step);
  return at;
}

std::vector<std::string> paths_in(const Value* setting) {
  if (setting == nullptr) return {};
  std::vector<std::string> out;
  if (setting->is_string()) out.emplace_back(setting->as_string());
  for (const Value& item : setting->items()) {
    if (item.is_string()) out.emplace_back(item.as_string());
  }
  std::erase(out, "");
  return out;
}

void add(const Value& document, const Flag& flag, std::vector<NamedCertificate>& out) {
  const CertificateUse* use = certificate_use(flag.use);
  const bool is_key = use != nullptr && use->role == key;
  Flag of_key = flag;
  of_key.flag = flag.key_flag;
  const auto keys = flag.key_flag.empty() ? std::vector<std::string>()
                                          : paths_in(setting_of(document, of_key));
  const std::string name = (flag.component == kubelet ? "" : "--") + std::string(flag.flag);
  for (const std::string& path : paths_in(setting_of(document, flag)))
    out.push_back({path, flag.use, is_key ? path : keys.empty() ? "" : keys.front(), name});
}

}  // namespace

const CertificateUse* certificate_use(std::string_view name) {
  const auto* found = std::ranges::find(kUses, name, &CertificateUse::name);
  return found == kUses.end() ? nullptr : found;
}

std::vector<NamedCertificate> certificates_of(const Value& document) {
  std::vector<NamedCertificate> out;
  for (const Flag& flag : kFlags) {
    if (document.text("kind") == kind_of(flag.component)) add(document, flag, out);
  }
  return out;
}

}  // namespace bulwark::extractors::config
