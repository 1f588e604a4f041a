// SPDX-License-Identifier: Apache-2.0
// Paths by role. The benchmark's numbers are in the controls.
#include "sources/node/known_files.h"

#include <array>

namespace bulwark::sources::node {
namespace {

using enum KnownFile::Which;

constexpr auto kFiles = std::to_array<KnownFile>({
    // kubeadm
    {"api-server-manifest", "/etc/kubernetes/manifests/kube-apiserver.yaml"},
    {"controller-manager-manifest", "/etc/kubernetes/manifests/kube-controller-manager.yaml"},
    {"scheduler-manifest", "/etc/kubernetes/manifests/kube-scheduler.yaml"},
    {"etcd-manifest", "/etc/kubernetes/manifests/etcd.yaml"},
    {"cni-config", "/etc/cni/net.d", entries},
    {"etcd-data", "/var/lib/etcd"},
    {"admin-kubeconfig", "/etc/kubernetes/admin.conf"},
    {"admin-kubeconfig", "/etc/kubernetes/super-admin.conf"},
    {"scheduler-kubeconfig", "/etc/kubernetes/scheduler.conf"},
    {"controller-manager-kubeconfig", "/etc/kubernetes/controller-manager.conf"},
    {"pki", "/etc/kubernetes/pki", below},
    {"kubelet-service", "/etc/systemd/system/kubelet.service.d/10-kubeadm.conf"},
    {"kubelet-service", "/usr/lib/systemd/system/kubelet.service.d/10-kubeadm.conf"},
    {"kubelet-service", "/etc/systemd/system/kubelet.service"},
    {"kube-proxy-kubeconfig", "/var/lib/kube-proxy/kubeconfig"},
    {"kube-proxy-kubeconfig", "/etc/kubernetes/kube-proxy.conf"},
    {"kubelet-kubeconfig", "/etc/kubernetes/kubelet.conf"},
    {"kubelet-client-ca", "/etc/kubernetes/pki/ca.crt"},
    {"kubelet-config", "/var/lib/kubelet/config.yaml"},
    {"runtime-socket", "/run/containerd/containerd.sock"},
    {"runtime-socket", "/run/crio/crio.sock"},
    {"runtime-socket", "/run/docker.sock"},
    // RKE2
    {"api-server-manifest", "/var/lib/rancher/rke2/agent/pod-manifests/kube-apiserver.yaml"},
    {"controller-manager-manifest",
     "/var/lib/rancher/rke2/agent/pod-manifests/kube-controller-manager.yaml"},
    {"scheduler-manifest", "/var/lib/rancher/rke2/agent/pod-manifests/kube-scheduler.yaml"},
    {"etcd-manifest", "/var/lib/rancher/rke2/agent/pod-manifests/etcd.yaml"},
    {"etcd-data", "/var/lib/rancher/rke2/server/db/etcd"},
    {"admin-kubeconfig", "/etc/rancher/rke2/rke2.yaml"},
    {"scheduler-kubeconfig", "/var/lib/rancher/rke2/server/cred/scheduler.kubeconfig"},
    {"controller-manager-kubeconfig", "/var/lib/rancher/rke2/server/cred/controller.kubeconfig"},
    {"pki", "/var/lib/rancher/rke2/server/tls", below},
    {"kube-proxy-kubeconfig", "/var/lib/rancher/rke2/agent/kubeproxy.kubeconfig"},
    {"kubelet-kubeconfig", "/var/lib/rancher/rke2/agent/kubelet.kubeconfig"},
    {"kubelet-client-ca", "/var/lib/rancher/rke2/agent/client-ca.crt"},
    // k3s
    {"etcd-data", "/var/lib/rancher/k3s/server/db/etcd"},
    {"admin-kubeconfig", "/etc/rancher/k3s/k3s.yaml"},
    {"scheduler-kubeconfig", "/var/lib/rancher/k3s/server/cred/scheduler.kubeconfig"},
    {"controller-manager-kubeconfig", "/var/lib/rancher/k3s/server/cred/controller.kubeconfig"},
    {"pki", "/var/lib/rancher/k3s/server/tls", below},
    {"kube-proxy-kubeconfig", "/var/lib/rancher/k3s/agent/kubeproxy.kubeconfig"},
    {"kubelet-kubeconfig", "/var/lib/rancher/k3s/agent/kubelet.kubeconfig"},
    {"kubelet-client-ca", "/var/lib/rancher/k3s/agent/client-ca.crt"},
    {"runtime-socket", "/run/k3s/containerd/containerd.sock"},  // of both
});

constexpr std::array<std::string_view, 2> kManifests{"/etc/kubernetes/manifests",
                                                     "/var/lib/rancher/rke2/agent/pod-manifests"};

}  // namespace

std::span<const KnownFile> known_files() { return kFiles; }

std::string_view pki_role(std::string_view name) {
  if (name.ends_with(".crt")) return "pki-certificate";
  if (name.ends_with(".key")) return "pki-key";
  return {};
}

std::span<const std::string_view> manifest_folders() { return kManifests; }

}  // namespace bulwark::sources::node
