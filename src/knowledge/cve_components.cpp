// SPDX-License-Identifier: Apache-2.0
// A table of names; in prose the longest one that stands at a place counts.
#include "knowledge/cve_components.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.h"

namespace bulwark::knowledge {
namespace {

struct Component {
  std::string_view name, package, others;  // `others` with commas between
};

constexpr std::array<Component, 29> kComponents{{
    {"kube-apiserver", "k8s.io/apiserver",
     "k8s.io/apiserver,k8s.io/kube-apiserver,api server,kubernetes api server,kube-api-server,"
     "apiserver,kubeapiserver"},
    {"kube-controller-manager", "k8s.io/controller-manager",
     "k8s.io/controller-manager,k8s.io/kube-controller-manager,controller-manager,controller "
     "manager"},
    {"kube-scheduler", "k8s.io/kube-scheduler", "k8s.io/kube-scheduler,k8s.io/scheduler"},
    {"kubelet", "k8s.io/kubelet", "k8s.io/kubelet"},
    {"kubectl", "k8s.io/kubectl", "k8s.io/kubectl"},
    {"kube-proxy", "k8s.io/kube-proxy", "k8s.io/kube-proxy"},
    {"cloud-controller-manager", "k8s.io/cloud-provider", "k8s.io/cloud-provider"},
    {"kubernetes", "k8s.io/kubernetes",
     "k8s.io/kubernetes,github.com/kubernetes/kubernetes,kubernetes/kubernetes"},
    {"client-go", "k8s.io/client-go", "k8s.io/client-go"},
    {"ingress-nginx", "k8s.io/ingress-nginx",
     "k8s.io/ingress-nginx,github.com/kubernetes/ingress-nginx,ingress-nginx controller,"
     "ingress-nginx-controller"},
    {"secrets-store-csi-driver", "sigs.k8s.io/secrets-store-csi-driver",
     "sigs.k8s.io/secrets-store-csi-driver,secrets store csi driver"},
    {"secrets-store-sync-controller", "sigs.k8s.io/secrets-store-sync-controller",
     "sigs.k8s.io/secrets-store-sync-controller"},
    {"azurefile-csi-driver", "sigs.k8s.io/azurefile-csi-driver",
     "sigs.k8s.io/azurefile-csi-driver,azure-file-csi-driver"},
    {"csi-proxy", "github.com/kubernetes-csi/csi-proxy",
     "github.com/kubernetes-csi/csi-proxy,kubernetes-csi-proxy"},
    {"external-provisioner", "github.com/kubernetes-csi/external-provisioner",
     "github.com/kubernetes-csi/external-provisioner,csi-provisioner"},
    {"external-snapshotter", "github.com/kubernetes-csi/external-snapshotter",
     "github.com/kubernetes-csi/external-snapshotter,csi-snapshotter"},
    {"external-resizer", "github.com/kubernetes-csi/external-resizer",
     "github.com/kubernetes-csi/external-resizer,csi-resizer"},
    {"image-builder", "github.com/kubernetes-sigs/image-builder",
     "github.com/kubernetes-sigs/image-builder,kubernetes image builder,image builder"},
    {"aws-iam-authenticator", "sigs.k8s.io/aws-iam-authenticator",
     "sigs.k8s.io/aws-iam-authenticator"},
    {"aws-load-balancer-controller", "sigs.k8s.io/aws-load-balancer-controller",
     "sigs.k8s.io/aws-load-balancer-controller"},
    {"kube-dns", "kube-dns", "k8s-dns-kube-dns"},
    {"kube-state-metrics", "k8s.io/kube-state-metrics", "k8s.io/kube-state-metrics"},
    {"kops", "k8s.io/kops", "k8s.io/kops"},
    {"minikube", "k8s.io/minikube", "k8s.io/minikube"},
    {"etcd", "go.etcd.io/etcd/v3",
     "go.etcd.io/etcd,go.etcd.io/etcd/v3,go.etcd.io/etcd/server/v3,go.etcd.io/etcd/client/pkg/v3,"
     "github.com/etcd-io/etcd"},
    {"containerd", "github.com/containerd/containerd",
     "github.com/containerd/containerd,github.com/containerd/containerd/v2"},
    {"cri-o", "github.com/cri-o/cri-o", "github.com/cri-o/cri-o,crio"},
    {"runc", "github.com/opencontainers/runc", "github.com/opencontainers/runc"},
    {"coredns", "github.com/coredns/coredns", "github.com/coredns/coredns"},
}};

std::string small(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return out;
}

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '/';
}

// Whether a name may end before `rest`: "ingress-nginx-1.2.3" begins with one.
bool ends_word(std::string_view rest) {
  if (rest.empty() || !is_word(rest.front())) return true;
  return rest.size() > 1 && rest[0] == '-' && rest[1] >= '0' && rest[1] <= '9';
}

// Every name and the one name that it stands for, the longest first.
std::vector<std::pair<std::string, std::string_view>> all_names() {
  std::vector<std::pair<std::string, std::string_view>> out;
  for (const Component& one : kComponents) {
    out.emplace_back(one.name, one.name);
    for (std::string& other : split(one.others, ',')) out.emplace_back(std::move(other), one.name);
  }
  std::ranges::stable_sort(
      out, [](const auto& a, const auto& b) { return a.first.size() > b.first.size(); });
  return out;
}

const Component* find(std::string_view component) {
  const auto found = std::ranges::find(kComponents, component, &Component::name);
  return found == kComponents.end() ? nullptr : &*found;
}

}  // namespace

std::string cve_component_from(std::string_view name) {
  const std::string wanted = small(trim(name));
  for (const Component& one : kComponents) {
    if (one.name == wanted) return wanted;
    for (const std::string& other : split(one.others, ',')) {
      if (other == wanted) return std::string(one.name);
    }
  }
  return wanted;
}

bool is_cve_component(std::string_view component) { return find(component) != nullptr; }

std::string osv_package_of(std::string_view component) {
  const Component* known = find(component);
  return std::string(known == nullptr ? component : known->package);
}

bool is_of_kubernetes(std::string_view component) {
  constexpr std::array<std::string_view, 8> kOf{
      "kube-apiserver", "kube-controller-manager",  "kube-scheduler", "kubelet", "kubectl",
      "kube-proxy",     "cloud-controller-manager", "kubernetes"};
  return std::ranges::find(kOf, component) != kOf.end();
}

std::vector<std::string> cve_components_in(std::string_view text) {
  const std::string all = small(text);
  const auto names = all_names();
  std::vector<std::pair<std::string_view, std::size_t>> counts;
  for (std::size_t at = 0; at < all.size();) {
    const std::string_view rest = std::string_view(all).substr(at);
    const auto named = std::ranges::find_if(names, [&](const auto& one) {
      return rest.starts_with(one.first) && ends_word(rest.substr(one.first.size()));
    });
    if ((at > 0 && is_word(all[at - 1])) || named == names.end()) {
      ++at;
      continue;
    }
    const auto known = std::ranges::find(counts, named->second,
                                         [](const auto& one) { return one.first; });
    if (known == counts.end()) {
      counts.emplace_back(named->second, 1);
    } else {
      ++known->second;
    }
    at += named->first.size();
  }
  std::ranges::stable_sort(counts, std::ranges::greater(),
                           [](const auto& one) { return one.second; });
  std::vector<std::string> out;
  for (const auto& [name, count] : counts) out.emplace_back(name);
  return out;
}

}  // namespace bulwark::knowledge
