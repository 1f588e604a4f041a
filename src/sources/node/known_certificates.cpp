// SPDX-License-Identifier: Apache-2.0
// Names without their endings, by folder.
#include "sources/node/known_certificates.h"

#include <algorithm>
#include <array>

namespace bulwark::sources::node {
namespace {

struct Place {
  std::string_view folder, stem, use;
};

constexpr std::string_view kKubeadm = "/etc/kubernetes/pki/", kKubelet = "/var/lib/kubelet/pki/";
constexpr std::string_view kServer = "/server/tls/", kAgent = "/agent/";  // of RKE2 and k3s
constexpr std::array<std::string_view, 2> kRancher{"/var/lib/rancher/rke2", "/var/lib/rancher/k3s"};

constexpr auto kPlaces = std::to_array<Place>({
    {kKubeadm, "ca", "cluster-ca"},
    {kKubeadm, "apiserver", "api-server"},
    {kKubeadm, "apiserver-kubelet-client", "api-server-kubelet-client"},
    {kKubeadm, "apiserver-etcd-client", "api-server-etcd-client"},
    {kKubeadm, "front-proxy-ca", "front-proxy-ca"},
    {kKubeadm, "front-proxy-client", "front-proxy-client"},
    {kKubeadm, "etcd/ca", "etcd-ca"},
    {kKubeadm, "etcd/server", "etcd-server"},
    {kKubeadm, "etcd/peer", "etcd-peer"},
    {kKubeadm, "etcd/healthcheck-client", "etcd-health-client"},
    {kKubeadm, "sa", "service-account"},
    {kKubelet, "kubelet-client-current", "kubelet-client"},
    {kKubelet, "kubelet-server-current", "kubelet-server"},
    {kKubelet, "kubelet", "kubelet-server"},
    {kServer, "client-ca", "cluster-ca"},
    {kServer, "server-ca", "cluster-ca"},
    {kServer, "request-header-ca", "front-proxy-ca"},
    {kServer, "etcd/server-ca", "etcd-ca"},
    {kServer, "etcd/peer-ca", "etcd-peer-ca"},
    {kServer, "etcd/server-client", "etcd-server"},
    {kServer, "etcd/peer-server-client", "etcd-peer"},
    {kServer, "etcd/client", "api-server-etcd-client"},
    {kServer, "serving-kube-apiserver", "api-server"},
    {kServer, "client-kube-apiserver", "api-server-kubelet-client"},
    {kServer, "client-auth-proxy", "front-proxy-client"},
    {kServer, "client-admin", "admin"},
    {kServer, "client-supervisor", "distribution-client"},
    {kServer, "client-controller", "controller-manager-client"},
    {kServer, "client-scheduler", "scheduler-client"},
    {kServer, "client-kube-proxy", "kube-proxy-client"},
    {kServer, "client-k3s-controller", "distribution-client"},
    {kServer, "client-rke2-controller", "distribution-client"},
    {kServer, "client-k3s-cloud-controller", "cloud-controller-manager-client"},
    {kServer, "client-rke2-cloud-controller", "cloud-controller-manager-client"},
    {kServer, "client-kubelet", "kubelet-client"},
    {kServer, "serving-kubelet", "kubelet-server"},
    {kServer, "kube-controller-manager/kube-controller-manager", "controller-manager"},
    {kServer, "kube-scheduler/kube-scheduler", "scheduler"},
    {kServer, "service", "service-account"},
    {kServer, "service.current", "service-account"},
    {kAgent, "client-ca", "cluster-ca"},
    {kAgent, "server-ca", "cluster-ca"},
    {kAgent, "client-kubelet", "kubelet-client"},
    {kAgent, "serving-kubelet", "kubelet-server"},
    {kAgent, "client-kube-proxy", "kube-proxy-client"},
    {kAgent, "client-k3s-controller", "distribution-client"},
    {kAgent, "client-rke2-controller", "distribution-client"},
});

constexpr std::array<std::string_view, 3> kFolders{
    "/var/lib/kubelet/pki", "/var/lib/rancher/rke2/agent", "/var/lib/rancher/k3s/agent"};

constexpr std::array<std::string_view, 5> kEndings{".crt", ".pem", ".cert", ".key", ".pub"};

struct Kubeconfig {
  std::string_view role, use;
};
constexpr auto kKubeconfigs = std::to_array<Kubeconfig>({
    {"admin-kubeconfig", "admin"},
    {"controller-manager-kubeconfig", "controller-manager-client"},
    {"scheduler-kubeconfig", "scheduler-client"},
    {"kube-proxy-kubeconfig", "kube-proxy-client"},
    {"kubelet-kubeconfig", "kubelet-client"},
});

std::string_view ending_of(std::string_view path) {
  const auto* found = std::ranges::find_if(
      kEndings, [&](std::string_view ending) { return path.ends_with(ending); });
  return found == kEndings.end() ? std::string_view() : *found;
}

// "/var/lib/kubelet/pki/kubelet-client-2026-11-30-08-00-00.pem": what the kubelet had before.
bool is_former_of_kubelet(std::string_view path) {
  if (!path.starts_with(kKubelet)) return false;
  path.remove_prefix(kKubelet.size());
  const bool is_rotated = path.starts_with("kubelet-client-") ||
                          path.starts_with("kubelet-server-");
  return is_rotated && path.ends_with(".pem") && !path.ends_with("-current.pem");
}

}  // namespace

std::span<const std::string_view> certificate_folders() { return kFolders; }

bool may_be_certificate(std::string_view path) {
  return !ending_of(path).empty() && !is_former_of_kubelet(path);
}

std::string_view use_of_place(std::string_view path) {
  path.remove_suffix(ending_of(path).size());
  for (const std::string_view root : kRancher) {
    if (path.starts_with(root)) path.remove_prefix(root.size());
  }
  constexpr std::string_view kAlone = ".nochain";  // the same without those above it
  if (path.ends_with(kAlone)) path.remove_suffix(kAlone.size());
  for (const Place& place : kPlaces) {
    if (path.starts_with(place.folder) && path.substr(place.folder.size()) == place.stem)
      return place.use;
  }
  return {};
}

std::string_view use_of_kubeconfig(std::string_view role, std::string_view path) {
  if (path.ends_with("/super-admin.conf")) return "super-admin";
  const auto* found = std::ranges::find(kKubeconfigs, role, &Kubeconfig::role);
  return found == kKubeconfigs.end() ? std::string_view() : found->use;
}

}  // namespace bulwark::sources::node
